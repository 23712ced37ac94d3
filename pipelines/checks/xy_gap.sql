-- id: xy_gap
-- severity: heuristic
-- over: body
-- forms: any
-- blank0: no
-- source: 条例 2007 art. 31, 2019 art. 49: a report every year
-- zh: 上一份在档报告为 {found} 年度，{expected} 年度报告未在档：可能未发布、已撤下或尚未采集。
-- en: The report held before this one is for {found}, none is held for {expected}: not published, removed, or not yet collected.
WITH years AS (
  SELECT body, year, min(report) AS report FROM scope WHERE year IS NOT NULL GROUP BY body, year
),
steps AS (
  SELECT report, year, lag(year) OVER (PARTITION BY body ORDER BY year) AS before FROM years
)
SELECT report, '' AS where_codes, before AS found, year - 1 AS expected
FROM steps
WHERE before < year - 1
