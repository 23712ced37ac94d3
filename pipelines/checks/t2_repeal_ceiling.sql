-- id: t2_repeal_ceiling
-- severity: soft
-- over: body
-- forms: F2021
-- per: rule normdoc
-- blank0: no
-- source: no more can be repealed than were in force or made
-- zh: {where}：本年废止 {found} 件，多于上年现行有效与本年制发之和 {expected} 件。两年统计范围不同、机构合并或分设、上年数据更正时，不一致可以是正常的。
-- en: {where}: {found} repealed, more than last year's in force plus those made ({expected}). A change of scope, merged or split bodies, or a correction of last year's report can explain it.
SELECT s.report,
  '{x}_made {x}_repealed' AS where_codes,
  d.{x}_repealed AS found,
  p.{x}_in_force + d.{x}_made AS expected
FROM scope AS s
CROSS JOIN disclosure AS d ON d.report = s.report
CROSS JOIN disclosure AS p ON p.report = s.previous
WHERE d.{x}_repealed > p.{x}_in_force + d.{x}_made
