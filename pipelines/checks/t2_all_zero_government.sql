-- id: t2_all_zero_government
-- severity: heuristic
-- over: report
-- forms: F2019 F2021
-- blank0: no
-- source: an area report without a licence or a penalty is a report of the office alone
-- zh: 县级以上政府报告中行政许可和行政处罚均为 {found}：可能只统计本机关。
-- en: A government of county level or above reports {found} licences and penalties: it may cover its own office only.
SELECT s.report, 'licence_decisions penalty_decisions' AS where_codes, 0 AS found, NULL AS expected
FROM scope AS s
CROSS JOIN disclosure AS d ON d.report = s.report
CROSS JOIN bodies AS b ON b.body = s.body
WHERE b.kind = 'government'
  AND b.level IN ('province', 'prefecture', 'county')
  AND d.licence_decisions + d.penalty_decisions = 0
