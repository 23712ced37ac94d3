-- id: t2_rule_power
-- severity: soft
-- over: report
-- forms: F2019 F2021
-- per: made repealed in_force disclosed public_total
-- blank0: no
-- source: 立法法: State Council departments, provinces, and cities and prefectures with districts make 规章
-- zh: {where}为 {found}：按立法法，只有国务院部门、省级政府和设区的市、自治州政府制定规章，本机关通常应为 {expected}。
-- en: {where} is {found}: only departments of the State Council and governments of provinces, cities with districts and autonomous prefectures make rules (规章), so {expected} would be usual here.
SELECT s.report, 'rule_{x}' AS where_codes, d.rule_{x} AS found, 0 AS expected
FROM scope AS s
CROSS JOIN disclosure AS d ON d.report = s.report
CROSS JOIN bodies AS b ON b.body = s.body
WHERE d.rule_{x} > 0
  AND (
    b.level IN ('county', 'township')
    OR (b.level IN ('province', 'prefecture') AND b.kind = 'department')
  )
