-- id: f14_rev
-- severity: soft
-- over: report
-- forms: F2014
-- blank0: yes
-- source: form structure, labels recalled
-- zh: 统计表：各结果合计 {expected}，行政复议数量印为 {found}。
-- en: Statistics return: their results add up to {expected}, the reviews are printed as {found}.
SELECT s.report,
  'rev_upheld rev_corrected rev_other rev_total' AS where_codes,
  d.rev_total AS found,
  coalesce(d.rev_upheld, 0) + coalesce(d.rev_corrected, 0) + coalesce(d.rev_other, 0) AS expected
FROM scope AS s
CROSS JOIN statistics AS d ON d.report = s.report
WHERE d.rev_total IS NOT NULL
  AND coalesce(d.rev_upheld, d.rev_corrected, d.rev_other) IS NOT NULL
  AND CASE WHEN found <> expected THEN 4 = (
    SELECT count(*) FROM printed_tables AS p
    CROSS JOIN printed_layouts AS l ON l.layout = p.layout CROSS JOIN json_each(l.cells) AS c
    WHERE p.report = s.report AND p.form_table = 't14' AND c.key IN (
      'rev_upheld', 'rev_corrected', 'rev_other', 'rev_total'
    )
  ) END
