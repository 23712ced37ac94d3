-- id: nar_results
-- severity: soft
-- over: report
-- forms: F2019 F2021
-- blank0: no
-- source: practice: the text repeats the results of table 3 (宿迁 2023: all six); some copy one cell for a whole row (上海市府办 2019)
-- zh: {where}：正文称 {found} 件，表三各行合计为 {expected} 件；可能只计其中一类，请核对。
-- en: {where}: the text says {found}, the rows of table 3 come to {expected}: does it count one kind of them only?
-- Full and partial disclosure told in one number are compared with their sum. Where a row's total is blank, its
-- columns make it; blank rows beside printed ones count as 0.
WITH parts AS (
  SELECT s.report, substr(q.outcome, 5, instr(substr(q.outcome, 5) || '_', '_') - 1) AS kind, q.outcome,
    CASE WHEN coalesce(q.total, q.natural, q.business, q.research, q.welfare, q.legal, q.org_other) IS NOT NULL THEN
      coalesce(q.total, coalesce(q.natural, 0) + coalesce(q.business, 0) + coalesce(q.research, 0)
        + coalesce(q.welfare, 0) + coalesce(q.legal, 0) + coalesce(q.org_other, 0)) END AS total
  FROM scope AS s
  CROSS JOIN requests AS q ON q.report = s.report AND substr(q.outcome, 1, 4) = 'res_'
  WHERE EXISTS (
    SELECT 1 FROM narrative AS n
    WHERE n.report = s.report AND (substr(n.code, 1, 8) = 'nar_res_' OR n.role = 'joint'))
), kinds AS (
  SELECT report, kind, coalesce(
    max(CASE WHEN outcome = 'res_' || kind THEN total END), sum(total)) AS total
  FROM parts
  GROUP BY report, kind
)
SELECT k.report, n.code || ' res_' || k.kind || '.total' AS where_codes, min(n.scaled) AS found, k.total AS expected,
  n.position AS stated_at
FROM kinds AS k
CROSS JOIN narrative AS n ON n.report = k.report AND n.code = 'nar_res_' || k.kind AND n.note IS NULL AND n.approx = 0
WHERE k.total IS NOT NULL
GROUP BY k.report, k.kind
HAVING sum(n.scaled = k.total) = 0
UNION ALL
SELECT n.report, 'nar_res_granted nar_res_partial res_granted.total res_partial.total', n.scaled, sum(k.total),
  n.position
FROM kinds AS k
CROSS JOIN narrative AS n ON n.report = k.report AND n.role = 'joint' AND n.approx = 0
WHERE k.kind IN ('granted', 'partial')
GROUP BY n.report, n.position
HAVING count(k.total) = 2 AND sum(k.total) <> n.scaled
