"""Made texts of reports: sections of some 6,000 characters whose sentences partly go on from year to year."""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TypeVar

from archive.regions import regions, stem
from pipelines.build.rows import SectionRow
from pipelines.narrative.rows import NarrativeRow
from tests.generators.simulated.vocabulary import words

SHARES = {1: 0.5, 5: 0.3, 6: 0.2}  # of the text, by section
_LENGTH = 38  # characters of a sentence, about
_DRAWN = 8192
Word = TypeVar("Word")
_SLOT = re.compile(r"\{([a-z])\}")
_NUMBER = re.compile(r"\d+")
_HEADS = (
    "",
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)


@dataclass(frozen=True, slots=True)
class Told:
    """A report's text: sections as (number, heading, text), and the figures that its sentences state."""

    sections: tuple[tuple[int, str, str], ...]
    said: tuple["Said", ...]

    def section_rows(self, number: int) -> tuple[SectionRow, ...]:
        """Return the rows of `sections`."""
        return tuple(SectionRow(number, place, *section, None) for place, section in enumerate(self.sections))

    def narrative_rows(self, number: int) -> tuple[NarrativeRow, ...]:
        """Return the rows of `narrative`; a sentence stands in its first row only."""
        first: dict[str, int] = {}
        rows = []
        for place, one in enumerate(self.said):
            head = first.setdefault(one.sentence, place)
            start = one.sentence.find(one.text)
            rows.append(
                NarrativeRow(
                    number, place, one.code, "total", None, 0, one.value, one.text[len(str(one.value)) :], one.value,
                    one.text, 0, None, None, None, one.sentence if head == place else None,
                    None if head == place else head, one.section, head + 3, start, start + len(one.text), None, None,
                    None,
                )
            )  # fmt: skip
        return tuple(rows)


@dataclass(frozen=True, slots=True)
class Said:
    """A figure stated in a sentence of a section, as in 12件."""

    code: str
    value: int
    text: str
    sentence: str
    section: int


@dataclass(slots=True)
class Author:
    """Who writes a body's reports; `kept` is the share of sentences that go on into the next year."""

    dice: random.Random
    place: str
    kept: float
    length: float  # characters of an ordinary report
    before: dict[int, list[str]] = field(default_factory=dict)

    def year(self, name: str, year: int, received: int, answered: int) -> Told:
        """Return the text of the next year's report."""
        dice = self.dice
        whole = self.length * dice.uniform(0.8, 1.2) / _LENGTH
        texts = {number: self._section(number, round(whole * share)) for number, share in SHARES.items()}
        said = tuple(_stated(dice, received, answered))
        lead = f"本报告由{name}编制，所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。"
        of_first = "\n".join(dict.fromkeys(one.sentence for one in said if one.section == 1))
        of_last = "\n".join(dict.fromkeys(one.sentence for one in said if one.section == 6))
        bodies = {0: lead, 1: f"{of_first}\n{texts[1]}", 2: "", 3: "", 4: "", 5: texts[5], 6: f"{texts[6]}\n{of_last}"}
        return Told(tuple((number, _HEADS[number], body) for number, body in bodies.items()), said)

    def _section(self, number: int, count: int) -> str:
        dice = self.dice
        old = self.before.get(number, [])
        new = [
            _NUMBER.sub(lambda found: str(max(1, int(found[0]) + dice.randrange(-9, 12))), old[place])
            if place < len(old) and dice.random() < self.kept
            else self._sentence()
            for place in range(max(2, count))
        ]
        self.before[number] = new
        heads = iter(words("headings") if number == 1 else ())
        pieces = (new[place : place + 6] for place in range(0, len(new), 6))
        return "\n".join("".join(piece) if (head := next(heads, None)) is None else f"{head}\n{''.join(piece)}"
                         for piece in pieces)  # fmt: skip

    def _sentence(self) -> str:
        pattern, slots = _patterns()[int(self.dice.random() * _DRAWN)]
        return pattern % tuple(map(self._word, slots))

    def _word(self, slot: str) -> str:
        dice = self.dice
        if slot in "vnkhwdm":
            return _drawn()[slot][int(dice.random() * _DRAWN)]
        if slot == "p":
            return self.place if dice.random() < 0.6 else _drawn()["p"][int(dice.random() * _DRAWN)]
        if slot == "c":
            return str(int(dice.expovariate(1 / 40)) + 1)
        if slot == "r":
            return f"{dice.randrange(600, 1000) / 10}%"
        return f"{dice.randrange(1, 13)}月{dice.randrange(1, 29)}日"


def _by_rank(given: Sequence[Word]) -> list[Word]:
    """Return so many draws that how often a word comes falls with its rank (Zipf's law)."""
    weights = [1 / (rank + 2.7) for rank in range(len(given))]
    unit = _DRAWN / sum(weights)
    drawn = [word for word, weight in zip(given, weights, strict=True) for _ in range(max(1, round(weight * unit)))]
    return (drawn + [given[0]] * _DRAWN)[:_DRAWN] if len(drawn) < _DRAWN else drawn[-_DRAWN:]


@cache
def _drawn() -> dict[str, list[str]]:
    places = [stem(region) for region in regions() if region.level in {"prefecture", "county"}]
    random.Random(1).shuffle(places)  # noqa: S311 (the same in every run)
    names = {
        "v": "verbs", "n": "things", "k": "kinds", "h": "how", "w": "who", "d": "documents", "m": "marks",
    }  # fmt: skip
    lists = {slot: words(name) for slot, name in names.items()}
    lists["p"] = tuple(place for place in dict.fromkeys(places) if place)
    return {slot: _by_rank(given) for slot, given in lists.items()}


@cache
def _patterns() -> list[tuple[str, tuple[str, ...]]]:
    return _by_rank([(_SLOT.sub("%s", pattern), tuple(_SLOT.findall(pattern))) for pattern in words("sentences")])


def _stated(dice: random.Random, received: int, answered: int) -> Iterator[Said]:
    """Yield what a text states in numbers; now and then another number of requests than the tables have."""
    site, media, more = dice.randrange(20, 4000), dice.randrange(5, 900), int(dice.random() < 0.03)
    shapes = (
        ("全年主动公开政府信息{0}，其中通过政府网站公开{1}，通过政务新媒体公开{2}。", 1,
         (("nar_pub_items", site + media, "条"), ("nar_pub_website", site, "条"), ("nar_pub_newmedia", media, "条"))),
        ("本年度共收到政府信息公开申请{0}，答复{1}。", 1,
         (("nar_req_received", received + more, "件"), ("nar_req_answered", answered, "件"))),
        ("发布政策解读材料{0}，召开新闻发布会{1}。", 1,
         (("nar_interp", dice.randrange(2, 90), "篇"), ("nar_press_conf", dice.randrange(1, 12), "场"))),
        ("受理12345热线工单{0}，办结{1}。", 1,
         (("nar_hotline_tickets", dice.randrange(99, 3000), "件"),
          ("nar_hotline_closed", dice.randrange(9, 99), "件"))),
        ("举办政府信息公开培训{0}，培训{1}。", 1,
         (("nar_training_sessions", dice.randrange(1, 9), "场"),
          ("nar_training_persons", dice.randrange(20, 400), "人次"))),
        ("办理人大代表建议和政协提案{0}。", 6, (("nar_proposals", dice.randrange(2, 60), "件"),)),
        ("本年度收取信息处理费{0}。", 6, (("nar_fee_yuan", dice.choice((0, 0, 0, 0, 100, 2340)), "元"),)),
    )  # fmt: skip
    for pattern, section, figures in shapes:
        if dice.random() < 0.85:
            texts = [f"{value}{unit}" for _, value, unit in figures]
            sentence = pattern.format(*texts)
            for (code, value, _), text in zip(figures, texts, strict=True):
                yield Said(code, value, text, sentence, section)
