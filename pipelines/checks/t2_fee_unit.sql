-- id: t2_fee_unit
-- severity: heuristic
-- over: body
-- forms: F2021
-- blank0: no
-- source: yuan typed into a cell whose unit is 万元
-- zh: 行政事业性收费 {found} 万元，上年为 {expected} 万元，相差百倍至万倍：可能按“元”填写。
-- en: Administrative fees of {found} (ten thousand yuan) against {expected} the year before, 100 to 10,000 times apart: one may be in yuan.
SELECT s.report, 'admin_fee_wan' AS where_codes, d.admin_fee_wan AS found, p.admin_fee_wan AS expected
FROM scope AS s
CROSS JOIN disclosure AS d ON d.report = s.report
CROSS JOIN disclosure AS p ON p.report = s.previous
WHERE d.admin_fee_wan > 0
  AND p.admin_fee_wan > 0
  AND max(1.0 * d.admin_fee_wan / p.admin_fee_wan, 1.0 * p.admin_fee_wan / d.admin_fee_wan) BETWEEN 100 AND 10000
