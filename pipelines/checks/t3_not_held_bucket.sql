-- id: t3_not_held_bucket
-- severity: heuristic
-- over: report
-- forms: F2019 F2021
-- blank0: no
-- source: 研究发现：以“不掌握”等事实理由答复为主（法学 2011/10）
-- zh: 办理结果中“本机关不掌握相关政府信息”占 {found}%（超过 {expected}%），值得进一步了解。
-- en: Of all results {found}% are 'information not held' (more than {expected}%): worth a closer look.
SELECT s.report,
  'res_unavail_not_held.total res_total.total' AS where_codes,
  round(100.0 * b.total / t.total, 1) AS found,
  50 AS expected
FROM scope AS s
CROSS JOIN requests AS t ON t.report = s.report AND t.outcome = 'res_total'
CROSS JOIN requests AS b ON b.report = s.report AND b.outcome = 'res_unavail_not_held'
WHERE t.total >= 20 AND 100.0 * b.total / t.total > 50
