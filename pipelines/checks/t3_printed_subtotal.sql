-- id: t3_printed_subtotal
-- severity: soft
-- over: report
-- forms: F2019 F2021
-- per: column
-- blank0: no
-- source: local templates print subtotals of a block; the national form does not
-- zh: 表三{where}：该类小计印为 {found}，其下各行合计 {expected}。
-- en: Table 3, {where}: the printed subtotal is {found}, its rows add up to {expected}.
WITH blocks (subtotal, rows) AS (
  VALUES ('res_denied', 8), ('res_unavail', 3), ('res_notproc', 5), ('res_other', 3)
)
SELECT s.report,
  b.subtotal || '.{x} ' || (
    SELECT group_concat(code, ' ')
    FROM (
      SELECT outcome || '.{x}' AS code FROM requests AS c
      WHERE c.report = s.report AND c.outcome GLOB b.subtotal || '_*' ORDER BY outcome
    )
  ) AS where_codes,
  t.{x} AS found,
  sum(p.{x}) AS expected
FROM scope AS s
JOIN requests AS t ON t.report = s.report
JOIN blocks AS b ON b.subtotal = t.outcome
JOIN requests AS p ON p.report = s.report AND p.outcome GLOB b.subtotal || '_*'
WHERE t.{x} IS NOT NULL
GROUP BY s.report, b.subtotal
HAVING count(p.{x}) = b.rows AND sum(p.{x}) <> t.{x}
