-- id: f14_once
-- severity: soft
-- over: report
-- forms: F2014
-- blank0: no
-- source: label of the form: the same information in several channels counts once; many bodies print the sum
-- zh: 统计表：主动公开 {found} 条，应不少于任一渠道、不多于各渠道之和，界限为 {expected} 条。
-- en: Statistics return: {found} items disclosed; it should be no less than any channel and no more than all together, the bound passed is {expected}.
SELECT s.report,
  'pub_items pub_ch_gazette pub_ch_website pub_ch_weibo pub_ch_wechat pub_ch_other' AS where_codes,
  d.pub_items AS found,
  CASE WHEN d.pub_items < max(d.pub_ch_gazette, d.pub_ch_website, d.pub_ch_weibo, d.pub_ch_wechat, d.pub_ch_other)
    THEN max(d.pub_ch_gazette, d.pub_ch_website, d.pub_ch_weibo, d.pub_ch_wechat, d.pub_ch_other)
    ELSE d.pub_ch_gazette + d.pub_ch_website + d.pub_ch_weibo + d.pub_ch_wechat + d.pub_ch_other
  END AS expected
FROM scope AS s
CROSS JOIN statistics AS d ON d.report = s.report
WHERE d.pub_items < max(d.pub_ch_gazette, d.pub_ch_website, d.pub_ch_weibo, d.pub_ch_wechat, d.pub_ch_other)
  OR d.pub_items > d.pub_ch_gazette + d.pub_ch_website + d.pub_ch_weibo + d.pub_ch_wechat + d.pub_ch_other
