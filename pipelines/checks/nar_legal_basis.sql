-- id: nar_legal_basis
-- severity: heuristic
-- over: report
-- forms: F2021
-- blank0: no
-- source: 国办公开办函〔2021〕30号 made this form (太平镇 2022 cites 〔2019〕60号 over it)
-- zh: 正文引用的是〔2019〕{found} 号通知，所用的却是〔2021〕{expected} 号通知的表格。
-- en: The text cites the notice 〔2019〕 no. {found}, but the tables are those of 〔2021〕 no. {expected}.
WITH cited AS (
  SELECT s.report,
    replace(replace(replace(replace(replace(replace(replace(replace(replace(c.text, ' ', ''), '〔', ''), '〕', ''),
      '[', ''), ']', ''), '（', ''), '）', ''), '(', ''), ')', '') AS plain
  FROM scope AS s CROSS JOIN sections AS c ON c.report = s.report
  WHERE instr(c.text, '60') OR instr(c.text, '30')
)
SELECT report, 'form' AS where_codes, 60 AS found, 30 AS expected
FROM cited
GROUP BY report
HAVING max(instr(plain, '办函201960号')) AND NOT max(instr(plain, '办函202130号'))
