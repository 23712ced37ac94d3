-- id: f14_to_f19
-- severity: heuristic
-- over: body
-- forms: F2019
-- blank0: no
-- source: bridge from the statistics return of 2018 to the form of 2019: what was received and not closed
-- zh: 2019 年上年结转 {found} 件，2018 年统计表收到减办结为 {expected} 件；两种表格口径不同，仅供参考。
-- en: {found} requests carried into 2019, while the return of 2018 has {expected} received and not closed; the two forms count differently, so this is only a hint.
SELECT s.report, 'req_carried_in.total' AS where_codes, i.total AS found, p.req_received - p.req_closed AS expected
FROM scope AS s
CROSS JOIN requests AS i ON i.report = s.report AND i.outcome = 'req_carried_in'
CROSS JOIN statistics AS p ON p.report = s.previous
WHERE s.year = 2019 AND i.total <> p.req_received - p.req_closed
