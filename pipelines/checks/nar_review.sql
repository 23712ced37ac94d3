-- id: nar_review
-- severity: soft
-- over: report
-- forms: F2019 F2021
-- blank0: no
-- source: practice: the text counts all reviews, or the closed ones only (宿迁 2024: 134 = 170 − 36 pending)
-- zh: 正文称行政复议 {found} 件，表四总计为 {expected} 件，减去尚未审结的也不同；可能口径或范围不同，请核对。
-- en: The text says {found} administrative reviews; table 4 has {expected}, and the text does not fit the closed ones either: another scope?
SELECT s.report, 'nar_rev rev_total rev_pending' AS where_codes, min(n.scaled) AS found, d.total AS expected,
  n.position AS stated_at
FROM scope AS s
CROSS JOIN narrative AS n ON n.report = s.report AND n.code = 'nar_rev' AND n.role = 'total' AND n.approx = 0
CROSS JOIN disputes AS d ON d.report = s.report AND d.route = 'rev'
WHERE d.total IS NOT NULL
GROUP BY s.report
HAVING sum(n.scaled IN (d.total, d.total - coalesce(d.pending, 0))) = 0
