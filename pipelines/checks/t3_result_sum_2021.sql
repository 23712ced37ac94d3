-- id: t3_result_sum_2021
-- severity: hard
-- over: report
-- forms: F2021
-- per: column
-- blank0: yes
-- source: structure of the form; a split request is counted once, as partial
-- zh: 表三{where}：办理结果各行合计 {expected}，（七）总计印为 {found}。
-- en: Table 3, {where}: the result rows add up to {expected}, the printed total is {found}.
-- A row that the document does not print is not a blank: the relation needs every row of the form. Reports with
-- the single row 其他处理 of 2019 (variant single_other) have res_other instead of its three rows.
WITH parts (outcome, other) AS (
  VALUES
    ('res_granted', 0),
    ('res_partial', 0),
    ('res_denied_state_secret', 0),
    ('res_denied_law_prohibits', 0),
    ('res_denied_security_stability', 0),
    ('res_denied_third_party', 0),
    ('res_denied_internal', 0),
    ('res_denied_process', 0),
    ('res_denied_enforcement_file', 0),
    ('res_denied_admin_query', 0),
    ('res_unavail_not_held', 0),
    ('res_unavail_needs_creation', 0),
    ('res_unavail_unclear', 0),
    ('res_notproc_petition', 0),
    ('res_notproc_repeat', 0),
    ('res_notproc_publication', 0),
    ('res_notproc_abusive', 0),
    ('res_notproc_reconfirm', 0),
    ('res_other_no_correction', 3),
    ('res_other_fee_unpaid', 3),
    ('res_other_misc', 3),
    ('res_other', 1)
),
kinds AS (
  SELECT s.report,
    CASE WHEN EXISTS (SELECT 1 FROM requests AS r WHERE r.report = s.report AND r.outcome GLOB 'res_other_*')
      THEN 3 ELSE 1 END AS other
  FROM scope AS s
),
sums AS (
  SELECT k.report, k.other, sum(r.{x}) AS parts
  FROM kinds AS k
  JOIN requests AS r ON r.report = k.report
  JOIN parts AS p ON p.outcome = r.outcome AND p.other IN (0, k.other)
  GROUP BY k.report
  HAVING count(*) = 18 + k.other
)
SELECT sums.report,
  (SELECT group_concat(outcome || '.{x}', ' ') FROM parts WHERE parts.other IN (0, sums.other))
    || ' res_total.{x}' AS where_codes,
  t.{x} AS found,
  sums.parts AS expected
FROM sums
JOIN requests AS t ON t.report = sums.report AND t.outcome = 'res_total'
WHERE t.{x} IS NOT NULL AND sums.parts <> t.{x}
