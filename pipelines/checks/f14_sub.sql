-- id: f14_sub
-- severity: soft
-- over: report
-- forms: F2014
-- blank0: no
-- source: rows introduced by 其中
-- zh: {where}：其中项 {found}，多于所属项 {expected}。
-- en: {where}: the part is {found}, more than the whole of {expected}.
SELECT s.report, 'pub_items_normdoc pub_items' AS where_codes, d.pub_items_normdoc AS found, d.pub_items AS expected
FROM scope AS s
CROSS JOIN statistics AS d ON d.report = s.report
WHERE d.pub_items_normdoc > d.pub_items
UNION ALL
SELECT s.report, 'resp_press_conf_lead resp_press_conf' AS where_codes, d.resp_press_conf_lead AS found, d.resp_press_conf AS expected
FROM scope AS s
CROSS JOIN statistics AS d ON d.report = s.report
WHERE d.resp_press_conf_lead > d.resp_press_conf
UNION ALL
SELECT s.report, 'resp_web_interview_lead resp_web_interview' AS where_codes, d.resp_web_interview_lead AS found, d.resp_web_interview AS expected
FROM scope AS s
CROSS JOIN statistics AS d ON d.report = s.report
WHERE d.resp_web_interview_lead > d.resp_web_interview
