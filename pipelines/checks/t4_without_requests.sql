-- id: t4_without_requests
-- severity: heuristic
-- over: body
-- forms: F2019 F2021
-- blank0: no
-- source: disputes with no request in two years
-- zh: 本年复议和诉讼共 {found} 件，而本年与上年办结的申请为 {expected} 件。
-- en: {found} reviews and suits, while {expected} requests were answered in this and the previous year.
SELECT s.report,
  'rev_total litd_total lita_total res_total.total' AS where_codes,
  sum(d.total) AS found,
  0 AS expected
FROM scope AS s
CROSS JOIN requests AS t ON t.report = s.report AND t.outcome = 'res_total'
CROSS JOIN requests AS p ON p.report = s.previous AND p.outcome = 'res_total'
CROSS JOIN disputes AS d ON d.report = s.report
WHERE t.total + p.total = 0
GROUP BY s.report
HAVING count(d.total) = 3 AND sum(d.total) > 0
