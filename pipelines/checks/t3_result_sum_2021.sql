-- id: t3_result_sum_2021
-- severity: hard
-- over: report
-- forms: F2021
-- per: column
-- blank0: yes
-- source: structure of the form; a split request is counted once, as partial
-- zh: 表三{where}：办理结果各行合计 {expected}，（七）总计印为 {found}。
-- en: Table 3, {where}: the result rows add up to {expected}, the printed total is {found}.
-- A row that the document does not print is not a blank: the relation needs all 21 rows. Rows of a block have two
-- underscores (res_denied_process), printed subtotals one (res_denied). Reports with the single row 其他处理 of 2019
-- (variant single_other) have res_other instead of its three rows.
WITH sums AS (
  SELECT s.report,
    t.{x} AS total,
    sum(r.outcome GLOB 'res_other_*') AS others,
    count(*) FILTER (WHERE r.outcome <> 'res_other') AS parts_printed,
    count(*) AS printed,
    sum(r.{x}) FILTER (WHERE r.outcome <> 'res_other') AS parts,
    sum(r.{x}) AS parts_and_other
  FROM scope AS s
  CROSS JOIN requests AS t ON t.report = s.report AND t.outcome = 'res_total'
  CROSS JOIN requests AS r ON r.report = s.report
  WHERE t.{x} IS NOT NULL
    AND (r.outcome GLOB 'res_*_*' OR r.outcome = 'res_granted' OR r.outcome = 'res_partial' OR r.outcome = 'res_other')
  GROUP BY s.report
)
SELECT report,
  'res_granted.{x} res_partial.{x} res_denied_state_secret.{x} res_denied_law_prohibits.{x} '
    || 'res_denied_security_stability.{x} res_denied_third_party.{x} res_denied_internal.{x} '
    || 'res_denied_process.{x} res_denied_enforcement_file.{x} res_denied_admin_query.{x} '
    || 'res_unavail_not_held.{x} res_unavail_needs_creation.{x} res_unavail_unclear.{x} '
    || 'res_notproc_petition.{x} res_notproc_repeat.{x} res_notproc_publication.{x} '
    || 'res_notproc_abusive.{x} res_notproc_reconfirm.{x}'
    || CASE others
      WHEN 0 THEN ' res_other.{x}'
      ELSE ' res_other_no_correction.{x} res_other_fee_unpaid.{x} res_other_misc.{x}'
    END
    || ' res_total.{x}' AS where_codes,
  total AS found,
  CASE others WHEN 0 THEN parts_and_other ELSE parts END AS expected
FROM sums
WHERE ((others = 3 AND parts_printed = 21) OR (others = 0 AND printed = 19))
  AND expected <> total
