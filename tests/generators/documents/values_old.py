"""True figures of the forms before 2019, whose sums hold."""

import random

from tests.generators.documents.forms_old import old_rows
from tests.generators.documents.plan import Plan

Number = int | float
_SUMS = {
    "F2014": {
        "req_received": ("req_ch_in_person", "req_ch_fax", "req_ch_online", "req_ch_letter"),
        "reply_denied": ("reply_denied_state_secret", "reply_denied_trade_secret", "reply_denied_privacy",
                         "reply_denied_security_stability", "reply_denied_not_gov_info", "reply_denied_law_other"),
        "reply_total": ("reply_already_public", "reply_granted", "reply_partial", "reply_denied",
                        "reply_not_this_organ", "reply_not_exist", "reply_told_to_amend", "reply_other_channel"),
        "rev_total": ("rev_upheld", "rev_corrected", "rev_other"),
        "lit_total": ("lit_upheld", "lit_corrected", "lit_other"),
        "org_staff": ("org_staff_full", "org_staff_part"),
    },
    "fujian": {
        "req_received": ("req_ch_in_person", "req_ch_web", "?req_ch_letter_fax"),
        "reply_total": ("reply_granted", "reply_partial", "?reply_denied", "?reply_other"),
        "pub_items": ("?pub_ch_website", "?pub_ch_gazette"),
    },
    "putian": {
        "req_received": ("req_ch_in_person", "req_ch_fax", "req_ch_email", "req_ch_web", "req_ch_letter",
                         "req_ch_other"),
        "reply_total": ("reply_granted", "reply_partial", "reply_refused_all"),
        "pub_items": ("?pub_ch_website", "?pub_ch_gazette"),
    },
    "coded": {
        "req_received": ("req_ch_in_person", "req_ch_fax", "req_ch_email", "req_ch_web", "req_ch_letter",
                         "req_ch_other"),
        "reply_refused_all": tuple(f"?refused_{number}" for number in range(11)),
        "reply_total": ("reply_granted", "reply_partial", "reply_refused_all"),
    },
}  # fmt: skip
_LARGE = ("pub_items", "pub_ch_website", "pub_ch_weibo", "pub_ch_wechat", "site_visits", "?pub_ch_website")


def old_figures(plan: Plan) -> dict[str, Number]:
    """Return the number of every row with a code; "?" marks codes that a reader need not know."""
    dice = plan.dice("values")
    most = dice.choice((2, 9, 60))
    found: dict[str, Number] = {}
    for code, _, unit in old_rows(plan.form, plan.variant):
        if not code:
            continue
        if unit == "万元":
            found[code] = dice.choice((0, 0, 1.5, 0.35, 12))
        elif code in _LARGE:
            found[code] = dice.randrange(20, dice.choice((90, 3000, 60000)))
        else:
            found[code] = dice.randrange(most + 1) if dice.random() < 0.6 else 0
    for total, parts in _SUMS[plan.form if plan.form == "F2014" else plan.variant].items():
        found[total] = sum(found[part] for part in parts)
    if plan.form == "F2014":
        _settle(dice, found)
    return found


def _settle(dice: random.Random, found: dict[str, Number]) -> None:
    """Make what the form of 2014 says of one matter in two places agree."""
    late = dice.randrange(int(found["reply_total"]) + 1)
    found |= {"req_closed": found["reply_total"], "req_closed_extended": late}
    found["req_closed_on_time"] = found["reply_total"] - late
    channels = [found[f"pub_ch_{way}"] for way in ("gazette", "website", "weibo", "wechat", "other")]
    found["pub_items"] = dice.randint(int(max(channels)), int(sum(channels)))
    found["pub_items_normdoc"] = min(found["pub_items_normdoc"], found["pub_items"])
    for kind in ("press_conf", "web_interview"):
        found[f"resp_{kind}_lead"] = min(found[f"resp_{kind}_lead"], found[f"resp_{kind}"])
