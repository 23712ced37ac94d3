-- id: t3_all_natural
-- severity: heuristic
-- over: report
-- forms: F2019 F2021
-- blank0: no
-- source: reader hint: no organisation applied, or the column was not kept
-- zh: 新收申请 {found} 件全部记为自然人：可能确无组织申请，也可能未分类统计。
-- en: All {found} new requests are recorded under natural persons: perhaps no organisation applied, perhaps applicants were not sorted.
SELECT s.report, 'req_new.natural req_new.total' AS where_codes, r.natural AS found, NULL AS expected
FROM scope AS s
CROSS JOIN requests AS r ON r.report = s.report AND r.outcome = 'req_new'
WHERE r.total >= 50 AND r.natural = r.total
