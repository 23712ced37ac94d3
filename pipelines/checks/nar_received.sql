-- id: nar_received
-- severity: soft
-- over: report
-- forms: F2019 F2021
-- blank0: no
-- source: practice: 收办 may include requests carried in (宿迁 2023), or count the office only (洪泽 2024)
-- zh: 正文称收到申请 {found} 件，表三本年新收为 {expected} 件，与新收加结转、办结总数也不同；可能口径或范围不同（本机关、本级或全域），请核对。
-- en: The text says {found} requests were received; table 3 has {expected} new ones, and the text fits neither new plus carried in nor those closed: another scope (office, level, whole area)?
-- One of several stated numbers that fits is enough.
SELECT s.report,
  'nar_req_received req_new.total req_carried_in.total res_total.total' AS where_codes,
  min(n.scaled) AS found,
  q.total AS expected,
  n.position AS stated_at
FROM scope AS s
CROSS JOIN narrative AS n ON n.report = s.report AND n.code = 'nar_req_received' AND n.role = 'total' AND n.approx = 0
CROSS JOIN requests AS q ON q.report = s.report AND q.outcome = 'req_new'
CROSS JOIN requests AS t ON t.report = s.report AND t.outcome = 'res_total'
LEFT JOIN requests AS i ON i.report = s.report AND i.outcome = 'req_carried_in'
WHERE q.total IS NOT NULL AND t.total IS NOT NULL AND NOT (n.value = 0 AND n.text NOT GLOB '*[0０零〇]*')
GROUP BY s.report
HAVING sum(n.scaled IN (q.total, q.total + coalesce(i.total, 0), t.total)) = 0
