-- id: t2_2019_procurement_unit
-- severity: heuristic
-- over: report
-- forms: F2019
-- blank0: no
-- source: the form prints no unit for 采购总金额; 元 and 万元 both occur
-- zh: 采购总金额 {found} 未注明单位（元或万元），不宜与其他机关比较。
-- en: The procurement amount {found} has no unit (yuan or ten thousand yuan); do not compare it with other bodies.
SELECT s.report, 'procurement_amount' AS where_codes, d.procurement_amount AS found, NULL AS expected
FROM scope AS s
CROSS JOIN disclosure AS d ON d.report = s.report
LEFT JOIN cell_notes AS n ON n.report = s.report AND n.code = 'procurement_amount'
WHERE d.procurement_amount <> 0 AND coalesce(n.unit, '') = ''
