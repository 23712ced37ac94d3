"""Tells the report's own figure of its year from goals, other years, comparisons, sums over years, other bodies."""

import re
from typing import NamedTuple

from pipelines.narrative.model import MARK, Stating

_NEAR = 60  # characters before a figure that speak of it
_CLOSE = 25  # characters within which 目前 speaks of it
_CHANGE = re.compile(
    r"(?:增加|减少|增长|下降|上升|新增|提高|提升|降低|增|减|多|少|高于|低于|超出|同比|环比|相比|比|第)(?:了|到|至|约|为)?$"
)
# Here and below every alternative begins with a letter of its own: such a search leaps to the places where one stands.
_NO_FACT = re.compile(
    r"将(?!上年)|拟(?!定)|计划(?!类|总结|信息|、)|力争|争取|预计|目标|应当|应予|应该|必须|不少于|至少|不低于|不超过|不得|原则上"
    r"|如(?:[果有需未]|(?<=^如)(?![期实下]))|若(?!干)|假如|一旦|凡|每[年月周季日个人件期次半两三逢]|平均|人均|日均|月均|年均|标准|例如|比如|某|要求[^,;]{0,6}公开|超过第|达不到|没有达到"
)
# Said of several years or things at once, of what was looked at only, of acts in one name among several or of others'.
_SEVERAL = re.compile(r"分别|抽查|抽检|检查出|名义|协助|督促|指导[^,;]{0,6}(?:答复|办理|开展|受理|公开)")
_LATER = re.compile(r"力争|下一?步|今后|明年|下一?年度?|次年|来年")
_OVER_YEARS = re.compile(
    r"累计|历年|建国|以来|历史|多年|至今|近年|期间|年[来间内共](?<=[二两三四五六七八九十几]..)"
    r"|(?:19\d\d年?度?|20\d\d年?度?|上年)[-~—至到](?:20\d\d)年?度?(?!\d)"
)
_SERIES = re.compile(r"第[0-9一二三四五六七八九十百]{1,4}[期批辑]")
_CHECK = "(?:自查|自检|核查|排查|检查|抽查|清查|巡查|复查|筛查|扫描|监测|审核|清理|整改|评估)"
_CHECK_WORDS = re.compile(_CHECK[3:-1])
_CHECKED = re.compile(
    rf"经[^,;]{{0,12}}{_CHECK}|对[^,;]{{0,12}}{_CHECK}|[从据][^,;]{{0,12}}{_CHECK}"
    rf"|在[^,;]{{0,12}}{_CHECK}中|{_CHECK}[^,;]{{0,6}}(?:显示|发现|表明|结果)"
)
_BEING_CHECKED = re.compile(
    rf"(?:进行|开展|作)了?[^,;{MARK}]{{0,8}}{_CHECK}|[^,;:{MARK}]{{0,6}}(?:存在|发现|查出)[^,;{MARK}]{{0,8}}"
    "(?:错|问题|不规范|不全|不准|不当|隐患|失效|缺失|遗漏)"
)
_AMONG = re.compile("(?:(?:政府|政务)?信息)?之?[中里](?!心)")
_OF_SOME = re.compile("的[^,;]{0,6}(?:栏目|专栏|单位|部门|乡镇|街道|网站|账号|地区)")
_FAULT = re.compile("错|问题|不规范|不全|不准|不当|隐患|失效|缺失|遗漏|整改")
_ADDED = re.compile("[,、;(]?(?:其中)?[:,]?(?:当年|本年度?|今年|全年|年内)?共?新增")
_THIS_YEAR = re.compile("本年度|本年|今年|本报告期")
_STOCK = re.compile(r"总量|存量")
_FULL_YEAR = re.compile(r"(?<!\d)0?1月?(?:0?1日|份)?[-~—至到](?:(?:20\d\d|当|本)年)?12月(?:31日|底|末|份)?")
_PART_OF_YEAR = re.compile(r"[上下]半年|季度|(?<!\d)\d{1,2}月(?![\d底末])")
_AS_OF = re.compile(r"截[至止]|到(?:20\d\d年|年)底")
_OWN_YEAR = re.compile(r"全年|本年度|本年|当年|年内|今年|一年来|本报告期")
_YEARLY_SUM = re.compile(r"(?:全年|本年度?|当年|年内|今年以来|今年|年度)[^,;]{0,8}累计|(?:今|20\d\d)年以来")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=年)")
_OTHER_YEAR = re.compile(r"去年|上年|上一年|往年|同期|前年|近[两三四五几多]年|过去")
_OF_ACCOUNTS = re.compile(rf"新媒体(?:账号|平台)?[共有计为]*{MARK},[^,;{MARK}]*{MARK}$")
_TITLES = re.compile('《[^《》]{0,80}》|"[^"]{0,40}"')
_TOPIC_YEAR = re.compile(r"^[^0-9,;]{0,6}((?:19|20)\d\d)年(?!\d)")
_SUBJECT = re.compile(
    r"(?:^|其中|[,;:、(])(?:今年|全年|本年度|20\d\d年度?)?(?P<who>[一-鿿]{0,8}?"
    r"(?:局|厅|街道|管委会|支队|大队|镇|乡|(?<!辖)(?<!园)(?<!城)[县区旗]|(?<![市本])市|委|委办公室|委办|中心|法院|检察院|人大|政协))"
    r"(?:共|全年|收到|受理|主动|公开|发布|举办|开展|组织|办理|答复|在|通过|召开|承办|参加|均|$)"
)
_TOWNS = re.compile(r"乡镇|镇街|镇乡|街道|县区|区县|市县|各县|各区|各镇|各乡")
_OFFICES = re.compile(r"部门|县直|市直|区直|各单位|各委办局|各科室")
_ALL = re.compile(r"(?:全|我|本)[省市县区州旗镇乡]")
_OWN = re.compile(r"[我本全各该]|办公厅$")
_BODIES = re.compile("[局厅街管队镇乡县区旗市委心院大协部单科其]")  # one of these is in every body, and in 其他各单位
_WHOLE = re.compile("全|各|所有")
_OFFICE = re.compile(r"政府办(?:公[厅室])?$")
_PLANS = re.compile("将|今后|下一?步|计划")
_SOME = re.compile(
    r"(?:[0-9]|(?<![一-鿿])[一二两三四五六七八九十几多]{1,3}|\ue000)[个家]?(?:单位|部门|乡镇?|镇街?|街道|科室|局)"
    r"|其[他余它](?:单位|部门|乡镇|各)"
)
_WIDER = re.compile(r"全(?P<area>国|省|市|县|区|州|盟|旗|镇|乡|街道)(?!部|体|系统)")
_NO_LEVEL = re.compile(r"市场|乡村|城乡|城市|地区|城区|区域|社区|县域|集镇|小镇|片区|市政|市容")
_RANK = {"国": 0, "省": 1, "市": 2, "州": 2, "盟": 2, "县": 3, "区": 3, "旗": 3, "镇": 4, "乡": 4, "街道": 4}
_LEVEL = re.compile("|".join(_RANK))
_PLATFORM = re.compile(r"微博|微信|公众号|抖音|头条")
_MEDIA = re.compile(r"新媒体|两微|微博[、和及与]|微信[、和及与]|公众号[、和及与]")
WHOLE_AGAIN = re.compile(r"其中[,:]?(?:本年度?|当年|今年|20\d\d年度?|新增|全年|共)*主动公开")
CHANNELS = {
    "website": re.compile(r"网站|门户网|官网|网上|上网|互联网|政府网|信息网|公开网"),
    "newmedia": re.compile(r"微信|微博|公众号|新媒体|两微|抖音|头条|客户端|APP|短视频"),
    "other": re.compile(
        r"公示栏|公开栏|宣传栏|公告栏|电子屏|显示屏|广播|报刊|报纸|电视|查阅点|查阅场所|档案馆|图书馆"
        r"|线上|线下|手册|传单|日报|晚报|通过[^,;]{0,6}公报|在[^,;]{0,6}公报|利用[^,;]{0,6}公报"
        r"|以上媒体|级媒体|主流媒体|新闻媒体"
        r"|平台(?<!网站平台)(?<!网平台)(?<!微信平台)(?<!微博平台)(?<!众号平台)(?<!媒体平台)(?<!各类平台)(?<!等平台)(?<!多平台)"
    ),
}


class Context(NamedTuple):
    """Where a sentence stands, and whose report about which year this is."""

    topic_year: int | None  # year the passage spoke of last, before this sentence
    before: str  # the passage before this sentence, its last part
    section: int
    year: int | None
    body: str


class Left(NamedTuple):
    """The words of a sentence before a figure, its quantities marked."""

    text: str
    segment: str  # since the quantity before, or since a semicolon
    clause: str  # since the last comma


def left_of(text: str) -> Left:
    """Return the words before a figure as the guards want them."""
    start = max(text.rfind(MARK), text.rfind(";")) + 1
    segment = text[max(start, len(text) - _NEAR) :]
    return Left(text, segment, segment[max(segment.rfind(","), segment.rfind(":")) + 1 :])


def stated_fact(stating: Stating, left: Left, context: Context, *, zero: bool) -> bool:
    """Tell whether a figure is said of the report's own year and body; `zero`: it is 0, so sums over years do."""
    text, segment, clause = left
    if _CHANGE.search(text[-6:]) or _NO_FACT.search(_untitled(clause)):
        return False
    if not stating.next_year and _LATER.search(text):
        return False
    if not zero and (_SEVERAL.search(clause) or (not stating.stock and not _of_the_year(context, text, segment))):
        return False
    if _part_of_year(segment) or not _own_year(stating, context, left) or _other_subject(context, left):
        return False
    if context.section == 5 and not _fact_among_problems(context, text):
        return False
    return stating.channel is None or _channel(stating.channel, left)


def looked_through(left: Left, right: str) -> bool:
    """Tell whether a figure is no year's count: of what was looked through for faults, of some, of one of a series."""
    if _BEING_CHECKED.match(right) or _OF_SOME.match(right):
        return True
    among, check = _AMONG.match(right), _CHECK_WORDS.search(left.segment)
    if among or check:
        own = _OWN_YEAR.search(left.segment) or _YEAR.search(left.segment)
        if (among and (not own or _FAULT.search(right))) or (not own and _CHECKED.search(left.segment)):
            return True
    if "第" not in left.text:
        return False
    around = left.text[left.text.rfind(";") + 1 :]
    series = [match.end() for match in _SERIES.finditer(around)]
    return bool(series) and not _OWN_YEAR.search(around, series[-1])


def _untitled(text: str) -> str:
    """Return the words without titles and quotations."""
    return _TITLES.sub("", text) if "《" in text or '"' in text else text


def _part_of_year(segment: str) -> bool:
    """Tell whether a half, a quarter or a month is spoken of."""
    if "月" not in segment and "半年" not in segment and "季度" not in segment:
        return False
    return _PART_OF_YEAR.search(_FULL_YEAR.sub("", segment)) is not None


def _of_the_year(context: Context, text: str, segment: str) -> bool:
    own = _says_own_year(context, segment)
    near = segment if own else text[-_NEAR:]
    over = _OVER_YEARS.search(near) or _STOCK.search(segment)
    if over and not (_YEARLY_SUM.search(near) or (over[0] == "累计" and own)):
        return False
    as_of = _AS_OF.search(near) or "目前" in near[-_CLOSE:]
    return not as_of or _OWN_YEAR.search(near) is not None


def _says_own_year(context: Context, text: str) -> bool:
    """Tell whether the year as a whole is named: 全年, or 2023年, but not 截至2023年."""
    if _OWN_YEAR.search(text):
        return True
    return f"{context.year}年" in text and bool(
        re.search(rf"(?<![至止到自从-]){context.year}年度?(?![\d底末]|以来)", text)
    )


def _own_year(stating: Stating, context: Context, left: Left) -> bool:
    if _OTHER_YEAR.search(left.clause):
        return False
    if context.year is None:
        return True
    plain = _untitled(left.text)
    named = _YEAR.findall(plain) if "年" in plain else None
    if not named:
        return context.topic_year in (None, context.year) or _OWN_YEAR.search(plain) is not None
    last = int(named[-1])
    since = plain[plain.rfind(named[-1]) :]
    if last != context.year and MARK in since and _THIS_YEAR.search(since, since.rfind(MARK)):
        return True  # 2022年 …条,本年度 …条
    if stating.next_year and re.search(rf"(?:转|顺延)[到至入]?{context.year}年", plain):
        return False  # carried into this year, not out of it
    return last == context.year or (stating.next_year and last == context.year + 1)


def _other_subject(context: Context, left: Left) -> bool:
    """Tell whether the figure is said of another body, such as a department in a county's report."""
    text, segment, clause = left
    whole = text[max(text.rfind(","), text.rfind(";"), text.rfind(":")) + 1 :]  # of the clause, its quantities included
    if _wider(context.body, clause):
        return True
    if not _BODIES.search(whole if len(whole) > len(segment) else segment):
        return False
    if bool(_TOWNS.search(whole)) != bool(_OFFICES.search(whole)) and not _ALL.search(clause):
        return True  # of the towns only, or of the departments only
    if _SOME.search(whole) and not _WHOLE.search(whole):
        return True
    subjects = [match["who"] for match in _SUBJECT.finditer(segment)]
    if not subjects or len(subjects[-1]) == 1 or _OWN.search(subjects[-1]):
        return False
    return not (_OFFICE.search(subjects[-1]) or _within(subjects[-1], context.body))


def _within(name: str, body: str) -> bool:
    """Tell whether a name may be short for a body's: 县自然资源局 for 甲县自然资源和规划局."""
    rest = iter(body)
    return all(character in rest for character in name)


def _wider(body: str, clause: str) -> bool:
    """Tell whether the clause speaks of an area that is not the body's: 全市 in the report of a county."""
    if "全" not in clause:
        return False
    areas, levels = _WIDER.findall(clause), _LEVEL.findall(_NO_LEVEL.sub("", body))
    return bool(levels and areas) and _RANK[areas[-1]] < _RANK[levels[-1]]


def _fact_among_problems(context: Context, text: str) -> bool:
    """Section 5 speaks of what is to be done: a fact there names its year, and no plan stands before it."""
    own = _OWN_YEAR.search(text) or (context.year and f"{context.year}年" in text)
    return bool(own) and not _PLANS.search(context.before + text)


def _channel(channel: str, left: Left) -> bool:
    """Tell whether the channels named are those of the indicator: one alone, or none or several for all items."""
    if channel == "none":
        if "新媒体" in left.text and _OF_ACCOUNTS.search(f"{left.text}{MARK}"):
            return False  # said of the accounts that were counted just before
        if _ADDED.match(left.segment) and _channels(left.text):
            return False  # said of the channel that was spoken of just before
        return _channels(left.segment) != 1 and not _among_parts(left.text)
    return CHANNELS[channel].search(left.clause) is not None and _channels(left.clause) == 1


def _channels(words: str) -> int:
    """Return how many channels are named."""
    named = 0
    for pattern in CHANNELS.values():
        if pattern.search(words):
            named += 1
    return named


def platform(clause: str) -> str | None:
    """Return the one social medium that a count of those media is of; None for all of them."""
    found = _PLATFORM.search(clause) if not _MEDIA.search(clause) else None
    return found[0].replace("公众号", "微信") if found else None


def _among_parts(text: str) -> bool:
    """Tell whether a count of everything stands among parts of something else; 其中主动公开 is a whole again."""
    head = text.rfind("其中", text.rfind(";") + 1)
    return head >= 0 and WHOLE_AGAIN.match(text, head) is None


def topic_year(sentence: str) -> int | None:
    """Return the year with which a sentence begins."""
    match = _TOPIC_YEAR.match(sentence)
    return int(match[1]) if match else None
