-- id: nar_year
-- severity: soft
-- over: report
-- forms: any
-- blank0: no
-- source: left-over years are common in copied reports
-- zh: 标题或统计期限写的是 {found} 年，本报告的年度定为 {expected} 年；可能是沿用上年文本，请核对。
-- en: The title or the period says {found}, the report is taken for that of {expected}: a year left over from an older text?
SELECT r.report, r.place AS where_codes, CAST(r.stated AS INTEGER) AS found, r.year AS expected
FROM (
  SELECT s.report, s.year, 'title' AS place,
    substr(replace(t.title, ' ', ''), instr(replace(t.title, ' ', ''), '年') - 4, 4) AS stated
  FROM scope AS s CROSS JOIN reports AS t ON t.report = s.report
  UNION ALL
  SELECT s.report, s.year, 'period', substr(t.period_to, 1, 4)
  FROM scope AS s CROSS JOIN reports AS t ON t.report = s.report
) AS r
WHERE r.stated GLOB '[12][09][0-9][0-9]' AND r.year <> CAST(r.stated AS INTEGER)
