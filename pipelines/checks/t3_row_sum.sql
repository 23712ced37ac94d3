-- id: t3_row_sum
-- severity: hard
-- over: report
-- forms: F2019 F2021
-- blank0: yes
-- source: structure of the form: the applicant columns add up to 总计
-- zh: 表三{where}：各类申请人合计 {expected}，总计印为 {found}。
-- en: Table 3, {where}: the applicant columns add up to {expected}, the printed total is {found}.
SELECT s.report,
  replace(
    '#.natural #.business #.research #.welfare #.legal #.org_other #.total', '#', r.outcome
  ) AS where_codes,
  r.total AS found,
  coalesce(natural, 0) + coalesce(business, 0) + coalesce(research, 0)
    + coalesce(welfare, 0) + coalesce(legal, 0) + coalesce(org_other, 0) AS expected
FROM scope AS s
CROSS JOIN requests AS r ON r.report = s.report
WHERE r.total IS NOT NULL
  AND coalesce(natural, business, research, welfare, legal, org_other) IS NOT NULL
  AND found <> expected
