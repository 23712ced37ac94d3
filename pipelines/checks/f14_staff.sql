-- id: f14_staff
-- severity: soft
-- over: report
-- forms: F2014
-- blank0: yes
-- source: form structure, labels recalled
-- zh: 统计表：专职与兼职人员合计 {expected}，工作人员数印为 {found}。
-- en: Statistics return: full-time and part-time staff add up to {expected}, the staff are printed as {found}.
SELECT s.report,
  'org_staff_full org_staff_part org_staff' AS where_codes,
  d.org_staff AS found,
  coalesce(d.org_staff_full, 0) + coalesce(d.org_staff_part, 0) AS expected
FROM scope AS s
CROSS JOIN statistics AS d ON d.report = s.report
WHERE d.org_staff IS NOT NULL
  AND coalesce(d.org_staff_full, d.org_staff_part) IS NOT NULL
  AND CASE WHEN found <> expected THEN 3 = (
    SELECT count(*) FROM printed_tables AS p
    CROSS JOIN printed_layouts AS l ON l.layout = p.layout CROSS JOIN json_each(l.cells) AS c
    WHERE p.report = s.report AND p.form_table = 't14' AND c.key IN (
      'org_staff_full', 'org_staff_part', 'org_staff'
    )
  ) END
