-- id: xy_carry_column
-- severity: soft
-- over: body
-- forms: F2019 F2021
-- per: natural business research welfare legal org_other
-- blank0: no
-- source: the same stock in two reports, by kind of applicant
-- zh: {where}：上年结转 {found} 件，上年报告结转下年度 {expected} 件；申请人类别可能重新归类。两年统计范围不同、机构合并或分设、上年数据更正时，不一致可以是正常的。
-- en: {where}: {found} carried in, while last year's report carried {expected} out; applicants may have been sorted anew. A change of scope, merged or split bodies, or a correction of last year's report can explain it.
-- Applicants are sorted anew now and then: only shown if the totals differ too or both sides are 5 or more.
SELECT s.report, 'req_carried_in.{x}' AS where_codes, i.{x} AS found, o.{x} AS expected
FROM scope AS s
CROSS JOIN requests AS i ON i.report = s.report AND i.outcome = 'req_carried_in'
CROSS JOIN requests AS o ON o.report = s.previous AND o.outcome = 'req_carried_out'
WHERE i.{x} <> o.{x} AND (i.total <> o.total OR (i.{x} >= 5 AND o.{x} >= 5))
