-- id: xy_same_numbers
-- severity: heuristic
-- over: body
-- forms: F2008 F2014 F2019 F2021
-- blank0: no
-- source: known case: one body repeated the same report three years running (新京报 2011)
-- zh: 本年与上年报告中全部 {found} 个非零数字完全相同，可能沿用了上年报告。
-- en: All {found} figures other than zero are the same as the year before: the report may have been copied.
-- A blank and a zero are alike here: the figures other than zero of both years are compared, table by table.
WITH pairs AS (
  SELECT s.report, s.previous
  FROM scope AS s
  CROSS JOIN reports AS p ON p.report = s.previous AND p.form = s.form
  CROSS JOIN disclosure AS a ON a.report = s.report
  CROSS JOIN disclosure AS b ON b.report = s.previous
  WHERE coalesce(a.rule_made, 0) = coalesce(b.rule_made, 0)
    AND coalesce(a.rule_repealed, 0) = coalesce(b.rule_repealed, 0)
    AND coalesce(a.rule_in_force, 0) = coalesce(b.rule_in_force, 0)
    AND coalesce(a.rule_disclosed, 0) = coalesce(b.rule_disclosed, 0)
    AND coalesce(a.rule_public_total, 0) = coalesce(b.rule_public_total, 0)
    AND coalesce(a.normdoc_made, 0) = coalesce(b.normdoc_made, 0)
    AND coalesce(a.normdoc_repealed, 0) = coalesce(b.normdoc_repealed, 0)
    AND coalesce(a.normdoc_in_force, 0) = coalesce(b.normdoc_in_force, 0)
    AND coalesce(a.normdoc_disclosed, 0) = coalesce(b.normdoc_disclosed, 0)
    AND coalesce(a.normdoc_public_total, 0) = coalesce(b.normdoc_public_total, 0)
    AND coalesce(a.licence_items_prev, 0) = coalesce(b.licence_items_prev, 0)
    AND coalesce(a.licence_items_change, 0) = coalesce(b.licence_items_change, 0)
    AND coalesce(a.licence_decisions, 0) = coalesce(b.licence_decisions, 0)
    AND coalesce(a.service_items_prev, 0) = coalesce(b.service_items_prev, 0)
    AND coalesce(a.service_items_change, 0) = coalesce(b.service_items_change, 0)
    AND coalesce(a.service_decisions, 0) = coalesce(b.service_decisions, 0)
    AND coalesce(a.penalty_items_prev, 0) = coalesce(b.penalty_items_prev, 0)
    AND coalesce(a.penalty_items_change, 0) = coalesce(b.penalty_items_change, 0)
    AND coalesce(a.penalty_decisions, 0) = coalesce(b.penalty_decisions, 0)
    AND coalesce(a.coercion_items_prev, 0) = coalesce(b.coercion_items_prev, 0)
    AND coalesce(a.coercion_items_change, 0) = coalesce(b.coercion_items_change, 0)
    AND coalesce(a.coercion_decisions, 0) = coalesce(b.coercion_decisions, 0)
    AND coalesce(a.fee_items_prev, 0) = coalesce(b.fee_items_prev, 0)
    AND coalesce(a.fee_items_change, 0) = coalesce(b.fee_items_change, 0)
    AND coalesce(a.admin_fee_wan, 0) = coalesce(b.admin_fee_wan, 0)
    AND coalesce(a.procurement_count, 0) = coalesce(b.procurement_count, 0)
    AND coalesce(a.procurement_amount, 0) = coalesce(b.procurement_amount, 0)
),
alike AS (
  SELECT report
  FROM pairs
  WHERE NOT EXISTS (
      SELECT 1
      FROM requests AS a
      LEFT JOIN requests AS b ON b.report = pairs.previous AND b.outcome = a.outcome
      WHERE a.report = pairs.report AND NOT (
    coalesce(a.natural, 0) = coalesce(b.natural, 0)
    AND coalesce(a.business, 0) = coalesce(b.business, 0)
    AND coalesce(a.research, 0) = coalesce(b.research, 0)
    AND coalesce(a.welfare, 0) = coalesce(b.welfare, 0)
    AND coalesce(a.legal, 0) = coalesce(b.legal, 0)
    AND coalesce(a.org_other, 0) = coalesce(b.org_other, 0)
    AND coalesce(a.total, 0) = coalesce(b.total, 0))
    )
    AND NOT EXISTS (
      SELECT 1
      FROM requests AS b
      LEFT JOIN requests AS a ON a.report = pairs.report AND a.outcome = b.outcome
      WHERE b.report = pairs.previous AND NOT (
    coalesce(a.natural, 0) = coalesce(b.natural, 0)
    AND coalesce(a.business, 0) = coalesce(b.business, 0)
    AND coalesce(a.research, 0) = coalesce(b.research, 0)
    AND coalesce(a.welfare, 0) = coalesce(b.welfare, 0)
    AND coalesce(a.legal, 0) = coalesce(b.legal, 0)
    AND coalesce(a.org_other, 0) = coalesce(b.org_other, 0)
    AND coalesce(a.total, 0) = coalesce(b.total, 0))
    )
    AND NOT EXISTS (
      SELECT 1
      FROM disputes AS a
      LEFT JOIN disputes AS b ON b.report = pairs.previous AND b.route = a.route
      WHERE a.report = pairs.report AND NOT (
    coalesce(a.upheld, 0) = coalesce(b.upheld, 0)
    AND coalesce(a.corrected, 0) = coalesce(b.corrected, 0)
    AND coalesce(a.other, 0) = coalesce(b.other, 0)
    AND coalesce(a.pending, 0) = coalesce(b.pending, 0)
    AND coalesce(a.total, 0) = coalesce(b.total, 0))
    )
    AND NOT EXISTS (
      SELECT 1
      FROM disputes AS b
      LEFT JOIN disputes AS a ON a.report = pairs.report AND a.route = b.route
      WHERE b.report = pairs.previous AND NOT (
    coalesce(a.upheld, 0) = coalesce(b.upheld, 0)
    AND coalesce(a.corrected, 0) = coalesce(b.corrected, 0)
    AND coalesce(a.other, 0) = coalesce(b.other, 0)
    AND coalesce(a.pending, 0) = coalesce(b.pending, 0)
    AND coalesce(a.total, 0) = coalesce(b.total, 0))
    )
),
counts AS (
  SELECT alike.report,
    (
      SELECT (coalesce(rule_made, 0) <> 0)
      + (coalesce(rule_repealed, 0) <> 0)
      + (coalesce(rule_in_force, 0) <> 0)
      + (coalesce(rule_disclosed, 0) <> 0)
      + (coalesce(rule_public_total, 0) <> 0)
      + (coalesce(normdoc_made, 0) <> 0)
      + (coalesce(normdoc_repealed, 0) <> 0)
      + (coalesce(normdoc_in_force, 0) <> 0)
      + (coalesce(normdoc_disclosed, 0) <> 0)
      + (coalesce(normdoc_public_total, 0) <> 0)
      + (coalesce(licence_items_prev, 0) <> 0)
      + (coalesce(licence_items_change, 0) <> 0)
      + (coalesce(licence_decisions, 0) <> 0)
      + (coalesce(service_items_prev, 0) <> 0)
      + (coalesce(service_items_change, 0) <> 0)
      + (coalesce(service_decisions, 0) <> 0)
      + (coalesce(penalty_items_prev, 0) <> 0)
      + (coalesce(penalty_items_change, 0) <> 0)
      + (coalesce(penalty_decisions, 0) <> 0)
      + (coalesce(coercion_items_prev, 0) <> 0)
      + (coalesce(coercion_items_change, 0) <> 0)
      + (coalesce(coercion_decisions, 0) <> 0)
      + (coalesce(fee_items_prev, 0) <> 0)
      + (coalesce(fee_items_change, 0) <> 0)
      + (coalesce(admin_fee_wan, 0) <> 0)
      + (coalesce(procurement_count, 0) <> 0)
      + (coalesce(procurement_amount, 0) <> 0)
      FROM disclosure AS d WHERE d.report = alike.report
    )
    + coalesce((
      SELECT sum((coalesce(natural, 0) <> 0)
      + (coalesce(business, 0) <> 0)
      + (coalesce(research, 0) <> 0)
      + (coalesce(welfare, 0) <> 0)
      + (coalesce(legal, 0) <> 0)
      + (coalesce(org_other, 0) <> 0)
      + (coalesce(total, 0) <> 0))
      FROM requests AS r WHERE r.report = alike.report
    ), 0)
    + coalesce((
      SELECT sum((coalesce(upheld, 0) <> 0)
      + (coalesce(corrected, 0) <> 0)
      + (coalesce(other, 0) <> 0)
      + (coalesce(pending, 0) <> 0)
      + (coalesce(total, 0) <> 0))
      FROM disputes AS d WHERE d.report = alike.report
    ), 0) AS cells
  FROM alike
)
SELECT report, 't2 t3 t4' AS where_codes, cells AS found, NULL AS expected
FROM counts
WHERE cells >= 6
UNION ALL
SELECT s.report, 't14' AS where_codes,
  (coalesce(a.pub_items, 0) <> 0)
  + (coalesce(a.pub_items_normdoc, 0) <> 0)
  + (coalesce(a.normdoc_made, 0) <> 0)
  + (coalesce(a.pub_ch_gazette, 0) <> 0)
  + (coalesce(a.pub_ch_website, 0) <> 0)
  + (coalesce(a.pub_ch_weibo, 0) <> 0)
  + (coalesce(a.pub_ch_wechat, 0) <> 0)
  + (coalesce(a.pub_ch_other, 0) <> 0)
  + (coalesce(a.resp_hot_events, 0) <> 0)
  + (coalesce(a.resp_press_conf, 0) <> 0)
  + (coalesce(a.resp_press_conf_lead, 0) <> 0)
  + (coalesce(a.resp_web_interview, 0) <> 0)
  + (coalesce(a.resp_web_interview_lead, 0) <> 0)
  + (coalesce(a.resp_policy_interp, 0) <> 0)
  + (coalesce(a.resp_social, 0) <> 0)
  + (coalesce(a.resp_other_way, 0) <> 0)
  + (coalesce(a.req_received, 0) <> 0)
  + (coalesce(a.req_ch_in_person, 0) <> 0)
  + (coalesce(a.req_ch_fax, 0) <> 0)
  + (coalesce(a.req_ch_online, 0) <> 0)
  + (coalesce(a.req_ch_letter, 0) <> 0)
  + (coalesce(a.req_closed, 0) <> 0)
  + (coalesce(a.req_closed_on_time, 0) <> 0)
  + (coalesce(a.req_closed_extended, 0) <> 0)
  + (coalesce(a.reply_total, 0) <> 0)
  + (coalesce(a.reply_already_public, 0) <> 0)
  + (coalesce(a.reply_granted, 0) <> 0)
  + (coalesce(a.reply_partial, 0) <> 0)
  + (coalesce(a.reply_denied, 0) <> 0)
  + (coalesce(a.reply_denied_state_secret, 0) <> 0)
  + (coalesce(a.reply_denied_trade_secret, 0) <> 0)
  + (coalesce(a.reply_denied_privacy, 0) <> 0)
  + (coalesce(a.reply_denied_security_stability, 0) <> 0)
  + (coalesce(a.reply_denied_not_gov_info, 0) <> 0)
  + (coalesce(a.reply_denied_law_other, 0) <> 0)
  + (coalesce(a.reply_not_this_organ, 0) <> 0)
  + (coalesce(a.reply_not_exist, 0) <> 0)
  + (coalesce(a.reply_told_to_amend, 0) <> 0)
  + (coalesce(a.reply_other_channel, 0) <> 0)
  + (coalesce(a.rev_total, 0) <> 0)
  + (coalesce(a.rev_upheld, 0) <> 0)
  + (coalesce(a.rev_corrected, 0) <> 0)
  + (coalesce(a.rev_other, 0) <> 0)
  + (coalesce(a.lit_total, 0) <> 0)
  + (coalesce(a.lit_upheld, 0) <> 0)
  + (coalesce(a.lit_corrected, 0) <> 0)
  + (coalesce(a.lit_other, 0) <> 0)
  + (coalesce(a.complaints, 0) <> 0)
  + (coalesce(a.req_cost_fee_wan, 0) <> 0)
  + (coalesce(a.org_units, 0) <> 0)
  + (coalesce(a.org_reading_points, 0) <> 0)
  + (coalesce(a.org_staff, 0) <> 0)
  + (coalesce(a.org_staff_full, 0) <> 0)
  + (coalesce(a.org_staff_part, 0) <> 0)
  + (coalesce(a.org_budget_wan, 0) <> 0)
  + (coalesce(a.meet_count, 0) <> 0)
  + (coalesce(a.train_sessions, 0) <> 0)
  + (coalesce(a.train_persons, 0) <> 0)
  + (coalesce(a.pub_items_digital, 0) <> 0)
  + (coalesce(a.normdoc_new, 0) <> 0)
  + (coalesce(a.site_visits, 0) <> 0)
  + (coalesce(a.consult_onsite, 0) <> 0)
  + (coalesce(a.req_ch_email, 0) <> 0)
  + (coalesce(a.req_ch_web, 0) <> 0)
  + (coalesce(a.req_ch_other, 0) <> 0)
  + (coalesce(a.reply_refused_all, 0) <> 0)
  + (coalesce(a.appeal_total, 0) <> 0) AS found,
  NULL AS expected
FROM scope AS s
CROSS JOIN reports AS p ON p.report = s.previous AND p.form = s.form
CROSS JOIN statistics AS a ON a.report = s.report
CROSS JOIN statistics AS b ON b.report = s.previous
WHERE s.form IN ('F2008', 'F2014')
  AND coalesce(a.pub_items, 0) = coalesce(b.pub_items, 0)
  AND coalesce(a.pub_items_normdoc, 0) = coalesce(b.pub_items_normdoc, 0)
  AND coalesce(a.normdoc_made, 0) = coalesce(b.normdoc_made, 0)
  AND coalesce(a.pub_ch_gazette, 0) = coalesce(b.pub_ch_gazette, 0)
  AND coalesce(a.pub_ch_website, 0) = coalesce(b.pub_ch_website, 0)
  AND coalesce(a.pub_ch_weibo, 0) = coalesce(b.pub_ch_weibo, 0)
  AND coalesce(a.pub_ch_wechat, 0) = coalesce(b.pub_ch_wechat, 0)
  AND coalesce(a.pub_ch_other, 0) = coalesce(b.pub_ch_other, 0)
  AND coalesce(a.resp_hot_events, 0) = coalesce(b.resp_hot_events, 0)
  AND coalesce(a.resp_press_conf, 0) = coalesce(b.resp_press_conf, 0)
  AND coalesce(a.resp_press_conf_lead, 0) = coalesce(b.resp_press_conf_lead, 0)
  AND coalesce(a.resp_web_interview, 0) = coalesce(b.resp_web_interview, 0)
  AND coalesce(a.resp_web_interview_lead, 0) = coalesce(b.resp_web_interview_lead, 0)
  AND coalesce(a.resp_policy_interp, 0) = coalesce(b.resp_policy_interp, 0)
  AND coalesce(a.resp_social, 0) = coalesce(b.resp_social, 0)
  AND coalesce(a.resp_other_way, 0) = coalesce(b.resp_other_way, 0)
  AND coalesce(a.req_received, 0) = coalesce(b.req_received, 0)
  AND coalesce(a.req_ch_in_person, 0) = coalesce(b.req_ch_in_person, 0)
  AND coalesce(a.req_ch_fax, 0) = coalesce(b.req_ch_fax, 0)
  AND coalesce(a.req_ch_online, 0) = coalesce(b.req_ch_online, 0)
  AND coalesce(a.req_ch_letter, 0) = coalesce(b.req_ch_letter, 0)
  AND coalesce(a.req_closed, 0) = coalesce(b.req_closed, 0)
  AND coalesce(a.req_closed_on_time, 0) = coalesce(b.req_closed_on_time, 0)
  AND coalesce(a.req_closed_extended, 0) = coalesce(b.req_closed_extended, 0)
  AND coalesce(a.reply_total, 0) = coalesce(b.reply_total, 0)
  AND coalesce(a.reply_already_public, 0) = coalesce(b.reply_already_public, 0)
  AND coalesce(a.reply_granted, 0) = coalesce(b.reply_granted, 0)
  AND coalesce(a.reply_partial, 0) = coalesce(b.reply_partial, 0)
  AND coalesce(a.reply_denied, 0) = coalesce(b.reply_denied, 0)
  AND coalesce(a.reply_denied_state_secret, 0) = coalesce(b.reply_denied_state_secret, 0)
  AND coalesce(a.reply_denied_trade_secret, 0) = coalesce(b.reply_denied_trade_secret, 0)
  AND coalesce(a.reply_denied_privacy, 0) = coalesce(b.reply_denied_privacy, 0)
  AND coalesce(a.reply_denied_security_stability, 0) = coalesce(b.reply_denied_security_stability, 0)
  AND coalesce(a.reply_denied_not_gov_info, 0) = coalesce(b.reply_denied_not_gov_info, 0)
  AND coalesce(a.reply_denied_law_other, 0) = coalesce(b.reply_denied_law_other, 0)
  AND coalesce(a.reply_not_this_organ, 0) = coalesce(b.reply_not_this_organ, 0)
  AND coalesce(a.reply_not_exist, 0) = coalesce(b.reply_not_exist, 0)
  AND coalesce(a.reply_told_to_amend, 0) = coalesce(b.reply_told_to_amend, 0)
  AND coalesce(a.reply_other_channel, 0) = coalesce(b.reply_other_channel, 0)
  AND coalesce(a.rev_total, 0) = coalesce(b.rev_total, 0)
  AND coalesce(a.rev_upheld, 0) = coalesce(b.rev_upheld, 0)
  AND coalesce(a.rev_corrected, 0) = coalesce(b.rev_corrected, 0)
  AND coalesce(a.rev_other, 0) = coalesce(b.rev_other, 0)
  AND coalesce(a.lit_total, 0) = coalesce(b.lit_total, 0)
  AND coalesce(a.lit_upheld, 0) = coalesce(b.lit_upheld, 0)
  AND coalesce(a.lit_corrected, 0) = coalesce(b.lit_corrected, 0)
  AND coalesce(a.lit_other, 0) = coalesce(b.lit_other, 0)
  AND coalesce(a.complaints, 0) = coalesce(b.complaints, 0)
  AND coalesce(a.req_cost_fee_wan, 0) = coalesce(b.req_cost_fee_wan, 0)
  AND coalesce(a.org_units, 0) = coalesce(b.org_units, 0)
  AND coalesce(a.org_reading_points, 0) = coalesce(b.org_reading_points, 0)
  AND coalesce(a.org_staff, 0) = coalesce(b.org_staff, 0)
  AND coalesce(a.org_staff_full, 0) = coalesce(b.org_staff_full, 0)
  AND coalesce(a.org_staff_part, 0) = coalesce(b.org_staff_part, 0)
  AND coalesce(a.org_budget_wan, 0) = coalesce(b.org_budget_wan, 0)
  AND coalesce(a.meet_count, 0) = coalesce(b.meet_count, 0)
  AND coalesce(a.train_sessions, 0) = coalesce(b.train_sessions, 0)
  AND coalesce(a.train_persons, 0) = coalesce(b.train_persons, 0)
  AND coalesce(a.pub_items_digital, 0) = coalesce(b.pub_items_digital, 0)
  AND coalesce(a.normdoc_new, 0) = coalesce(b.normdoc_new, 0)
  AND coalesce(a.site_visits, 0) = coalesce(b.site_visits, 0)
  AND coalesce(a.consult_onsite, 0) = coalesce(b.consult_onsite, 0)
  AND coalesce(a.req_ch_email, 0) = coalesce(b.req_ch_email, 0)
  AND coalesce(a.req_ch_web, 0) = coalesce(b.req_ch_web, 0)
  AND coalesce(a.req_ch_other, 0) = coalesce(b.req_ch_other, 0)
  AND coalesce(a.reply_refused_all, 0) = coalesce(b.reply_refused_all, 0)
  AND coalesce(a.appeal_total, 0) = coalesce(b.appeal_total, 0)
  AND found >= 6
