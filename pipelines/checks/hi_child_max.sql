-- id: hi_child_max
-- severity: soft
-- over: place
-- forms: F2019 F2021
-- blank0: no
-- source: a report on a whole area contains its members: departments, townships, governments below
-- zh: {where}为 {found}，而辖区内单个机关同年报告为 {expected}。全域报告一般不小于其任一成员；统计口径或报送时间不同时，可以不一致。
-- en: {where} is {found}, while one body inside the area reports {expected} for the same year. A report on a whole area is usually no smaller than any of its members; another way of counting or another date can explain it.
-- A cell that carries a doubt, on either side, is not compared.
SELECT s.report, k.outcome || '.total' AS where_codes, p.total AS found, max(k.total) AS expected
FROM scope AS s
CROSS JOIN reports AS r ON r.report = s.report AND r.scope = 'whole_area'
CROSS JOIN bodies AS b ON b.parent = s.body
CROSS JOIN reports AS c ON c.body = b.body AND c.year = s.year AND c.current = 1
CROSS JOIN requests AS k ON k.report = c.report
CROSS JOIN requests AS p ON p.report = s.report AND p.outcome = k.outcome
WHERE k.total > p.total
  AND NOT EXISTS (
    SELECT 1 FROM cell_notes AS n
    WHERE n.report IN (s.report, c.report) AND n.code = k.outcome || '.total' AND n.flags IS NOT NULL
  )
GROUP BY s.report, k.outcome, p.total
UNION ALL
SELECT s.report, k.route || '_total' AS where_codes, p.total AS found, max(k.total) AS expected
FROM scope AS s
CROSS JOIN reports AS r ON r.report = s.report AND r.scope = 'whole_area'
CROSS JOIN bodies AS b ON b.parent = s.body
CROSS JOIN reports AS c ON c.body = b.body AND c.year = s.year AND c.current = 1
CROSS JOIN disputes AS k ON k.report = c.report
CROSS JOIN disputes AS p ON p.report = s.report AND p.route = k.route
WHERE k.total > p.total
  AND NOT EXISTS (
    SELECT 1 FROM cell_notes AS n
    WHERE n.report IN (s.report, c.report) AND n.code = k.route || '_total' AND n.flags IS NOT NULL
  )
GROUP BY s.report, k.route, p.total
