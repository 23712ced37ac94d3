-- id: hi_sum
-- severity: soft
-- over: place
-- forms: F2019 F2021
-- blank0: no
-- source: a text of 宿迁 2023 lists 11 members whose requests add up to those of the city; 2% or 5 apart is no finding
-- zh: 新收申请 {found} 件，而本库所有辖内机关（本级办公室、部门、乡镇或下级政府）同年合计 {expected} 件。口径、转办重复计算或成员不全可以解释差异。
-- en: {found} requests received, while the bodies inside the area that the archive holds (own office, departments, townships or governments below) add up to {expected}. Another way of counting, requests passed on and counted twice, or a member that publishes elsewhere can explain it.
-- Members count as complete if every member with a report for the year before or after has one for this year with
-- an undoubted number, and there are an office, 15 departments, and 5 townships (a county) or every county of the
-- prefecture, each with a report on its whole area.
WITH area AS (
  SELECT s.report, s.year, s.body, top.level, top.region, p.total
  FROM scope AS s
  CROSS JOIN reports AS r ON r.report = s.report AND r.scope = 'whole_area'
  CROSS JOIN bodies AS top ON top.body = s.body AND top.kind = 'government' AND top.level IN ('county', 'prefecture')
  CROSS JOIN requests AS p ON p.report = s.report AND p.outcome = 'req_new' AND p.total IS NOT NULL
), member AS (
  SELECT a.report, b.body, b.kind, k.total
  FROM area AS a
  CROSS JOIN bodies AS b ON b.parent = a.body
  CROSS JOIN reports AS c ON c.body = b.body AND c.year = a.year AND c.current = 1
    AND (c.scope = 'whole_area') = (b.kind = 'government')
  CROSS JOIN requests AS k ON k.report = c.report AND k.outcome = 'req_new' AND k.total IS NOT NULL
  WHERE NOT EXISTS (
    SELECT 1 FROM cell_notes AS n
    WHERE n.report IN (a.report, c.report) AND n.code = 'req_new.total' AND n.flags IS NOT NULL
  )
), tally AS (
  SELECT report, count(*) AS reports, count(DISTINCT body) AS bodies, sum(kind = 'office') AS offices,
    sum(kind = 'department') AS departments, sum(kind = 'township') AS townships,
    sum(kind = 'government') AS governments, sum(total) AS total
  FROM member GROUP BY report
)
SELECT a.report, 'req_new.total' AS where_codes, a.total AS found, t.total AS expected
FROM tally AS t
CROSS JOIN area AS a ON a.report = t.report
WHERE t.reports = t.bodies AND t.offices > 0 AND t.departments >= 15
  AND abs(a.total - t.total) > max(5, 0.02 * a.total)
  AND CASE a.level WHEN 'county' THEN t.townships >= 5 ELSE t.governments > 0 AND t.governments = (
    SELECT count(DISTINCT g.region) FROM regions AS g
    WHERE g.parent = a.region AND g.valid_from <= a.year AND (g.valid_to IS NULL OR g.valid_to >= a.year)
  ) END
  AND NOT EXISTS (
    SELECT 1 FROM bodies AS b
    CROSS JOIN reports AS o ON o.body = b.body AND o.year BETWEEN a.year - 1 AND a.year + 1 AND o.current = 1
    WHERE b.parent = a.body AND NOT EXISTS (SELECT 1 FROM member AS m WHERE m.report = a.report AND m.body = b.body)
  )
