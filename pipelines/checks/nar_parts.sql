-- id: nar_parts
-- severity: soft
-- over: report
-- forms: any
-- blank0: no
-- source: a list of parts behind its whole (临洮新添镇 2022: whole 382, one part 2443)
-- zh: {where}：正文所列各部分合计 {found}，总数为 {expected}；所列各部分应不超过总数，列全时应相等，可能口径有重叠，请核对。
-- en: {where}: the parts listed in the text come to {found}, the whole is {expected}; parts should not exceed it, and a full list should equal it: do they overlap?
-- A list is full where it says so (its last part is the rest), not where 其中 begins it, nor where a part was withdrawn.
SELECT report, code AS where_codes, found, expected, min(position) || parts AS stated_at
FROM (
  SELECT s.report, w.code, w.position, sum(p.scaled) AS found, w.scaled AS expected, min(p.complete AND p.scaled IS NOT NULL) AS complete,
    group_concat(' ' || p.position, '') AS parts
  FROM scope AS s
  CROSS JOIN narrative AS p ON p.report = s.report AND p.role = 'part'
  CROSS JOIN narrative AS w ON w.report = s.report AND w.position = p.whole
  GROUP BY s.report, w.position
  HAVING max(p.approx) = 0 AND w.approx = 0
)
WHERE found > expected OR (complete AND found <> expected)
GROUP BY report, code
