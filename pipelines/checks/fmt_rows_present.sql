-- id: fmt_rows_present
-- severity: soft
-- over: report
-- forms: F2019 F2021
-- blank0: no
-- source: the form: 25 rows (2021) or 23 rows (2019), each once and in order
-- zh: 表三应有 {expected} 行，按顺序读到 {found} 行（{where}）：表格可能不全或另有改动。
-- en: Table 3 has {expected} rows on the form, {found} were read in their order ({where}): the table may be cut or changed.
-- Reports with the single row 其他处理 of 2019 (variant single_other) have res_other instead of its three rows.
WITH form_rows (position, outcome, forms) AS (
  VALUES
    (0, 'req_new', 'F2019 F2021 single_other'),
    (1, 'req_carried_in', 'F2019 F2021 single_other'),
    (2, 'res_granted', 'F2019 F2021 single_other'),
    (3, 'res_partial', 'F2019 F2021 single_other'),
    (4, 'res_denied_state_secret', 'F2019 F2021 single_other'),
    (5, 'res_denied_law_prohibits', 'F2019 F2021 single_other'),
    (6, 'res_denied_security_stability', 'F2019 F2021 single_other'),
    (7, 'res_denied_third_party', 'F2019 F2021 single_other'),
    (8, 'res_denied_internal', 'F2019 F2021 single_other'),
    (9, 'res_denied_process', 'F2019 F2021 single_other'),
    (10, 'res_denied_enforcement_file', 'F2019 F2021 single_other'),
    (11, 'res_denied_admin_query', 'F2019 F2021 single_other'),
    (12, 'res_unavail_not_held', 'F2019 F2021 single_other'),
    (13, 'res_unavail_needs_creation', 'F2019 F2021 single_other'),
    (14, 'res_unavail_unclear', 'F2019 F2021 single_other'),
    (15, 'res_notproc_petition', 'F2019 F2021 single_other'),
    (16, 'res_notproc_repeat', 'F2019 F2021 single_other'),
    (17, 'res_notproc_publication', 'F2019 F2021 single_other'),
    (18, 'res_notproc_abusive', 'F2019 F2021 single_other'),
    (19, 'res_notproc_reconfirm', 'F2019 F2021 single_other'),
    (20, 'res_other_no_correction', 'F2021'),
    (21, 'res_other_fee_unpaid', 'F2021'),
    (22, 'res_other_misc', 'F2021'),
    (23, 'res_other', 'F2019 single_other'),
    (24, 'res_total', 'F2019 F2021 single_other'),
    (25, 'req_carried_out', 'F2019 F2021 single_other')
),
kinds AS (
  SELECT s.report,
    CASE WHEN s.form = 'F2021' AND s.form_variant = 'single_other' THEN 'single_other' ELSE s.form END AS kind
  FROM scope AS s
  WHERE EXISTS (SELECT 1 FROM requests AS r WHERE r.report = s.report)
),
rows_read AS (
  SELECT k.report, f.outcome,
    r.outcome IS NOT NULL AS present,
    r.piece * 100000 + r.row < max(r.piece * 100000 + r.row) OVER (
      PARTITION BY k.report ORDER BY f.position ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS early
  FROM kinds AS k
  CROSS JOIN form_rows AS f ON instr(f.forms, k.kind)
  LEFT JOIN requests AS r ON r.report = k.report AND r.outcome = f.outcome
  ORDER BY k.report, f.position
)
SELECT report,
  group_concat(CASE WHEN NOT present OR coalesce(early, 0) THEN outcome END, ' ') AS where_codes,
  sum(present AND NOT coalesce(early, 0)) AS found,
  count(*) AS expected
FROM rows_read
GROUP BY report
HAVING found < expected
