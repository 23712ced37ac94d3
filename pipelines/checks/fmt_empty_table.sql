-- id: fmt_empty_table
-- severity: soft
-- over: report
-- forms: F2019 F2021
-- blank0: no
-- source: real case: a township report whose tables are all blank; blanks are no zeros
-- zh: {where}：表格已找到，但没有一个数字；空白不等于 0。
-- en: {where}: the table is there but holds no number; a blank is not a zero.
SELECT s.report, p.form_table AS where_codes, 0 AS found, NULL AS expected
FROM scope AS s
CROSS JOIN printed_tables AS p ON p.report = s.report AND p.piece = 0
WHERE CASE p.form_table
  WHEN 't2' THEN NOT EXISTS (
    SELECT 1 FROM disclosure AS d
    WHERE d.report = s.report AND coalesce(
      rule_made, rule_repealed, rule_in_force, rule_disclosed, rule_public_total, normdoc_made, normdoc_repealed, normdoc_in_force, normdoc_disclosed, normdoc_public_total, licence_items_prev, licence_items_change, licence_decisions, service_items_prev, service_items_change, service_decisions, penalty_items_prev, penalty_items_change, penalty_decisions, coercion_items_prev, coercion_items_change, coercion_decisions, fee_items_prev, fee_items_change, admin_fee_wan, procurement_count, procurement_amount
    ) IS NOT NULL
  )
  WHEN 't3' THEN NOT EXISTS (
    SELECT 1 FROM requests AS r
    WHERE r.report = s.report
      AND coalesce(r.natural, r.business, r.research, r.welfare, r.legal, r.org_other, r.total) IS NOT NULL
  )
  WHEN 't4' THEN NOT EXISTS (
    SELECT 1 FROM disputes AS d
    WHERE d.report = s.report AND coalesce(d.upheld, d.corrected, d.other, d.pending, d.total) IS NOT NULL
  )
  END
