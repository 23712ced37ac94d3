-- id: nar_answered
-- severity: soft
-- over: report
-- forms: F2019 F2021
-- blank0: no
-- source: practice: the text counts what table 3 closes (淮安 2024: 3050)
-- zh: 正文称答复或办结 {found} 件，表三办理结果总计为 {expected} 件；可能口径或范围不同，请核对。
-- en: The text says {found} requests were answered; the results of table 3 come to {expected}: counted otherwise, or another scope?
SELECT s.report, 'nar_req_answered res_total.total' AS where_codes, min(n.scaled) AS found, q.total AS expected,
  n.position AS stated_at
FROM scope AS s
CROSS JOIN narrative AS n ON n.report = s.report AND n.code = 'nar_req_answered' AND n.role = 'total' AND n.approx = 0
CROSS JOIN requests AS q ON q.report = s.report AND q.outcome = 'res_total'
WHERE q.total IS NOT NULL
GROUP BY s.report
HAVING sum(n.scaled = q.total) = 0
