-- id: f14_replies
-- severity: soft
-- over: report
-- forms: F2014
-- blank0: yes
-- source: form structure, labels recalled
-- zh: 统计表：各类答复数合计 {expected}，申请答复数印为 {found}。
-- en: Statistics return: the kinds of reply add up to {expected}, the replies are printed as {found}.
SELECT s.report,
  'reply_already_public reply_granted reply_partial reply_denied reply_not_this_organ reply_not_exist reply_told_to_amend reply_other_channel reply_total' AS where_codes,
  d.reply_total AS found,
  coalesce(d.reply_already_public, 0) + coalesce(d.reply_granted, 0) +
    coalesce(d.reply_partial, 0) + coalesce(d.reply_denied, 0) +
    coalesce(d.reply_not_this_organ, 0) + coalesce(d.reply_not_exist, 0) +
    coalesce(d.reply_told_to_amend, 0) + coalesce(d.reply_other_channel, 0) AS expected
FROM scope AS s
CROSS JOIN statistics AS d ON d.report = s.report
WHERE d.reply_total IS NOT NULL
  AND coalesce(d.reply_already_public, d.reply_granted, d.reply_partial, d.reply_denied,
    d.reply_not_this_organ, d.reply_not_exist, d.reply_told_to_amend, d.reply_other_channel) IS NOT NULL
  AND CASE WHEN found <> expected THEN 9 = (
    SELECT count(*) FROM printed_tables AS p
    CROSS JOIN printed_layouts AS l ON l.layout = p.layout CROSS JOIN json_each(l.cells) AS c
    WHERE p.report = s.report AND p.form_table = 't14' AND c.key IN (
      'reply_already_public', 'reply_granted', 'reply_partial', 'reply_denied',
      'reply_not_this_organ', 'reply_not_exist', 'reply_told_to_amend', 'reply_other_channel',
      'reply_total'
    )
  ) END
