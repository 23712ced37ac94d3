-- id: t3_nonneg_int
-- severity: hard
-- over: report
-- forms: F2019 F2021
-- per: column
-- blank0: no
-- source: unit 件: requests are counted
-- zh: 表三{where}印为 {found}：件数应为不小于 0 的整数。
-- en: Table 3, {where} is printed as {found}: a number of requests is a whole number, 0 or more.
SELECT s.report, r.outcome || '.{x}' AS where_codes, r.{x} AS found, NULL AS expected
FROM scope AS s
CROSS JOIN requests AS r ON r.report = s.report
WHERE r.{x} < 0 OR r.{x} <> CAST(r.{x} AS INTEGER)
