-- id: xy_carry_total
-- severity: soft
-- over: body
-- forms: F2019 F2021
-- blank0: no
-- source: the same stock in two reports: 上年结转 and last year's 结转下年度继续办理
-- zh: 上年结转 {found} 件，上年报告结转下年度 {expected} 件。两年统计范围不同、机构合并或分设、上年数据更正时，不一致可以是正常的。
-- en: {found} requests carried in, while last year's report carried {expected} out. A change of scope, merged or split bodies, or a correction of last year's report can explain it.
SELECT s.report, 'req_carried_in.total' AS where_codes, i.total AS found, o.total AS expected
FROM scope AS s
CROSS JOIN requests AS i ON i.report = s.report AND i.outcome = 'req_carried_in'
CROSS JOIN requests AS o ON o.report = s.previous AND o.outcome = 'req_carried_out'
WHERE i.total <> o.total
