-- id: t2_2019_made_vs_disclosed
-- severity: heuristic
-- over: report
-- forms: F2019
-- per: rule normdoc
-- blank0: no
-- source: usual; older texts may be disclosed this year
-- zh: {where}：本年新公开 {found} 件，多于本年新制作 {expected} 件；以前的文件也可能在本年公开。
-- en: {where}: {found} newly disclosed, more than the {expected} newly made; older texts may have been disclosed this year.
SELECT s.report,
  '{x}_made {x}_disclosed' AS where_codes,
  d.{x}_disclosed AS found,
  d.{x}_made AS expected
FROM scope AS s
CROSS JOIN disclosure AS d ON d.report = s.report
WHERE d.{x}_disclosed > d.{x}_made
