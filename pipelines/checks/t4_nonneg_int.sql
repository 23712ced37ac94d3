-- id: t4_nonneg_int
-- severity: hard
-- over: report
-- forms: F2019 F2021
-- per: upheld corrected other pending total
-- blank0: no
-- source: unit 件: cases are counted
-- zh: 表四{where}印为 {found}：件数应为不小于 0 的整数。
-- en: Table 4, {where} is printed as {found}: a number of cases is a whole number, 0 or more.
SELECT s.report, d.route || '_{x}' AS where_codes, d.{x} AS found, NULL AS expected
FROM scope AS s
CROSS JOIN disputes AS d ON d.report = s.report
WHERE d.{x} < 0 OR d.{x} <> CAST(d.{x} AS INTEGER)
