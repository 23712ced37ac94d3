-- id: t2_in_force_chain
-- severity: soft
-- over: body
-- forms: F2021
-- per: rule normdoc
-- blank0: no
-- source: meaning of 制发, 废止 and 现行有效
-- zh: {where}：现行有效 {found} 件，上年现行有效加本年制发减本年废止得 {expected} 件。有效期届满、文件清理也可以是原因；两年统计范围不同、机构合并或分设、上年数据更正时，不一致可以是正常的。
-- en: {where}: {found} in force, while last year's plus those made less those repealed gives {expected}. Expiry or a clean-up can explain it. A change of scope, merged or split bodies, or a correction of last year's report can explain it.
SELECT s.report,
  '{x}_made {x}_repealed {x}_in_force' AS where_codes,
  d.{x}_in_force AS found,
  p.{x}_in_force + d.{x}_made - d.{x}_repealed AS expected
FROM scope AS s
CROSS JOIN disclosure AS d ON d.report = s.report
CROSS JOIN disclosure AS p ON p.report = s.previous
WHERE d.{x}_in_force <> p.{x}_in_force + d.{x}_made - d.{x}_repealed
