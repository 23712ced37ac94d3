-- id: nar_carried
-- severity: soft
-- over: report
-- forms: F2019 F2021
-- blank0: no
-- source: practice: the text counts what table 3 carries out (淮安 2024: 103)
-- zh: 正文称结转下年度 {found} 件，表三为 {expected} 件；请核对。
-- en: The text says {found} requests were carried over to the next year; table 3 has {expected}: please compare.
SELECT s.report, 'nar_req_carried req_carried_out.total' AS where_codes, min(n.scaled) AS found, q.total AS expected,
  n.position AS stated_at
FROM scope AS s
CROSS JOIN narrative AS n ON n.report = s.report AND n.code = 'nar_req_carried' AND n.role = 'total' AND n.approx = 0
CROSS JOIN requests AS q ON q.report = s.report AND q.outcome = 'req_carried_out'
WHERE q.total IS NOT NULL
GROUP BY s.report
HAVING sum(n.scaled = q.total) = 0
