-- id: t3_printed_subtotal
-- severity: soft
-- over: report
-- forms: F2019 F2021
-- per: column
-- blank0: no
-- source: local templates print subtotals of a block; the national form does not
-- zh: 表三{where}：该类小计印为 {found}，其下各行合计 {expected}。
-- en: Table 3, {where}: the printed subtotal is {found}, its rows add up to {expected}.
-- Only these outcomes have rows below them; the relation needs every row of the block.
SELECT s.report,
  t.outcome || '.{x} ' || (
    SELECT group_concat(code, ' ')
    FROM (
      SELECT outcome || '.{x}' AS code FROM requests AS c
      WHERE c.report = s.report AND c.outcome GLOB t.outcome || '_*' ORDER BY outcome
    )
  ) AS where_codes,
  t.{x} AS found,
  (
    SELECT sum(c.{x}) FROM requests AS c
    WHERE c.report = s.report AND c.outcome BETWEEN t.outcome || '_' AND t.outcome || '_z'
  ) AS expected
FROM scope AS s
CROSS JOIN requests AS t ON t.report = s.report AND t.outcome IN ('res_denied', 'res_unavail', 'res_notproc', 'res_other')
WHERE t.{x} <> (
  SELECT CASE count(c.{x}) WHEN
    CASE t.outcome WHEN 'res_denied' THEN 8 WHEN 'res_unavail' THEN 3 WHEN 'res_notproc' THEN 5 WHEN 'res_other' THEN 3 END
  THEN sum(c.{x}) END
  FROM requests AS c
  WHERE c.report = s.report AND c.outcome BETWEEN t.outcome || '_' AND t.outcome || '_z'
)
