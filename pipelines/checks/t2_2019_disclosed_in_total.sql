-- id: t2_2019_disclosed_in_total
-- severity: soft
-- over: report
-- forms: F2019
-- per: rule normdoc
-- blank0: no
-- source: meaning of the columns
-- zh: {where}：本年新公开 {found} 件，多于对外公开总数量 {expected} 件，请留意两栏口径。
-- en: {where}: {found} newly disclosed, more than the {expected} disclosed in all; the two columns may be counted differently.
SELECT s.report,
  '{x}_disclosed {x}_public_total' AS where_codes,
  d.{x}_disclosed AS found,
  d.{x}_public_total AS expected
FROM scope AS s
CROSS JOIN disclosure AS d ON d.report = s.report
WHERE d.{x}_disclosed > d.{x}_public_total
