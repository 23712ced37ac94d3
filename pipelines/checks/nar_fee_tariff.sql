-- id: nar_fee_tariff
-- severity: heuristic
-- over: report
-- forms: F2021
-- blank0: no
-- source: 国办函〔2020〕109号: steps of 100 yuan by request; the tariff by page allows other amounts
-- zh: 正文称收取信息处理费 {found} 元，不是 10 元的整数倍；按件计费以 100 元递增，按量计费可有其他金额。
-- en: The text says {found} yuan of processing fees, no multiple of 10; the tariff by request goes in steps of 100 yuan, that by page allows other amounts.
SELECT s.report, 'nar_fee_yuan' AS where_codes, min(n.scaled) AS found, NULL AS expected, n.position AS stated_at
FROM scope AS s
CROSS JOIN narrative AS n ON n.report = s.report AND n.code = 'nar_fee_yuan' AND n.role = 'total' AND n.approx = 0
WHERE n.scaled <> 10 * CAST(n.scaled / 10 AS INTEGER)
GROUP BY s.report
