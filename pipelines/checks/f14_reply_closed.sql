-- id: f14_reply_closed
-- severity: soft
-- over: report
-- forms: F2014
-- blank0: no
-- source: practice: a request is closed by its reply; one request may have several replies
-- zh: 统计表：申请答复数 {found} 件，申请办结数 {expected} 件；一件申请可有多次答复。
-- en: Statistics return: {found} replies against {expected} requests closed; one request may have several replies.
SELECT s.report, 'reply_total req_closed' AS where_codes, d.reply_total AS found, d.req_closed AS expected
FROM scope AS s
CROSS JOIN statistics AS d ON d.report = s.report
WHERE d.reply_total <> d.req_closed
