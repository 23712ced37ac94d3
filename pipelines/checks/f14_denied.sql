-- id: f14_denied
-- severity: soft
-- over: report
-- forms: F2014
-- blank0: yes
-- source: the list below 其中; one refusal may carry two reasons
-- zh: 统计表：各项理由合计 {expected}，不同意公开答复数印为 {found}；一件可有两个理由。
-- en: Statistics return: their reasons add up to {expected}, the refusals are printed as {found}; one refusal may carry two reasons.
SELECT s.report,
  'reply_denied_state_secret reply_denied_trade_secret reply_denied_privacy reply_denied_security_stability reply_denied_not_gov_info reply_denied_law_other reply_denied' AS where_codes,
  d.reply_denied AS found,
  coalesce(d.reply_denied_state_secret, 0) + coalesce(d.reply_denied_trade_secret, 0) +
    coalesce(d.reply_denied_privacy, 0) + coalesce(d.reply_denied_security_stability, 0) +
    coalesce(d.reply_denied_not_gov_info, 0) + coalesce(d.reply_denied_law_other, 0) AS expected
FROM scope AS s
CROSS JOIN statistics AS d ON d.report = s.report
WHERE d.reply_denied IS NOT NULL
  AND coalesce(d.reply_denied_state_secret, d.reply_denied_trade_secret, d.reply_denied_privacy,
    d.reply_denied_security_stability, d.reply_denied_not_gov_info, d.reply_denied_law_other) IS NOT NULL
  AND CASE WHEN found <> expected THEN 7 = (
    SELECT count(*) FROM printed_tables AS p
    CROSS JOIN printed_layouts AS l ON l.layout = p.layout CROSS JOIN json_each(l.cells) AS c
    WHERE p.report = s.report AND p.form_table = 't14' AND c.key IN (
      'reply_denied_state_secret', 'reply_denied_trade_secret', 'reply_denied_privacy',
      'reply_denied_security_stability', 'reply_denied_not_gov_info', 'reply_denied_law_other',
      'reply_denied'
    )
  ) END
