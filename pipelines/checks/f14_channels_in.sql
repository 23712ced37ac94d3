-- id: f14_channels_in
-- severity: soft
-- over: report
-- forms: F2014
-- blank0: yes
-- source: form structure, labels recalled; e-mail belongs to 网络申请
-- zh: 统计表：各渠道申请数合计 {expected}，收到申请数印为 {found}。
-- en: Statistics return: the requests by channel add up to {expected}, the requests received are printed as {found}.
SELECT s.report,
  'req_ch_in_person req_ch_fax req_ch_online req_ch_letter req_received' AS where_codes,
  d.req_received AS found,
  coalesce(d.req_ch_in_person, 0) + coalesce(d.req_ch_fax, 0) + coalesce(d.req_ch_online, 0) +
    coalesce(d.req_ch_letter, 0) AS expected
FROM scope AS s
CROSS JOIN statistics AS d ON d.report = s.report
WHERE d.req_received IS NOT NULL
  AND coalesce(d.req_ch_in_person, d.req_ch_fax, d.req_ch_online, d.req_ch_letter) IS NOT NULL
  AND CASE WHEN found <> expected THEN 5 = (
    SELECT count(*) FROM printed_tables AS p
    CROSS JOIN printed_layouts AS l ON l.layout = p.layout CROSS JOIN json_each(l.cells) AS c
    WHERE p.report = s.report AND p.form_table = 't14' AND c.key IN (
      'req_ch_in_person', 'req_ch_fax', 'req_ch_online', 'req_ch_letter', 'req_received'
    )
  ) END
