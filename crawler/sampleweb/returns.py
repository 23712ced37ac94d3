"""The statistics return of 2014 in the reports before 2019: its rows, and invented figures that add up."""

import random

from crawler.sampleweb.bodies import SampleBody
from crawler.sampleweb.layout import Grid, GridCell

HEADING = "附件：政府信息公开情况统计表"

# (label, unit, code); headings of the form have neither unit nor code
ROWS = (
    ("一、主动公开情况", "——", ""),
    ("（一）主动公开政府信息数（不同渠道和方式公开相同信息计1条）", "条", "pub_items"),
    ("其中：主动公开规范性文件数", "条", "pub_items_normdoc"),
    ("制发规范性文件总数", "件", "normdoc_made"),
    ("（二）通过不同渠道和方式公开政府信息的情况", "——", ""),
    ("1.政府公报公开政府信息数", "条", "pub_ch_gazette"),
    ("2.政府网站公开政府信息数", "条", "pub_ch_website"),
    ("3.政务微博公开政府信息数", "条", "pub_ch_weibo"),
    ("4.政务微信公开政府信息数", "条", "pub_ch_wechat"),
    ("5.其他方式公开政府信息数", "条", "pub_ch_other"),
    ("二、回应解读情况", "——", ""),
    ("（一）回应公众关注热点或重大舆情数（不同方式回应同一热点或舆情计1次）", "次", "resp_hot_events"),
    ("（二）通过不同渠道和方式回应解读的情况", "——", ""),
    ("1.参加或举办新闻发布会总次数", "次", "resp_press_conf"),
    ("其中：主要负责同志参加新闻发布会次数", "次", "resp_press_conf_lead"),
    ("2.政府网站在线访谈次数", "次", "resp_web_interview"),
    ("其中：主要负责同志参加政府网站在线访谈次数", "次", "resp_web_interview_lead"),
    ("3.政策解读稿件发布数", "篇", "resp_policy_interp"),
    ("4.微博微信回应事件数", "次", "resp_social"),
    ("5.其他方式回应事件数", "次", "resp_other_way"),
    ("三、依申请公开情况", "——", ""),
    ("（一）收到申请数", "件", "req_received"),
    ("1.当面申请数", "件", "req_ch_in_person"),
    ("2.传真申请数", "件", "req_ch_fax"),
    ("3.网络申请数", "件", "req_ch_online"),
    ("4.信函申请数", "件", "req_ch_letter"),
    ("（二）申请办结数", "件", "req_closed"),
    ("1.按时办结数", "件", "req_closed_on_time"),
    ("2.延期办结数", "件", "req_closed_extended"),
    ("（三）申请答复数", "件", "reply_total"),
    ("1.属于已主动公开范围数", "件", "reply_already_public"),
    ("2.同意公开答复数", "件", "reply_granted"),
    ("3.同意部分公开答复数", "件", "reply_partial"),
    ("4.不同意公开答复数", "件", "reply_denied"),
    ("其中：1.涉及国家秘密", "件", "reply_denied_state_secret"),
    ("2.涉及商业秘密", "件", "reply_denied_trade_secret"),
    ("3.涉及个人隐私", "件", "reply_denied_privacy"),
    ("4.危及国家安全、公共安全、经济安全和社会稳定", "件", "reply_denied_security_stability"),
    ("5.不是《条例》所指政府信息", "件", "reply_denied_not_gov_info"),
    ("6.法律法规规定的其他情形", "件", "reply_denied_law_other"),
    ("5.不属于本行政机关公开数", "件", "reply_not_this_organ"),
    ("6.申请信息不存在数", "件", "reply_not_exist"),
    ("7.告知作出更改补充数", "件", "reply_told_to_amend"),
    ("8.告知通过其他途径办理数", "件", "reply_other_channel"),
    ("四、行政复议数量", "件", "rev_total"),
    ("（一）维持具体行政行为数", "件", "rev_upheld"),
    ("（二）被依法纠错数", "件", "rev_corrected"),
    ("（三）其他情形数", "件", "rev_other"),
    ("五、行政诉讼数量", "件", "lit_total"),
    ("（一）维持具体行政行为或者驳回原告诉讼请求数", "件", "lit_upheld"),
    ("（二）被依法纠错数", "件", "lit_corrected"),
    ("（三）其他情形数", "件", "lit_other"),
    ("六、举报投诉数量", "件", "complaints"),
    ("七、依申请公开信息收取的费用", "万元", "req_cost_fee_wan"),
    ("八、机构建设和保障经费情况", "——", ""),
    ("（一）政府信息公开工作专门机构数", "个", "org_units"),
    ("（二）设置政府信息公开查阅点数", "个", "org_reading_points"),
    ("（三）从事政府信息公开工作人员数", "人", "org_staff"),
    ("1.专职人员数（不包括政府公报及政府网站工作人员数）", "人", "org_staff_full"),
    ("2.兼职人员数", "人", "org_staff_part"),
    ("（四）政府信息公开专项经费（不包括用于政府公报编辑管理及政府网站建设维护等方面的经费）", "万元", "org_budget_wan"),  # noqa: E501
    ("九、政府信息公开会议和培训情况", "——", ""),
    ("（一）召开政府信息公开工作会议或专题会议数", "次", "meet_count"),
    ("（二）举办各类培训班数", "次", "train_sessions"),
    ("（三）接受培训人员数", "人次", "train_persons"),
)  # fmt: skip

# each total and its parts
SUMS = {
    "req_received": ("req_ch_in_person", "req_ch_fax", "req_ch_online", "req_ch_letter"),
    "req_closed": ("req_closed_on_time", "req_closed_extended"),
    "reply_total": (
        "reply_already_public",
        "reply_granted",
        "reply_partial",
        "reply_denied",
        "reply_not_this_organ",
        "reply_not_exist",
        "reply_told_to_amend",
        "reply_other_channel",
    ),
    "reply_denied": (
        "reply_denied_state_secret",
        "reply_denied_trade_secret",
        "reply_denied_privacy",
        "reply_denied_security_stability",
        "reply_denied_not_gov_info",
        "reply_denied_law_other",
    ),
    "rev_total": ("rev_upheld", "rev_corrected", "rev_other"),
    "lit_total": ("lit_upheld", "lit_corrected", "lit_other"),
    "org_staff": ("org_staff_full", "org_staff_part"),
}
CHANNELS = ("pub_ch_gazette", "pub_ch_website", "pub_ch_weibo", "pub_ch_wechat", "pub_ch_other")
_MANY = {"pub_ch_website": 20, "pub_ch_wechat": 6, "pub_ch_weibo": 5, "org_budget_wan": 1, "train_persons": 1}


def invent_return(body: SampleBody, year: int) -> dict[str, int]:
    """Return the figures of a return by code: the same for the same body and year, on any machine."""
    dice = random.Random(f"{body.key}|{year}|return")  # noqa: S311 (reproducible invention, no secret)
    values = {code: dice.randint(0, body.size * _MANY.get(code, 0) or 3) for _, _, code in ROWS if code}
    values |= {"req_closed_on_time": dice.randint(body.size // 2, body.size), "reply_total": 0}
    values["req_closed"] = values["req_closed_on_time"] + values["req_closed_extended"]
    closed = values["req_closed"]
    channels = [dice.randint(0, closed // 5) for _ in range(3)]
    requests = dict(zip(SUMS["req_received"], (*channels, closed - sum(channels)), strict=True))
    values |= requests | {"req_received": closed}
    _replies(values, closed)
    for total in ("rev_total", "lit_total", "org_staff"):
        values[total] = sum(values[part] for part in SUMS[total])
    values["pub_items"] = sum(values[code] for code in CHANNELS)
    for whole, part in (
        ("pub_items", "pub_items_normdoc"),
        ("resp_press_conf", "resp_press_conf_lead"),
        ("resp_web_interview", "resp_web_interview_lead"),
    ):
        values[part] = min(values[part], values[whole])
    return values


def _replies(values: dict[str, int], closed: int) -> None:
    """Make the reasons for refusals and the kinds of reply add up to the requests closed."""
    values["reply_denied"] = sum(values[part] for part in SUMS["reply_denied"])
    others = [part for part in SUMS["reply_total"] if part != "reply_granted"]
    values["reply_total"] = closed
    values["reply_granted"] = closed - sum(values[part] for part in others)


def return_grid(body: SampleBody, year: int) -> Grid:
    """Return the return as printed."""
    values = invent_return(body, year)
    head = tuple(map(GridCell, ("统计指标", "单位", "统计数")))
    rows = (
        (GridCell(label), GridCell(unit), GridCell(str(values[code]) if code else "——")) for label, unit, code in ROWS
    )
    return Grid((head, *rows), (10, 2, 3))
