-- id: fmt_length
-- severity: heuristic
-- over: report
-- forms: F2021
-- blank0: no
-- source: a local rule (武威市 2025) asks for about 1,000 characters in section 1
-- zh: 第一部分有 {found} 字，超过一些地方要求的约 {expected} 字。
-- en: Section 1 has {found} characters; some places ask for about {expected}.
-- 'About' is read as up to a fifth more.
SELECT s.report, 's1' AS where_codes, sum(length(c.text)) AS found, 1000 AS expected
FROM scope AS s
CROSS JOIN sections AS c ON c.report = s.report AND c.number = 1
GROUP BY s.report
HAVING found > 1200
