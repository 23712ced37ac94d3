-- id: nar_fee_row
-- severity: heuristic
-- over: report
-- forms: F2021
-- blank0: no
-- source: 国办函〔2020〕109号: section 6 tells of the fees charged
-- zh: {where}：与信息处理费的说明不一致（有因未缴费不再处理的申请而正文未提信息处理费，或有金额而件数为 0）；所见为 {found}。
-- en: {where}: does not go with what the text says of processing fees (requests closed unpaid, but no word of fees; or an amount for no case); found {found}.
SELECT s.report, 'res_other_fee_unpaid.total' AS where_codes, q.total AS found, NULL AS expected, NULL AS stated_at
FROM scope AS s
CROSS JOIN requests AS q ON q.report = s.report AND q.outcome = 'res_other_fee_unpaid'
WHERE q.total > 0
  AND EXISTS (SELECT 1 FROM sections AS c WHERE c.report = s.report AND c.number = 6)
  AND NOT EXISTS (SELECT 1 FROM sections AS c WHERE c.report = s.report AND instr(c.text, '处理费'))
UNION ALL
SELECT s.report, 'nar_fee_yuan nar_fee_cases', n.scaled, NULL, min(n.position) || ' ' || k.position
FROM scope AS s
CROSS JOIN narrative AS n ON n.report = s.report AND n.code = 'nar_fee_yuan' AND n.role = 'total' AND n.value > 0
CROSS JOIN narrative AS k ON k.report = s.report AND k.code = 'nar_fee_cases' AND k.role = 'total' AND k.value = 0
GROUP BY s.report
