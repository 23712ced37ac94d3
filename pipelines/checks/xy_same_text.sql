-- id: xy_same_text
-- severity: heuristic
-- over: body
-- forms: F2008 F2014 F2019 F2021 none
-- blank0: no
-- source: third-party evaluations complain of copied reports
-- zh: 除去数字后，文字部分有 {found}% 与上年报告相同（超过 {expected}%），可能沿用了上年报告。
-- en: Digits aside, {found}% of the text is the same as the year before (more than {expected}%): the report may have been copied.
-- text_share(a, b): the runner's function; per cent of both texts, digits removed, that stands in sentences both have.
WITH texts AS MATERIALIZED (
  SELECT s.report,
    (SELECT group_concat(text, char(10)) FROM sections WHERE report = s.report AND number IN (1, 5, 6)) AS now,
    (SELECT group_concat(text, char(10)) FROM sections WHERE report = s.previous AND number IN (1, 5, 6)) AS then_
  FROM scope AS s
  WHERE s.previous IS NOT NULL
),
shares AS MATERIALIZED (
  SELECT report, text_share(now, then_) AS share
  FROM texts
  WHERE length(now) >= 200 AND length(now) BETWEEN 0.8 * length(then_) AND 1.25 * length(then_)
)
SELECT report, 's1 s5 s6' AS where_codes, share AS found, 90 AS expected
FROM shares
WHERE share > 90
