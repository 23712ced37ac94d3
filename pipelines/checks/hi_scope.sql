-- id: hi_scope
-- severity: heuristic
-- over: place
-- forms: F2019 F2021
-- blank0: no
-- source: the wording says whom a report covers; its size beside those inside the area may say otherwise
-- zh: 新收申请 {found} 件，本库辖内机关同年合计 {expected} 件：数量与报告文字所说的统计范围（本机关或全域）不相称，比较前请看清统计范围。
-- en: {found} requests received, while bodies inside the area add up to {expected}: the size does not suit the scope that the report's wording tells (its own office, or the whole area). See whom it covers before comparing.
-- An office's own report that outweighs five members or more together, or an area's that has less than half of them.
SELECT s.report, 'req_new.total' AS where_codes, p.total AS found, sum(k.total) AS expected
FROM scope AS s
CROSS JOIN reports AS r ON r.report = s.report AND r.scope IN ('own_office', 'whole_area')
CROSS JOIN bodies AS a ON a.body = s.body AND a.kind = 'government'
CROSS JOIN requests AS p ON p.report = s.report AND p.outcome = 'req_new' AND p.total IS NOT NULL
CROSS JOIN bodies AS b ON b.parent = s.body
CROSS JOIN reports AS c ON c.body = b.body AND c.year = s.year AND c.current = 1
CROSS JOIN requests AS k ON k.report = c.report AND k.outcome = 'req_new' AND k.total IS NOT NULL
WHERE NOT EXISTS (
  SELECT 1 FROM cell_notes AS n
  WHERE n.report IN (s.report, c.report) AND n.code = 'req_new.total' AND n.flags IS NOT NULL
)
GROUP BY s.report, r.scope, p.total
HAVING sum(k.total) >= 20 AND CASE r.scope
  WHEN 'own_office' THEN count(DISTINCT b.body) >= 5 AND p.total >= sum(k.total)
  ELSE count(DISTINCT b.body) >= 3 AND p.total * 2 < sum(k.total)
END
