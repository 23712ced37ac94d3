-- id: nar_normdoc
-- severity: heuristic
-- over: report
-- forms: F2019 F2021
-- blank0: no
-- source: texts often count 政策文件, a wider class (泾源县 2020: 25 against 17)
-- zh: 正文称制发文件 {found} 件，表二规范性文件制发件数为 {expected} 件；正文常把政策文件一并计入，类别可能不同。
-- en: The text says {found} documents were issued, table 2 has {expected} normative ones; texts often count policy documents too, a wider class.
SELECT s.report, 'nar_normdoc_made normdoc_made' AS where_codes, min(n.scaled) AS found, d.normdoc_made AS expected,
  n.position AS stated_at
FROM scope AS s
CROSS JOIN narrative AS n ON n.report = s.report AND n.code = 'nar_normdoc_made' AND n.role = 'total' AND n.approx = 0
CROSS JOIN disclosure AS d ON d.report = s.report
WHERE d.normdoc_made IS NOT NULL
GROUP BY s.report
HAVING sum(n.scaled = d.normdoc_made) = 0
