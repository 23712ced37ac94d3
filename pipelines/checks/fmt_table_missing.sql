-- id: fmt_table_missing
-- severity: soft
-- over: report
-- forms: F2019 F2021 none
-- blank0: no
-- source: the section is there, its table is an image or an attachment
-- zh: {where}：有该部分标题而没有读到表格，表格可能是图片或附件。
-- en: {where}: the section's heading is there but no table was read; it may be an image or an attachment.
SELECT s.report, 't' || c.number AS where_codes, NULL AS found, NULL AS expected
FROM scope AS s
CROSS JOIN sections AS c ON c.report = s.report AND c.number IN (2, 3, 4)
WHERE s.year >= 2019
  AND NOT EXISTS (SELECT 1 FROM printed_tables AS p WHERE p.report = s.report AND p.form_table = 't' || c.number)
  AND CASE c.number
    WHEN 2 THEN NOT EXISTS (SELECT 1 FROM disclosure AS d WHERE d.report = s.report)
    WHEN 3 THEN NOT EXISTS (SELECT 1 FROM requests AS r WHERE r.report = s.report)
    ELSE NOT EXISTS (SELECT 1 FROM disputes AS d WHERE d.report = s.report)
  END
GROUP BY s.report, c.number
