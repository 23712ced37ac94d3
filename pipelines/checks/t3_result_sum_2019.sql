-- id: t3_result_sum_2019
-- severity: hard
-- over: report
-- forms: F2019
-- per: column
-- blank0: yes
-- source: structure of the form: the result rows add up to （七）总计
-- zh: 表三{where}：办理结果各行合计 {expected}，（七）总计印为 {found}。
-- en: Table 3, {where}: the result rows add up to {expected}, the printed total is {found}.
-- A row that the document does not print is not a blank: the relation needs all 19 rows. Rows of a block have two
-- underscores (res_denied_process), printed subtotals one (res_denied).
SELECT s.report,
  'res_granted.{x} res_partial.{x} res_denied_state_secret.{x} res_denied_law_prohibits.{x} '
    || 'res_denied_security_stability.{x} res_denied_third_party.{x} res_denied_internal.{x} '
    || 'res_denied_process.{x} res_denied_enforcement_file.{x} res_denied_admin_query.{x} '
    || 'res_unavail_not_held.{x} res_unavail_needs_creation.{x} res_unavail_unclear.{x} '
    || 'res_notproc_petition.{x} res_notproc_repeat.{x} res_notproc_publication.{x} '
    || 'res_notproc_abusive.{x} res_notproc_reconfirm.{x} res_other.{x} res_total.{x}' AS where_codes,
  t.{x} AS found,
  sum(r.{x}) AS expected
FROM scope AS s
CROSS JOIN requests AS t ON t.report = s.report AND t.outcome = 'res_total'
CROSS JOIN requests AS r ON r.report = s.report
WHERE t.{x} IS NOT NULL
  AND (r.outcome GLOB 'res_*_*' OR r.outcome = 'res_granted' OR r.outcome = 'res_partial' OR r.outcome = 'res_other')
GROUP BY s.report
HAVING count(*) = 19 AND sum(r.{x}) <> t.{x}
