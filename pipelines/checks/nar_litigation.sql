-- id: nar_litigation
-- severity: soft
-- over: report
-- forms: F2019 F2021
-- blank0: no
-- source: practice: the text counts all suits, the closed ones (宿迁 2024: 57 = 77 − 20 pending), or those of one route
-- zh: 正文称行政诉讼 {found} 件，表四两类诉讼总计为 {expected} 件，减去尚未审结的或只计一类也不同；可能口径或范围不同，请核对。
-- en: The text says {found} lawsuits; table 4 has {expected}, and the text fits neither the closed ones nor one route alone: another scope?
SELECT s.report,
  'nar_lit litd_total litd_pending lita_total lita_pending' AS where_codes,
  min(n.scaled) AS found,
  d.total + a.total AS expected,
  n.position AS stated_at
FROM scope AS s
CROSS JOIN narrative AS n ON n.report = s.report AND n.code = 'nar_lit' AND n.role = 'total' AND n.approx = 0
CROSS JOIN disputes AS d ON d.report = s.report AND d.route = 'litd'
CROSS JOIN disputes AS a ON a.report = s.report AND a.route = 'lita'
WHERE d.total IS NOT NULL AND a.total IS NOT NULL
GROUP BY s.report
HAVING sum(n.scaled IN (
  d.total + a.total, d.total + a.total - coalesce(d.pending, 0) - coalesce(a.pending, 0), d.total, a.total)) = 0
