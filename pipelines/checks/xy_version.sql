-- id: xy_version
-- severity: heuristic
-- over: report
-- forms: F2019 F2021
-- blank0: no
-- source: 国办公开办函〔2019〕60号 and 〔2021〕30号
-- zh: 本报告使用的表格版本不是该年度应使用的版本（{where}）。
-- en: The report uses another version of the form than the one in force for its year ({where}).
SELECT s.report, 't2 t3 t4' AS where_codes, NULL AS found, NULL AS expected
FROM scope AS s
CROSS JOIN reports AS r ON r.report = s.report
WHERE r.form_expected <> s.form
