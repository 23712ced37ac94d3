-- id: t3_balance
-- severity: hard
-- over: report
-- forms: F2019 F2021
-- per: column
-- blank0: yes
-- source: printed on the form: 第一项加第二项之和，等于第三项加第四项之和
-- zh: 表三{where}：本年新收加上年结转得 {found}，办理结果总计加结转下年度得 {expected}，按表内勾稽关系两者应相等。
-- en: Table 3, {where}: new requests plus those carried in give {found}, results plus those carried out give {expected}; the form says both are equal.
SELECT s.report,
  'req_new.{x} req_carried_in.{x} res_total.{x} req_carried_out.{x}' AS where_codes,
  coalesce(n.{x}, 0) + coalesce(i.{x}, 0) AS found,
  t.{x} + coalesce(o.{x}, 0) AS expected
FROM scope AS s
CROSS JOIN requests AS n ON n.report = s.report AND n.outcome = 'req_new'
CROSS JOIN requests AS i ON i.report = s.report AND i.outcome = 'req_carried_in'
CROSS JOIN requests AS t ON t.report = s.report AND t.outcome = 'res_total'
CROSS JOIN requests AS o ON o.report = s.report AND o.outcome = 'req_carried_out'
WHERE t.{x} IS NOT NULL
  AND coalesce(n.{x}, i.{x}) IS NOT NULL
  AND coalesce(n.{x}, 0) + coalesce(i.{x}, 0) <> t.{x} + coalesce(o.{x}, 0)
