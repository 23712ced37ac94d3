-- id: t2_2019_items_chain
-- severity: soft
-- over: body
-- forms: F2019
-- per: licence service penalty coercion fee
-- blank0: no
-- source: definition of 上一年项目数量; only 2019 to 2020
-- zh: {where}：上一年项目数量为 {found}，上年报告推得 {expected}。权责清单重新发布、机构改革可以是原因；两年统计范围不同、机构合并或分设、上年数据更正时，不一致可以是正常的。
-- en: {where}: {found} items last year, while last year's report gives {expected}. Re-issued lists of powers can explain it. A change of scope, merged or split bodies, or a correction of last year's report can explain it.
SELECT s.report,
  '{x}_items_prev' AS where_codes,
  d.{x}_items_prev AS found,
  p.{x}_items_prev + p.{x}_items_change AS expected
FROM scope AS s
CROSS JOIN disclosure AS d ON d.report = s.report
CROSS JOIN disclosure AS p ON p.report = s.previous
WHERE d.{x}_items_prev <> p.{x}_items_prev + p.{x}_items_change
