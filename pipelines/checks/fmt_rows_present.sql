-- id: fmt_rows_present
-- severity: soft
-- over: report
-- forms: F2019 F2021
-- blank0: no
-- source: the form: 25 rows (2021) or 23 rows (2019), each once and in order
-- zh: 表三应有 {expected} 行，按顺序读到 {found} 行（{where}）：表格可能不全或另有改动。
-- en: Table 3 has {expected} rows on the form, {found} were read in their order ({where}): the table may be cut or changed.
-- Reports with the single row 其他处理 of 2019 (variant single_other) have res_other instead of its three rows. Where
-- the rows stand just as on the form, as nearly always, nothing more is asked.
WITH forms (kind, outcomes) AS (
  VALUES
    ('F2019', 'req_new req_carried_in res_granted res_partial res_denied_state_secret res_denied_law_prohibits ' ||
      'res_denied_security_stability res_denied_third_party res_denied_internal res_denied_process ' ||
      'res_denied_enforcement_file res_denied_admin_query res_unavail_not_held res_unavail_needs_creation ' ||
      'res_unavail_unclear res_notproc_petition res_notproc_repeat res_notproc_publication ' ||
      'res_notproc_abusive res_notproc_reconfirm res_other res_total req_carried_out'),
    ('F2021', 'req_new req_carried_in res_granted res_partial res_denied_state_secret res_denied_law_prohibits ' ||
      'res_denied_security_stability res_denied_third_party res_denied_internal res_denied_process ' ||
      'res_denied_enforcement_file res_denied_admin_query res_unavail_not_held res_unavail_needs_creation ' ||
      'res_unavail_unclear res_notproc_petition res_notproc_repeat res_notproc_publication ' ||
      'res_notproc_abusive res_notproc_reconfirm res_other_no_correction res_other_fee_unpaid ' ||
      'res_other_misc res_total req_carried_out')
),
reports_read AS (
  SELECT s.report, f.outcomes
  FROM scope AS s
  CROSS JOIN forms AS f ON f.kind = CASE s.form_variant WHEN 'single_other' THEN 'F2019' ELSE s.form END
  WHERE f.outcomes <> (
    SELECT group_concat(outcome, ' ')
    FROM (
      SELECT r.outcome FROM requests AS r WHERE r.report = s.report ORDER BY r.piece * 100000 + r.row
    )
  )
),
rows_read AS (
  SELECT k.report, f.value AS outcome,
    r.outcome IS NOT NULL AS present,
    r.piece * 100000 + r.row < max(r.piece * 100000 + r.row) OVER (
      PARTITION BY k.report ORDER BY f.key ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS early
  FROM reports_read AS k
  CROSS JOIN json_each('["' || replace(k.outcomes, ' ', '","') || '"]') AS f
  LEFT JOIN requests AS r ON r.report = k.report AND r.outcome = f.value
  ORDER BY k.report, f.key
)
SELECT report,
  group_concat(CASE WHEN NOT present OR coalesce(early, 0) THEN outcome END, ' ') AS where_codes,
  sum(present AND NOT coalesce(early, 0)) AS found,
  count(*) AS expected
FROM rows_read
GROUP BY report
HAVING found < expected
