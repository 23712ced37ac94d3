-- id: t3_result_sum_2019
-- severity: hard
-- over: report
-- forms: F2019
-- per: column
-- blank0: yes
-- source: structure of the form: the result rows add up to （七）总计
-- zh: 表三{where}：办理结果各行合计 {expected}，（七）总计印为 {found}。
-- en: Table 3, {where}: the result rows add up to {expected}, the printed total is {found}.
-- A row that the document does not print is not a blank: the relation needs every row of the form.
WITH parts (outcome) AS (
  VALUES
    ('res_granted'),
    ('res_partial'),
    ('res_denied_state_secret'),
    ('res_denied_law_prohibits'),
    ('res_denied_security_stability'),
    ('res_denied_third_party'),
    ('res_denied_internal'),
    ('res_denied_process'),
    ('res_denied_enforcement_file'),
    ('res_denied_admin_query'),
    ('res_unavail_not_held'),
    ('res_unavail_needs_creation'),
    ('res_unavail_unclear'),
    ('res_notproc_petition'),
    ('res_notproc_repeat'),
    ('res_notproc_publication'),
    ('res_notproc_abusive'),
    ('res_notproc_reconfirm'),
    ('res_other')
),
sums AS (
  SELECT s.report, sum(r.{x}) AS parts
  FROM scope AS s
  JOIN requests AS r ON r.report = s.report
  WHERE r.outcome IN (SELECT outcome FROM parts)
  GROUP BY s.report
  HAVING count(*) = (SELECT count(*) FROM parts)
)
SELECT sums.report,
  (SELECT group_concat(outcome || '.{x}', ' ') FROM parts) || ' res_total.{x}' AS where_codes,
  t.{x} AS found,
  sums.parts AS expected
FROM sums
JOIN requests AS t ON t.report = sums.report AND t.outcome = 'res_total'
WHERE t.{x} IS NOT NULL AND sums.parts <> t.{x}
