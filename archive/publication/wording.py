"""How much of one text stands in another: sentences, and which of them are repeated, changed in numbers, or new.

A sentence ends with 。！？； or a line. Two are the same where their letters and digits are: spaces, punctuation and
the year in dates ("2023年") do not count. Only sentences of at least LEAST characters are counted, for shorter ones are
alike by chance. Standing phrases are those that the official template asks every report for.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

LEAST = 12  # characters of a sentence that is counted
LEAST_MARKED = 4  # characters of a sentence that is marked where the other text does not have it
_SENTENCE = re.compile(r"[^。！？；!?;\n]+[。！？；!?;]*[”’」』）)]*")
_NO_WORD = re.compile(r"[\W_]+")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}(?=年)")
_DIGITS = re.compile(r"[0-9]+")
# All words of one line make a standing phrase: on what law the report is made, of what time, where to find or ask.
_STANDING = (
    ("政府信息公开条例", "编制"),
    ("政府信息公开条例", "制作"),
    ("政府信息公开条例", "撰写"),
    ("政府信息公开条例", "现公布"),
    ("政府信息公开条例", "报告如下"),
    ("数据", "统计期限"),
    ("数据", "1月1日"),
    ("报告", "电子版"),
    ("报告", "疑问", "联系"),
    ("报告", "意见建议", "联系"),
    ("没有其他需要报告的事项",),
    ("无其他需要报告的事项",),
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: its words as printed, what is compared, and that without digits."""

    words: str
    key: str
    loose: str

    @property
    def counted(self) -> bool:
        """Whether it is long enough to be compared."""
        return len(self.key) >= LEAST

    @property
    def standing(self) -> bool:
        """Whether it is a phrase that the official template asks for."""
        return any(all(word in self.key for word in phrase) for phrase in _STANDING)


def sentences(text: str) -> list[Sentence]:
    """Return the sentences of a text in their order."""
    found = []
    for words in _SENTENCE.findall(text):
        key = _YEAR.sub("", _plain(words))
        found.append(Sentence(words, key, _DIGITS.sub("", key)))
    return found


def _plain(words: str) -> str:
    """Return letters and digits alone, each in one of its forms; most words are so once the punctuation is away."""
    plain = _NO_WORD.sub("", words)
    if unicodedata.is_normalized("NFKC", plain):
        return plain
    return _NO_WORD.sub("", unicodedata.normalize("NFKC", plain))


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """Of one text: how many sentences were counted, how many stand in the other too, how many of these are standing."""

    sentences: int
    repeated: int
    standing: int

    @property
    def percent(self) -> int | None:
        """The share of repeated sentences, or None where there is none to count."""
        return round(100 * self.repeated / self.sentences) if self.sentences else None


@dataclass(frozen=True, slots=True)
class Known:
    """What a text is compared with: all of its sentences."""

    keys: frozenset[str]
    loose: frozenset[str]

    def state(self, sentence: Sentence) -> str:
        """Return same, numbers (the same but for its numbers), only, or short (too short to be compared)."""
        if len(sentence.key) < LEAST_MARKED:
            return "short"
        if sentence.key in self.keys:
            return "same"
        return "numbers" if sentence.loose in self.loose else "only"


def known(found: Iterable[Sentence]) -> Known:
    """Return what other sentences are compared with."""
    held = list(found)
    return Known(frozenset(one.key for one in held), frozenset(one.loose for one in held))


def share(found: Iterable[Sentence], other: Known) -> Share:
    """Return how many of the sentences another text has too."""
    counted = [one for one in found if one.counted]
    repeated = [one for one in counted if one.key in other.keys]
    return Share(sentences=len(counted), repeated=len(repeated), standing=sum(one.standing for one in repeated))
