-- id: t2_in_force_floor
-- severity: soft
-- over: report
-- forms: F2021
-- per: rule normdoc
-- blank0: no
-- source: texts made this year and not repealed are in force
-- zh: {where}：现行有效 {found} 件，少于本年制发减本年废止 {expected} 件，请留意统计口径。
-- en: {where}: {found} in force, fewer than those made less those repealed this year ({expected}).
SELECT s.report,
  '{x}_made {x}_repealed {x}_in_force' AS where_codes,
  d.{x}_in_force AS found,
  d.{x}_made - d.{x}_repealed AS expected
FROM scope AS s
CROSS JOIN disclosure AS d ON d.report = s.report
WHERE d.{x}_in_force < d.{x}_made - d.{x}_repealed
