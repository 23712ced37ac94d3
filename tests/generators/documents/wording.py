"""The ways labels are written: typing mistakes, traditional characters, pinyin, spaces, brackets, numbering."""

import re
from collections.abc import Callable

from tests.generators.documents.plan import Plan

_PAIRS = (
    "规規范範发發废廢现現效件处處决決数數类類别別强強费費务務总總计計续續结結转轉复複议議诉訴讼訟维維纠糾尚尚审審开開关關"
    "条條项項业業组組织織构構机機会會团團区區县縣镇鎮乡鄉门門报報两兩门門产產办辦书書车車东東为為义義纪紀级級网網电電话話"
    "请請说說访訪举舉属屬国國与與危危个個过過执執号號监監护護单單号號间間内內继繼"
)
_TRADITIONAL = dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True))
_OVER = str.maketrans({"制": "製", "复": "複", "只": "隻", "强": "強", "发": "發", "台": "臺"})
_PINYIN = {"發": "fā", "處": "chù", "數": "shù", "強": "qiáng", "總": "zǒng", "議": "yì", "訴": "sù", "條": "tiáo"}
_TYPOS = {
    "行政事业性收费": "行政事业型收费",
    "2.其他法律行政法规禁止公开": "2.其他法律行政止公开",
    "现行有效件数": "现行有效件",
    "4.无正当理由大量反复申请": "4.无正当理由大量反复审请",
    "5.属于三类内部事务信息": "5.属于三类内部事物信息",
    "第二十条第（五）项": "第二十条（五）项",
    "上一年项目数量": "上一年项目数",
    "二、上年结转政府信息公开申请数量": "二、上年接转政府信息公开申请数量",
}


def wording(plan: Plan) -> Callable[[str], str]:
    """Return the function that writes a label the way a plan's document does."""
    for quirk, write in _WAYS.items():
        if plan.has(quirk):
            return write
    return str


def traditional(text: str) -> str:
    """Return a text in traditional characters."""
    return "".join(_TRADITIONAL.get(letter, letter) for letter in text)


def _over(text: str) -> str:
    """Convert as careless mirrors do: every letter to its commonest other form, whatever it means there."""
    return traditional(text.translate(_OVER))


def _taiwan(text: str) -> str:
    return traditional(text).replace("文件", "檔案")


def _broken(text: str) -> str:
    return f"{text[: len(text) // 2]}\n{text[len(text) // 2 :]}" if len(text) > 6 else text


def _ruby(text: str) -> str:
    return "".join(f"{x}({_PINYIN[x]})" if x in _PINYIN else x for x in traditional(text))


_WAYS: dict[str, Callable[[str], str]] = {
    "typo_labels": lambda text: _TYPOS.get(text, text),
    "traditional": traditional,
    "ruby": _ruby,
    "spaces_in_labels": lambda text: text if len(text) > 12 else "\u3000".join(text) if len(text) < 4 else
    f"{text[:2]} {text[2:-1]}\u00a0{text[-1]}",
    "over_traditional": _over,
    "taiwan_words": _taiwan,
    "straight_quotes": lambda text: text.replace("“", '"').replace("”", '"'),
    "em_spaces": lambda text: text if len(text) > 12 or len(text) < 3 else f"{text[:-1]}\u2003{text[-1]}",
    "broken_labels": _broken,
    "other_quotes": lambda text: text.replace("“", "「").replace("”", "」"),
    "ideographic_commas": lambda text: re.sub(r"^(\d)\.", r"\1、", text),
    "ascii_brackets": lambda text: text.replace("（", "(").replace("）", ")").replace("：", ":"),
    "no_numbering": lambda text: re.sub(r"^\d\.", "", text),
}  # fmt: skip
