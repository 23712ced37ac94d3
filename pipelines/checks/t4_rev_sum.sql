-- id: t4_rev_sum
-- severity: hard
-- over: report
-- forms: F2019 F2021
-- blank0: yes
-- source: structure of the form: the results of a route add up to its 总计
-- zh: 表四行政复议：各结果合计 {expected}，总计印为 {found}（{where}）。
-- en: Table 4, administrative review: the results add up to {expected}, the printed total is {found} ({where}).
SELECT s.report,
  'rev_upheld rev_corrected rev_other rev_pending rev_total' AS where_codes,
  d.total AS found,
  coalesce(upheld, 0) + coalesce(corrected, 0) + coalesce(other, 0) + coalesce(pending, 0) AS expected
FROM scope AS s
CROSS JOIN disputes AS d ON d.report = s.report AND d.route = 'rev'
WHERE d.total IS NOT NULL
  AND coalesce(upheld, corrected, other, pending) IS NOT NULL
  AND found <> expected
