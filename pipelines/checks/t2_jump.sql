-- id: t2_jump
-- severity: heuristic
-- over: body
-- forms: F2019 F2021
-- per: licence penalty coercion
-- blank0: no
-- source: a switch of scope (本级, 全域) shows as a jump
-- zh: {where}为 {found}，上年为 {expected}，相差十倍以上：可能统计范围有变。
-- en: {where} is {found} against {expected} the year before, more than ten times apart: the scope may have changed.
SELECT s.report, '{x}_decisions' AS where_codes, d.{x}_decisions AS found, p.{x}_decisions AS expected
FROM scope AS s
CROSS JOIN disclosure AS d ON d.report = s.report
CROSS JOIN disclosure AS p ON p.report = s.previous
WHERE d.{x}_decisions >= 20
  AND p.{x}_decisions >= 20
  AND (d.{x}_decisions > 10 * p.{x}_decisions OR p.{x}_decisions > 10 * d.{x}_decisions)
