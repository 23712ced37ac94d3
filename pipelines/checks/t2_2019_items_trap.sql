-- id: t2_2019_items_trap
-- severity: heuristic
-- over: report
-- forms: F2019
-- per: licence service penalty coercion
-- blank0: no
-- source: not an identity: the first two columns count items (项目), the third counts decisions; flagged when it holds
-- zh: {where}：上一年项目数量加增减恰为处理决定数量 {found}。前两栏计项目、第三栏计决定，通常并不相等，可能把项目存量填入了决定栏。
-- en: {where}: items of last year plus the change give exactly the {found} decisions. The first two columns count items, the third decisions, so they rarely agree; the stock of items may stand in the column of decisions.
SELECT s.report,
  '{x}_items_prev {x}_items_change {x}_decisions' AS where_codes,
  d.{x}_decisions AS found,
  NULL AS expected
FROM scope AS s
CROSS JOIN disclosure AS d ON d.report = s.report
WHERE d.{x}_decisions > 0 AND d.{x}_items_prev + d.{x}_items_change = d.{x}_decisions
