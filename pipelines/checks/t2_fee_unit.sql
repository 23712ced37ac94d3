-- id: t2_fee_unit
-- severity: heuristic
-- over: body
-- forms: F2021
-- blank0: no
-- source: yuan typed into a cell whose unit is 万元
-- zh: 行政事业性收费 {found} 万元，上年为 {expected} 万元，相差百倍以上：其中一年可能按“元”填写。
-- en: Administrative fees of {found} (ten thousand yuan) against {expected} the year before, 100 times apart or more: one may be in yuan.
-- Yuan are 10,000 times as many as 万元, and the fees themselves change from year to year by up to a hundred times;
-- with an upper bound of 10,000 every body whose fees rose would be missed.
SELECT s.report, 'admin_fee_wan' AS where_codes, d.admin_fee_wan AS found, p.admin_fee_wan AS expected
FROM scope AS s
CROSS JOIN disclosure AS d ON d.report = s.report
CROSS JOIN disclosure AS p ON p.report = s.previous
WHERE d.admin_fee_wan > 0
  AND p.admin_fee_wan > 0
  AND max(1.0 * d.admin_fee_wan / p.admin_fee_wan, 1.0 * p.admin_fee_wan / d.admin_fee_wan) BETWEEN 100 AND 1000000
