-- id: t2_2019_total_chain
-- severity: heuristic
-- over: body
-- forms: F2019
-- per: rule normdoc
-- blank0: no
-- source: continuity; the form has no column for withdrawals
-- zh: {where}：对外公开总数量为 {found}，上年总数加本年新公开得 {expected}；表中没有撤下一栏，仅供参考。
-- en: {where}: {found} disclosed in all, while last year's total plus this year's gives {expected}; the form has no column for withdrawals, so this is only a hint.
SELECT s.report,
  '{x}_public_total {x}_disclosed' AS where_codes,
  d.{x}_public_total AS found,
  p.{x}_public_total + d.{x}_disclosed AS expected
FROM scope AS s
CROSS JOIN disclosure AS d ON d.report = s.report
CROSS JOIN disclosure AS p ON p.report = s.previous
WHERE d.{x}_public_total <> p.{x}_public_total + d.{x}_disclosed
