-- id: fmt_date_government
-- severity: soft
-- over: report
-- forms: F2019 F2021
-- blank0: no
-- source: 条例 2019 art. 49
-- zh: 发布日期 {found} 晚于规定期限 {expected}（年月日）：县级以上政府应于 3 月 31 日前公布；网页日期也可能是网站迁移的日期。
-- en: Published on {found}, after the time limit {expected} (YYYYMMDD) for governments of county level and above (31 March); the date of a page may also be that of a move to a new site.
SELECT s.report,
  '' AS where_codes,
  CAST(replace(r.published, '-', '') AS INTEGER) AS found,
  (s.year + 1) * 10000 + 331 AS expected
FROM scope AS s
CROSS JOIN reports AS r ON r.report = s.report
CROSS JOIN bodies AS b ON b.body = s.body
WHERE b.kind = 'government' AND b.level IN ('province', 'prefecture', 'county')
  AND length(r.published) = 10
  AND found > expected
