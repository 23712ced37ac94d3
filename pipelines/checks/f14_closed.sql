-- id: f14_closed
-- severity: soft
-- over: report
-- forms: F2014
-- blank0: yes
-- source: form structure, labels recalled
-- zh: 统计表：按时与延期办结数合计 {expected}，申请办结数印为 {found}。
-- en: Statistics return: those closed on time and after an extension add up to {expected}, the requests closed are printed as {found}.
SELECT s.report,
  'req_closed_on_time req_closed_extended req_closed' AS where_codes,
  d.req_closed AS found,
  coalesce(d.req_closed_on_time, 0) + coalesce(d.req_closed_extended, 0) AS expected
FROM scope AS s
CROSS JOIN statistics AS d ON d.report = s.report
WHERE d.req_closed IS NOT NULL
  AND coalesce(d.req_closed_on_time, d.req_closed_extended) IS NOT NULL
  AND CASE WHEN found <> expected THEN 3 = (
    SELECT count(*) FROM printed_tables AS p
    CROSS JOIN printed_layouts AS l ON l.layout = p.layout CROSS JOIN json_each(l.cells) AS c
    WHERE p.report = s.report AND p.form_table = 't14' AND c.key IN (
      'req_closed_on_time', 'req_closed_extended', 'req_closed'
    )
  ) END
