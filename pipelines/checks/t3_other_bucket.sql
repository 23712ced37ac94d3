-- id: t3_other_bucket
-- severity: heuristic
-- over: report
-- forms: F2021
-- blank0: no
-- source: withdrawals and unexplained closures go into this row
-- zh: 办理结果中“其他处理—其他”占 {found}%（超过 {expected}%），值得了解这些申请如何办结。
-- en: Of all results {found}% fall under 'other' (more than {expected}%): worth asking how these requests were closed.
SELECT s.report,
  'res_other_misc.total res_total.total' AS where_codes,
  round(100.0 * b.total / t.total, 1) AS found,
  25 AS expected
FROM scope AS s
CROSS JOIN requests AS t ON t.report = s.report AND t.outcome = 'res_total'
CROSS JOIN requests AS b ON b.report = s.report AND b.outcome = 'res_other_misc'
WHERE t.total >= 20 AND 100.0 * b.total / t.total > 25
