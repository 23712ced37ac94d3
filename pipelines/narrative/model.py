"""How reports state each figure: patterns.toml, compiled once."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

MARK = "\ue000"  # stands for a quantity in a sentence
END = "\ue001"  # stands for the Chinese full stop, which folding would make a decimal point of

_COUNTING = "(?:数量|总数|总量|条数|件数|数|共计|总计|合计|共有|共|计|为|达到|达|有|了|:|约)*+"
_INFORMATION = "(?:各类|各项|各种|有关|相关|本级|全部|动态)*+(?:政府|政务|公开)*+信息"
_REQUEST = (
    "(?:政府|政务)?(?:信息)?(?:依申请)?(?:公开)?(?:信息)?(?:的)?申请(?:书|表|事项|公开事项|公开|信息)?(?:公开)?(?:的)?"
)
# Possessive, so that no text can make it try the same words twice; longer words stand first for that.
_NONE_OF = (
    "(?:发生|收到|出现|产生|引发|引起|导致|涉及|被提起|被申请|申请人|依申请公开|依申请|申请|提起|有关|有|针对|因|对|关于|就"
    "|本|我|单位|行政机关|机关|局|镇|乡|街道|委|办|公民|法人|其他组织|群众|政府信息公开|信息公开|政务公开|政府信息|公开"
    "|工作|事务|事项|相关|被|的|而|任何|、|和|或者|或|以及|及|与|不服|答复|案件|案)*+"
)
_OF_WHICH = (
    "[,(:]{0,2}(?:其中)?[,:]?(?:涉及|涉|属于|属|与)(?:政府|政务)?信息公开|[,(:]{0,2}其中[,:]?[^,;:#()]{0,6}信息公开"
    "|(?:[、,](?:和|及|以及)?|和|及)(?:政府)?信息公开申请|[^;]*(?:无关|不涉及)"
)
_LISTED = "[^,;:#()]{0,16}#(?:[、,和及](?!已|办|答|回|其)[^,;:#()]{0,8}#){0,3}@(?:[、,](?:和|及|以及)?|和|及|以及)"
_ISSUED = (
    "(?:制定|出台|印发|制发|行政|政府|人民|各级|各类|各项|各种|有关|重要|重大|省|市|县|区|州|镇|乡|级|部门|本级|办公室|新|了"
    "|并|、|和|及|及时|主动|依法|同步|向社会|公开|公布|发布)"
)
_MACROS = (
    ("%I", _INFORMATION),
    ("%A", _REQUEST),
    ("%Z", _NONE_OF),
    ("%O", _OF_WHICH),
    ("%P", _ISSUED),
    ("%L", _LISTED),
    ("~", "[^,;:#()]{0,12}"),
    ("=#", _COUNTING + "#"),
    ("#()", MARK + "()"),  # the mark inside the classes of characters
    ("@", "()"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stating:
    """One indicator and how its figure is stated; the fields are the keys of patterns.toml."""

    code: str
    zh: str
    en: str
    unit: str
    cores: tuple[str, ...]
    units: frozenset[str]
    patterns: tuple[re.Pattern[str], ...]  # `patterns`, then `only_zero`; the last group is the figure, one before it @
    joint: int  # number of the first of `only_zero`
    zero: tuple[re.Pattern[str], ...]
    zero_not: re.Pattern[str] | None
    need: re.Pattern[str] | None
    sections: tuple[int, ...]
    unless: re.Pattern[str] | None
    vague: re.Pattern[str] | None
    sure: re.Pattern[str] | None
    channel: str | None
    stock: bool
    next_year: bool
    forms: dict[str, tuple[tuple[str, ...], str]]


@cache
def statings() -> tuple[Stating, ...]:
    """Return every indicator in the order of the file. Raises ValueError for an unknown key or a wrong pattern."""
    raw = tomllib.loads(files(__package__).joinpath("patterns.toml").read_text("utf-8"))
    return tuple(_stating(code, entry) for code, entry in raw.items())


@lru_cache(maxsize=512)
def statings_of(bases: frozenset[str], *, none: bool) -> tuple[tuple[Stating, bool], ...]:
    """Return the indicators that a sentence may state, and whether they count in one of these units.

    With `none`, the sentence says that there was none of something.
    """
    counted = [(stating, not stating.units.isdisjoint(bases)) for stating in statings()]
    return tuple((stating, units) for stating, units in counted if units or (none and stating.zero))


_KEYS = frozenset(
    (
        "zh", "en", "unit", "cores", "units", "patterns", "zero", "only_zero", "zero_not", "need", "section", "not",
        "vague", "sure", "channel", "stock", "next_year", "forms",
    )
)  # fmt: skip


def _stating(code: str, entry: dict[str, Any]) -> Stating:
    if unknown := set(entry) - _KEYS:
        raise ValueError(f"patterns.toml: {code} has unknown keys {sorted(unknown)}")
    return Stating(
        code=code,
        zh=entry["zh"],
        en=entry["en"],
        unit=entry["unit"],
        cores=tuple(entry["cores"]),
        units=frozenset(entry["units"]),
        patterns=_patterns(code, [*entry["patterns"], *entry.get("only_zero", ())]),
        joint=len(entry["patterns"]),
        zero=tuple(re.compile(_expanded(text)) for text in entry.get("zero", ())),
        zero_not=_optional(entry.get("zero_not")),
        need=_optional(entry.get("need")),
        sections=tuple(entry.get("section", ())),
        unless=_optional(entry.get("not")),
        vague=_optional(entry.get("vague")),
        sure=_optional(entry.get("sure")),
        channel=entry.get("channel"),
        stock=entry.get("stock", False),
        next_year=entry.get("next_year", False),
        forms={form: (tuple(codes), compared) for form, (codes, compared) in entry.get("forms", {}).items()},
    )


def _optional(text: str | None) -> re.Pattern[str] | None:
    return re.compile(text) if text else None


def _patterns(code: str, texts: list[str]) -> tuple[re.Pattern[str], ...]:
    found = []
    for text in texts:
        before, mark, after = _expanded(text).rpartition("#")
        if not mark:
            raise ValueError(f"patterns.toml: a pattern of {code} has no #: {text}")
        found.append(re.compile(f"{before.replace('#', MARK)}({MARK}){after}"))
    return tuple(found)


def _expanded(text: str) -> str:
    for macro, meaning in _MACROS:
        text = text.replace(macro, meaning)
    return text
