"""Sentences with the figures they state, as the sections of real reports have them."""

from dataclasses import dataclass, field

from tests.generators.documents.plan import Plan

Number = int | float


@dataclass(frozen=True, slots=True)
class Said:
    """A paragraph and its figures: `true` must be found, `maybe` may be found, with these values only."""

    text: str
    true: dict[str, Number] = field(default_factory=dict)
    maybe: dict[str, Number] = field(default_factory=dict)


def _items(plan: Plan) -> Said:
    dice = plan.dice("items")
    site, media = dice.randrange(20, 4000), dice.randrange(5, 900)
    whole = site + media
    return Said(
        f"全年主动公开政府信息{whole}条，其中通过政府网站公开信息{site}条，通过政务新媒体发布信息{media}条。",
        {"nar_pub_items": whole, "nar_pub_website": site, "nar_pub_newmedia": media},
    )


def _round_items(plan: Plan) -> Said:
    dice = plan.dice("round")
    tens = dice.randrange(11, 98)
    return Said(f"全年主动公开政府信息{tens * 100}余条。", {"nar_pub_items": tens * 100})


def _interpretation(plan: Plan) -> Said:
    dice = plan.dice("interpretation")
    papers, meetings = dice.randrange(2, 90), dice.randrange(1, 12)
    return Said(
        f"发布政策解读材料{papers}篇，召开新闻发布会{meetings}场。",
        {"nar_interp": papers, "nar_press_conf": meetings},
    )


def _hotline(plan: Plan) -> Said:
    dice = plan.dice("hotline")
    done, open_ = dice.randrange(100, 3000), dice.randrange(1, 20)
    return Said(
        f"受理12345热线工单{done + open_}件，办结{done}件。",
        {"nar_hotline_tickets": done + open_},
        {"nar_hotline_closed": done},
    )


def _training(plan: Plan) -> Said:
    dice = plan.dice("training")
    times, people = dice.randrange(1, 9), dice.randrange(20, 400)
    return Said(
        f"举办政府信息公开培训{times}场，培训{people}人次。",
        {"nar_training_sessions": times},
        {"nar_training_persons": people},
    )


def _gazette(plan: Plan) -> Said:
    dice = plan.dice("gazette")
    issues, papers = dice.randrange(4, 13), dice.randrange(20, 200)
    return Said(
        f"编发政府公报{issues}期，刊登文件{papers}件。",
        {"nar_gazette_issues": issues, "nar_gazette_docs": papers},
    )


def _documents(plan: Plan) -> Said:
    papers = plan.dice("documents").randrange(2, 60)
    return Said(f"全年制定并公开规范性文件{papers}件。", {"nar_normdoc_made": papers})


def _messages(plan: Plan) -> Said:
    dice = plan.dice("messages")
    petitions, messages = dice.randrange(10, 500), dice.randrange(2, 200)
    return Said(f"收到信访投诉{petitions}件、网民留言{messages}件。", {"nar_msgbox": messages})


def _checked(plan: Plan) -> Said:
    dice = plan.dice("checked")
    return Said(f"经自查，公开政府信息{dice.randrange(100, 2000)}条中存在错误信息{dice.randrange(2, 20)}条，均已整改。")


def _one_issue(plan: Plan) -> Said:
    dice = plan.dice("one issue")
    return Said(f"公报第{dice.randrange(1, 13)}期刊登了文件{dice.randrange(3, 30)}件。")


def _applications(plan: Plan) -> Said:
    return Said(f"政务服务方面，受理各类申请{plan.dice('applications').randrange(100, 9000)}件。")


_PICTURES = ("scan_pdf", "png", "jpg", "tiff")  # a sample of few and slow ones: what is said is not what they try
_MORE = (_documents, _messages, _checked, _one_issue, _applications)
_GENERAL = (_items, _interpretation, _hotline, _training, _gazette)


def general(plan: Plan) -> list[Said]:
    """Return the paragraphs of the first section; there are fewer in a report with tables."""
    dice = plan.dice("sentences")
    more = [] if plan.format in _PICTURES else [plan.dice("more").choice(_MORE)(plan)]
    if plan.form == "prose":
        return [dice.choice((_items, _round_items))(plan), *(say(plan) for say in _GENERAL[1:]), *more]
    return [dice.choice((_items, _round_items))(plan), dice.choice(_GENERAL[1:])(plan)]


def requests(plan: Plan, received: Number | None, answered: Number | None) -> Said:
    """Return a sentence on requests; it states the table's numbers unless the plan lets them disagree."""
    more = plan.dice("disagree").randrange(1, 9) if plan.has("text_disagrees") else 0
    if received is None or answered is None:
        return Said("依申请公开工作平稳有序。")
    received, answered = int(received) + more, int(answered) + more
    if received == 0:
        return Said("本年度未收到政府信息公开申请。", maybe={"nar_req_received": 0})
    return Said(
        f"本年度共收到政府信息公开申请{received}件，答复{answered}件。",
        {"nar_req_received": received},
        {"nar_req_answered": answered},
    )


def prose_requests(plan: Plan) -> list[Said]:
    """Return the paragraphs on requests, disputes and fees of a report without tables."""
    dice = plan.dice("prose")
    received, reviews, suits = dice.randrange(1, 300), dice.randrange(0, 9), dice.randrange(1, 9)
    found = [requests(plan, received, received)]
    if reviews:
        found.append(
            Said(
                f"因政府信息公开引起的行政复议{reviews}件，行政诉讼{suits}件。",
                {"nar_rev": reviews, "nar_lit": suits},
            )
        )
    else:
        found.append(Said("未发生因政府信息公开引起的行政复议。", maybe={"nar_rev": 0, "nar_lit": 0}))
    return found
