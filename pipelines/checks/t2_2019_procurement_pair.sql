-- id: t2_2019_procurement_pair
-- severity: soft
-- over: report
-- forms: F2019
-- blank0: no
-- source: meaning: a purchase has an amount
-- zh: 政府集中采购：项目数量与采购总金额 {found} 中只有一项为 0（{where}）。
-- en: Government procurement: only one of the number of projects and the amount ({found}) is 0 ({where}).
SELECT s.report,
  'procurement_count procurement_amount' AS where_codes,
  d.procurement_amount AS found,
  NULL AS expected
FROM scope AS s
CROSS JOIN disclosure AS d ON d.report = s.report
WHERE (d.procurement_count = 0) <> (d.procurement_amount = 0)
