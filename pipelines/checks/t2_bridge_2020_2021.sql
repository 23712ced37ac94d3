-- id: t2_bridge_2020_2021
-- severity: heuristic
-- over: body
-- forms: F2021
-- per: rule normdoc
-- blank0: no
-- source: 2021 only: the stock disclosed in 2020 and the stock in force in 2021 are different things
-- zh: {where}：2021 年现行有效 {found} 件，2020 年对外公开总数加制发减废止得 {expected} 件；两年口径不同，仅供参考。
-- en: {where}: {found} in force in 2021, while the 2020 stock disclosed plus made less repealed gives {expected}; the two stocks are defined differently, so this is only a hint.
SELECT s.report,
  '{x}_made {x}_repealed {x}_in_force' AS where_codes,
  d.{x}_in_force AS found,
  p.{x}_public_total + d.{x}_made - d.{x}_repealed AS expected
FROM scope AS s
CROSS JOIN disclosure AS d ON d.report = s.report
CROSS JOIN disclosure AS p ON p.report = s.previous
WHERE s.year = 2021 AND d.{x}_in_force <> p.{x}_public_total + d.{x}_made - d.{x}_repealed
