-- id: hi_text_members
-- severity: soft
-- over: report
-- forms: F2019 F2021
-- blank0: no
-- source: an area's text lists its members (宿迁 2023: 11 members that come to 3607)
-- zh: {where}：正文所列各地各单位合计 {found}，全域数字为 {expected}；可能未列全或口径不同，请核对。
-- en: {where}: the members listed in the text come to {found}, the area as a whole is given as {expected}: are some left out, or counted otherwise?
SELECT report, code AS where_codes, found, expected, min(position) || parts AS stated_at
FROM (
  SELECT s.report, w.code, w.position, sum(p.scaled) AS found, w.scaled AS expected, min(p.complete AND p.scaled IS NOT NULL) AS complete,
    group_concat(' ' || p.position, '') AS parts
  FROM scope AS s
  CROSS JOIN narrative AS p ON p.report = s.report AND p.role = 'member'
  CROSS JOIN narrative AS w ON w.report = s.report AND w.position = p.whole
  GROUP BY s.report, w.position
  HAVING max(p.approx) = 0 AND w.approx = 0
)
WHERE found > expected OR (complete AND found <> expected)
GROUP BY report, code
