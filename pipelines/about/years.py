"""The report's year, its period and its date of publication."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache

from pipelines.about.context import Evidence, Statement
from pipelines.about.damage import damaged_year
from pipelines.report import Sourced

_HAN = {char: str(value) for value, char in enumerate("〇一二三四五六七八九")} | {
    "零": "0",
    "○": "0",
    "O": "0",
    "o": "0",
}
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d年?度?|[二一][〇零○Oo九][〇零○Oo一二三四五六七八九]{2}年度?")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)|([二一][〇零○Oo九][〇零○Oo一二三四五六七八九]{2})(?=年)")
_YEAR_MARKED = re.compile(r"(?<!\d)((?:19|20)\d\d)年|([二一][〇零○Oo九][〇零○Oo一二三四五六七八九]{2})(?=年)")
_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*[年\-/.]\s*(\d{1,2})\s*[月\-/.]\s*(\d{1,2})(?!\d)")
_HAN_DATE = re.compile(
    r"([二一][〇零○Oo九][〇零○Oo一二三四五六七八九]{2})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
_LONE_DATE = re.compile(r"^[(\[]?\s*(?:发布)?(?:日期|时间)?[:\s]*(.{6,14}?)\s*[)\]]?$")
_DAY = r"(\d{1,2})月(\d{1,2})日?"
_PERIOD = re.compile(rf"(\d{{4,6}})年{_DAY}(?:起|开始|,)*[-至到~]+(?:(\d{{4,6}})年)?{_DAY}")
_POINTED_PERIOD = re.compile(r"(20\d\d)[-./](\d\d?)[-./](\d\d?)[-至到~]+(20\d\d)[-./](\d\d?)[-./](\d\d?)(?!\d)")
_HAN_YEAR = re.compile(r"[二一][〇零○Oo九][〇零○Oo一二三四五六七八九]{2}(?=年[一二三四五六七八九十]{1,2}月)")
_HAN_COUNT = re.compile(r"[一二三四五六七八九十]{1,3}(?=[月日])")
_UNTIL = re.compile(r"截[至止](?:到)?((?:19|20)\d\d)年(?:12月31日|12月底|底|末)")
_URL_YEAR = re.compile(
    r"[?&](?:fbtime|year|timeFrame|nd)=((?:19|20)\d\d)\b|"
    r"/((?:19|20)\d\d)(?:n|n?(?:zf|zw)?(?:xx)?(?:gk)?nd?b?g?)(?:/|$)|(?:nb|gknb|xxgknb)_?((?:19|20)\d\d)n?(?=/|$)"
)
_URL_DATE = re.compile(
    r"/t((?:19|20)\d\d)(\d\d)(\d\d)_|/art/((?:19|20)\d\d)/(\d{1,2})/(\d{1,2})/|/((?:19|20)\d\d)[-/]?(\d\d)[-/](\d\d)/|"
    r"/(20\d\d)(0[1-9]|1[0-2])([0-3]\d)(?:/|\d{6,11}(?:\.|/|$))"
)
_URL_MONTH = re.compile(r"/(20[0-3]\d)-?(0[1-9]|1[0-2])/")
# A paragraph or sentence that begins with the year speaks of the year reported on.
_SPEAKS = re.compile(
    r"(?:^|[.;])(20\d\d)年(?:度|以来|来)?,?(?:[我本全][局委厅院省市州县区旗盟乡镇街苏机单中]|在[^,.]{2,20}领导下)"
)
# The sections from 存在的主要问题及改进情况 on speak of the coming year.
_OUTLOOK = re.compile(r"^[一二三四五六七八九十]{1,2}、[^。.;]{0,24}(?:问题|不足|改进|下一步|打算|计划|思路|展望)")
_CHINA = timezone(timedelta(hours=8))
_SHOWN = ("line ", "metadata table ", "publishtime")  # sources of what a reader of the page sees
_MIGRATED = 180
_SAME_TIME = 31
FIRST, LAST = 2003, 2099


@lru_cache(maxsize=4096)
def year_in(text: str) -> int | None:
    """Return the first plausible year that a title or phrase names."""
    for match in _YEAR.finditer(text):
        year = int(match[1]) if match[1] else _han_number(match[2])
        if year is not None and FIRST <= year <= LAST:
            return year
    return None


def _han_number(text: str) -> int | None:
    digits = "".join(_HAN.get(char, "?") for char in text)
    return int(digits) if digits.isdigit() else None


@lru_cache(maxsize=4096)
def date_in(text: str) -> date | None:
    """Return the first date that a text names (2020-01-31, 2020年1月31日, 二〇二〇年一月三十日, epoch), or None."""
    match = _DATE.search(text)
    if match:
        return _date(*match.groups())
    match = _HAN_DATE.search(re.sub(r"\s", "", text))
    if match:
        return _date(str(_han_number(match[1])), _han_day(match[2]), _han_day(match[3]))
    if re.fullmatch(r"1\d{9}(?:\d{3})?", text):
        return datetime.fromtimestamp(int(text[:10]), _CHINA).date()
    return None


def _han_day(text: str) -> str:
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return _HAN[text[-1]]
    return str((int(_HAN[tens]) if tens else 1) * 10 + (int(_HAN[ones]) if ones else 0))


def _date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def read_period(evidence: Evidence) -> tuple[Sourced, Sourced]:
    """Return the first and last day that the report says it covers."""
    for text, squeezed in zip(evidence.texts[:60], evidence.squeezed, strict=False):
        if "月" not in text and "20" not in text:
            continue
        match = _PERIOD.search(_in_digits(squeezed)) or _POINTED_PERIOD.search(squeezed)
        if match and _has_period_words(text):
            first = _repaired(match[1])
            last = _repaired(match[4]) if match[4] else first
            start = _date(str(first or last), match[2], match[3]) if first or last else None
            end = _date(str(last or first), match[5], match[6]) if first or last else None
            if start and end and start <= end:
                source = f"text: {match[0]}"
                return Sourced(value=start.isoformat(), source=source), Sourced(value=end.isoformat(), source=source)
    return Sourced(value=None), Sourced(value=None)


def _in_digits(text: str) -> str:
    """Return a text with dates such as 二〇二〇年一月一日 in digits."""
    if not _HAN_YEAR.search(text):
        return text
    text = _HAN_YEAR.sub(lambda match: str(_han_number(match[0])), text)
    return _HAN_COUNT.sub(lambda match: _han_day(match[0]), text)


def _has_period_words(text: str) -> bool:
    return any(word in text for word in ("统计", "期限", "数据", "时间", "本报告", "本年度报告", "起止"))


def _repaired(digits: str) -> int | None:
    """Return the year that four digits state; of a slip such as 202020 only what both its ends say."""
    if len(digits) == 4:
        return int(digits)
    return int(digits[-4:]) if digits[:4] == digits[-4:] else None


def read_published(evidence: Evidence) -> Sourced:
    """Return the ISO date of publication: as the page states it, unless that is clearly a later migration's date.

    What the page shows counts before its meta tags, these before the address and that before the list's page; what is
    more than a month away from the date taken stands beside it.
    """
    said = sorted(evidence.said("published"), key=lambda item: not item.source.startswith(_SHOWN))
    stated = [(day, item.source) for item in said if (day := date_in(item.text))]
    stated = stated or [(day, item.source) for item in evidence.said("made") if (day := date_in(item.text))]
    signed = _signed(evidence)
    address = _url_date(evidence.context.url)
    listed = date_in(evidence.context.listed_date or "")
    dated = (
        stated + ([(address, "address")] if address else []) + ([(listed, "date on the list page")] if listed else [])
    )
    # a report is signed weeks before it is published; only a much older signature shows that the page was moved
    moved = bool(dated and signed) and (dated[0][0] - signed[0][0]).days > _MIGRATED
    found = [*signed, *dated] if moved or not dated else dated
    if not found:
        return Sourced(value=None)
    value, source = found[0]
    differs = {(other, day.isoformat()) for day, other in found[1:] if abs((day - value).days) > _SAME_TIME}
    if address is None and (month := _URL_MONTH.search(evidence.context.url or "")):
        first = date(int(month[1]), int(month[2]), 1)
        if not -_SAME_TIME <= (value - first).days <= 2 * _SAME_TIME:
            differs.add(("month in the address", f"{first:%Y-%m}"))
    return Sourced(value=value.isoformat(), source=source, differs=tuple(sorted(differs)))


def _signed(evidence: Evidence) -> list[tuple[date, str]]:
    """Return the date that stands on a line of its own under the title or the text."""
    for where, lines in (("date under the text", evidence.tail[::-1]), ("date under the title", evidence.front[:12])):
        for line in lines:
            match = _LONE_DATE.match(line) if len(line) < 30 else None
            day = date_in(match[1]) if match else None
            if day:
                return [(day, where)]
    return []


def _url_date(url: str | None) -> date | None:
    match = _URL_DATE.search(url or "")
    return _date(*[group for group in match.groups() if group]) if match else None


def read_year(evidence: Evidence, titles: list[Statement], period_from: Sourced, published: Sourced) -> Sourced:
    """Return the year reported on, decided by weighing title, period, text and dates; disagreements are named."""
    votes = list(_votes(evidence, titles, period_from, published))
    if not votes:
        return Sourced(value=None)
    weights: Counter[int] = Counter()
    for weight, year, _ in votes:
        weights[year] += weight
    year = max(weights, key=lambda item: (weights[item], item == votes[0][1]))
    source = next(source for _, voted, source in votes if voted == year)
    alone = weights[year] == 1  # then any other source is as good
    differs = {(source, str(voted)) for weight, voted, source in votes if voted != year and (weight > 1 or alone)}
    spoken = _spoken(evidence)
    if spoken and year not in spoken:
        differs.add(("sentences of the text", ", ".join(str(other) for other in sorted(spoken))))
    too_early = isinstance(published.value, str) and published.value < f"{year}-12-01"
    if too_early and published.source:
        differs.add((f"published: {published.source}", str(published.value)))
    return Sourced(value=year, source=source, differs=tuple(sorted(differs)))


def _before_outlook(evidence: Evidence) -> Iterator[str]:
    for squeezed in evidence.squeezed[:60]:
        if _OUTLOOK.match(squeezed):
            return
        yield squeezed


def _spoken(evidence: Evidence) -> set[int]:
    """Return the years that sentences of the report begin with, if they speak of one year only."""
    found = {int(match[1]) for text in _before_outlook(evidence) for match in _SPEAKS.finditer(text)}
    return found if len(found) == 1 else set()


def _votes(
    evidence: Evidence, titles: list[Statement], period_from: Sourced, published: Sourced
) -> Iterator[tuple[int, int, str]]:
    """Yield (weight, year, source), the most telling first."""
    seen: set[int] = set()
    for title in titles:
        year = year_in(title.text)
        if year and year not in seen:
            yield (4 if not seen else 2), year, title.source
            seen.add(year)
    if isinstance(period_from.value, str):
        yield 3, int(period_from.value[:4]), "period in the text"
    yield from _text_votes(evidence)
    yield from _outer_votes(evidence, published)


def _text_votes(evidence: Evidence) -> Iterator[tuple[int, int, str]]:
    """Yield the year up to whose end the text counts, and the year that it names most."""
    counted: Counter[int] = Counter()
    until: Counter[int] = Counter()
    for squeezed in _before_outlook(evidence):
        if "年" not in squeezed:
            continue
        counted.update(int(m[1]) if m[1] else _han_number(m[2]) or 0 for m in _YEAR_MARKED.finditer(squeezed))
        if "截" in squeezed:
            until.update(int(m[1]) for m in _UNTIL.finditer(squeezed))
    for weight, counter, source in ((2, until, "date in the text"), (1, counted, "years in the text")):
        likely = [(count, year) for year, count in counter.items() if FIRST <= year <= LAST]
        if likely:
            yield weight, max(likely)[1], source


def _outer_votes(evidence: Evidence, published: Sourced) -> Iterator[tuple[int, int, str]]:
    """Yield what the address, a damaged period and the date of publication tell."""
    damaged = damaged_year(evidence)
    if damaged:
        yield 1, damaged, "period with lost characters"
    match = _URL_YEAR.search(evidence.context.url or "")
    if match:
        yield 2, int(next(group for group in match.groups() if group)), "address"
    if isinstance(published.value, str):
        before = date.fromisoformat(published.value)
        yield 1, before.year - (before.month < 12), "year before publication"
    elif month := _URL_MONTH.search(evidence.context.url or ""):
        yield 1, int(month[1]) - (int(month[2]) < 12), "year before the month in the address"
