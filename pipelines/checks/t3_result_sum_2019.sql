-- id: t3_result_sum_2019
-- severity: hard
-- over: report
-- forms: F2019
-- blank0: yes
-- source: structure of the form: the result rows add up to （七）总计
-- zh: 表三{where}：办理结果各行合计 {expected}，（七）总计印为 {found}。
-- en: Table 3, {where}: the result rows add up to {expected}, the printed total is {found}.
-- A row that the document does not print is not a blank: the relation needs all 19 rows. Rows of a block have two
-- underscores (res_denied_process), printed subtotals one (res_denied). One pass adds up all seven columns.
WITH columns (name) AS (
  VALUES ('natural'), ('business'), ('research'), ('welfare'), ('legal'), ('org_other'), ('total')
),
sums AS (
  SELECT s.report,
    sum(r.natural) AS natural,
    sum(r.business) AS business,
    sum(r.research) AS research,
    sum(r.welfare) AS welfare,
    sum(r.legal) AS legal,
    sum(r.org_other) AS org_other,
    sum(r.total) AS total
  FROM scope AS s
  CROSS JOIN requests AS r ON r.report = s.report AND r.outcome BETWEEN 'res_' AND 'res_z'
  WHERE r.outcome GLOB 'res_*_*'
    OR r.outcome = 'res_granted'
    OR r.outcome = 'res_partial'
    OR r.outcome = 'res_other'
  GROUP BY s.report
  HAVING count(*) = 19
)
SELECT p.report,
  replace(
    'res_granted.# res_partial.# res_denied_state_secret.# res_denied_law_prohibits.# '
    || 'res_denied_security_stability.# res_denied_third_party.# res_denied_internal.# '
    || 'res_denied_process.# res_denied_enforcement_file.# res_denied_admin_query.# '
    || 'res_unavail_not_held.# res_unavail_needs_creation.# res_unavail_unclear.# '
    || 'res_notproc_petition.# res_notproc_repeat.# res_notproc_publication.# res_notproc_abusive.# '
    || 'res_notproc_reconfirm.# res_other.# res_total.#',
    '#', c.name
  ) AS where_codes,
  CASE c.name
    WHEN 'natural' THEN t.natural
    WHEN 'business' THEN t.business
    WHEN 'research' THEN t.research
    WHEN 'welfare' THEN t.welfare
    WHEN 'legal' THEN t.legal
    WHEN 'org_other' THEN t.org_other
    WHEN 'total' THEN t.total
  END AS found,
  CASE c.name
    WHEN 'natural' THEN p.natural
    WHEN 'business' THEN p.business
    WHEN 'research' THEN p.research
    WHEN 'welfare' THEN p.welfare
    WHEN 'legal' THEN p.legal
    WHEN 'org_other' THEN p.org_other
    WHEN 'total' THEN p.total
  END AS expected
FROM sums AS p
CROSS JOIN requests AS t ON t.report = p.report AND t.outcome = 'res_total'
CROSS JOIN columns AS c
WHERE (t.natural, t.business, t.research, t.welfare, t.legal, t.org_other, t.total)
    IS NOT (p.natural, p.business, p.research, p.welfare, p.legal, p.org_other, p.total)
  AND found <> expected
