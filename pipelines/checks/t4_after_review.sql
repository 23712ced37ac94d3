-- id: t4_after_review
-- severity: heuristic
-- over: body
-- forms: F2019 F2021
-- blank0: no
-- source: a suit after review needs a review; older reviews may still feed it
-- zh: 复议后起诉 {found} 件，多于本年与上年行政复议合计 {expected} 件：更早的复议也可能引起诉讼。
-- en: {found} suits after review against {expected} reviews in this and the previous year; older reviews may still lead to suits.
SELECT s.report, 'lita_total rev_total' AS where_codes, a.total AS found, r.total + p.total AS expected
FROM scope AS s
CROSS JOIN disputes AS a ON a.report = s.report AND a.route = 'lita'
CROSS JOIN disputes AS r ON r.report = s.report AND r.route = 'rev'
CROSS JOIN disputes AS p ON p.report = s.previous AND p.route = 'rev'
WHERE a.total > r.total + p.total
