-- id: nar_zero_conflict
-- severity: soft
-- over: report
-- forms: F2019 F2021
-- blank0: no
-- source: meaning of 未收到
-- zh: 正文称未收到政府信息公开申请（{found} 件），表三本年新收为 {expected} 件；可能范围不同，请核对。
-- en: The text says that no request was received ({found}), table 3 has {expected} new ones: another scope?
SELECT s.report, 'nar_req_received req_new.total' AS where_codes, min(n.scaled) AS found, q.total AS expected,
  n.position AS stated_at
FROM scope AS s
CROSS JOIN narrative AS n ON n.report = s.report AND n.code = 'nar_req_received' AND n.role = 'total' AND n.approx = 0
CROSS JOIN requests AS q ON q.report = s.report AND q.outcome = 'req_new'
WHERE (n.value = 0 AND n.text NOT GLOB '*[0０零〇]*') AND q.total > 0
GROUP BY s.report
