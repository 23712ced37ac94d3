-- id: nar_rate
-- severity: soft
-- over: report
-- forms: any
-- blank0: no
-- source: a stated percentage against its numbers, rounded or truncated (泾源县 2020: 1182 of 1186 printed as 99.6%)
-- zh: {where}：正文所称百分比为 {found}%，按其数字计算约为 {expected}%，相差超过 0.1 个百分点；分母可能不同，请核对。
-- en: {where}: the text says {found}%, its numbers give about {expected}%, more than 0.1 percentage points apart: another base?
-- Every whole named before it in the paragraph may be its base.
SELECT s.report, coalesce(a.code, a.note) AS where_codes, r.scaled AS found,
  round(100.0 * a.scaled / max(b.scaled), 2) AS expected,
  a.position || ' ' || b.position || ' ' || r.position AS stated_at
FROM scope AS s
CROSS JOIN narrative AS r ON r.report = s.report AND r.role = 'rate' AND r.approx = 0
CROSS JOIN narrative AS a ON a.report = s.report AND a.position = r.whole AND a.approx = 0
CROSS JOIN narrative AS b ON b.report = s.report AND b.role = 'total' AND b.scaled >= a.scaled AND b.scaled > 0
  AND b.position <> a.position AND b.unit = a.unit
  AND (b.position = a.whole OR (a.whole IS NULL AND b.paragraph = a.paragraph AND b.start < a.start))
WHERE substr(b.code, 1, 8) <> 'nar_res_'
GROUP BY s.report, r.position
HAVING sum(b.approx) = 0 AND sum(abs(100.0 * a.scaled / b.scaled - r.scaled) <= 0.1) = 0
