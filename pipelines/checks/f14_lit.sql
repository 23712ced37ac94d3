-- id: f14_lit
-- severity: soft
-- over: report
-- forms: F2014
-- blank0: yes
-- source: form structure, labels recalled
-- zh: 统计表：各结果合计 {expected}，行政诉讼数量印为 {found}。
-- en: Statistics return: their results add up to {expected}, the suits are printed as {found}.
SELECT s.report,
  'lit_upheld lit_corrected lit_other lit_total' AS where_codes,
  d.lit_total AS found,
  coalesce(d.lit_upheld, 0) + coalesce(d.lit_corrected, 0) + coalesce(d.lit_other, 0) AS expected
FROM scope AS s
CROSS JOIN statistics AS d ON d.report = s.report
WHERE d.lit_total IS NOT NULL
  AND coalesce(d.lit_upheld, d.lit_corrected, d.lit_other) IS NOT NULL
  AND CASE WHEN found <> expected THEN 4 = (
    SELECT count(*) FROM printed_tables AS p
    CROSS JOIN printed_layouts AS l ON l.layout = p.layout CROSS JOIN json_each(l.cells) AS c
    WHERE p.report = s.report AND p.form_table = 't14' AND c.key IN (
      'lit_upheld', 'lit_corrected', 'lit_other', 'lit_total'
    )
  ) END
