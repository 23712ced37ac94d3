-- id: t3_printed_subtotal
-- severity: soft
-- over: report
-- forms: F2019 F2021
-- per: column
-- blank0: no
-- source: local templates print subtotals of a block; the national form does not
-- zh: 表三{where}：该类小计印为 {found}，其下各行合计 {expected}。
-- en: Table 3, {where}: the printed subtotal is {found}, its rows add up to {expected}.
SELECT s.report,
  t.outcome || '.{x} ' || (
    SELECT group_concat(code, ' ')
    FROM (
      SELECT outcome || '.{x}' AS code FROM requests AS c
      WHERE c.report = s.report AND c.outcome GLOB t.outcome || '_*' ORDER BY outcome
    )
  ) AS where_codes,
  t.{x} AS found,
  sum(p.{x}) AS expected
FROM scope AS s
CROSS JOIN requests AS t ON t.report = s.report  -- CROSS keeps this order: few reports print a subtotal
CROSS JOIN requests AS p ON p.report = s.report AND p.outcome BETWEEN t.outcome || '_' AND t.outcome || '_z'
WHERE t.outcome IN ('res_denied', 'res_unavail', 'res_notproc', 'res_other') AND t.{x} IS NOT NULL
GROUP BY s.report, t.outcome
HAVING count(p.{x}) = CASE t.outcome WHEN 'res_denied' THEN 8 WHEN 'res_notproc' THEN 5 ELSE 3 END
  AND sum(p.{x}) <> t.{x}
