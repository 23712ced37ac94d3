-- id: f14_closed_received
-- severity: soft
-- over: body
-- forms: F2014
-- blank0: no
-- source: the form has no rows for requests carried over; older ones may still be open
-- zh: 统计表：办结 {found} 件，多于本年收到与上年未办结之和 {expected} 件；更早的未办结申请也可能在本年办结。
-- en: Statistics return: {found} requests closed, more than the {expected} received this year or left open the year before; still older ones may have been closed.
SELECT s.report, 'req_closed req_received' AS where_codes, d.req_closed AS found,
  d.req_received + p.req_received - p.req_closed AS expected
FROM scope AS s
CROSS JOIN statistics AS d ON d.report = s.report
CROSS JOIN statistics AS p ON p.report = s.previous
WHERE d.req_closed > d.req_received + p.req_received - p.req_closed
