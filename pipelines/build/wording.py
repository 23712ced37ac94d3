"""The report's own words, without what the page around it says of the day, the weather or its visitors.

Such lines stand before the report's first heading and after its last sentence, and change at every visit.
"""

import re
import unicodedata
from collections.abc import Iterator

from pipelines.labels import labelled
from pipelines.report import Report

_SPACE = re.compile(r"\s+")
# What says how much beside a digit is no filling: a decimal point, a sign, a percent.
_FILLING = re.compile(r"(?:(?!(?<=\d)\.(?=\d)|(?<![0-9A-Za-z])-(?=\d)|(?<=\d)[%‰])[\W_])+")
_END = re.compile(r"(?<=[。！？；!?;])|\n+")
_LONGEST = 200  # characters of a line that may be one of the page's own
_TELLING = 30  # characters of a sentence that no page says by itself
_DATE = r"\d{2,4}\s{0,3}[年/.-]\s{0,3}\d{1,2}\s{0,3}[月/.-]\s{0,3}\d{1,2}\s{0,3}日?"
_MOMENT = re.compile(
    rf"(?:{_DATE})?\s{{0,3}}(?:(?:星期|周)[一二三四五六日天])?\s{{0,3}}(?:\d{{1,2}}:\d{{2}}(?::\d{{2}})?)?\s{{0,3}}(?:农历.{{0,20}})?"
)
_TODAY = re.compile("(?:今天|今日|现在|当前|系统|北京)(?:是|时间|日期)|欢迎您|您好|(?:今天|今日)[:,]")
_WEATHER = re.compile("℃|°C|气温|空气质量|AQI")
_PLACE = re.compile("(?:当前|您的|你的|您现在的|所在)?.{0,6}位置")
_FOOT = re.compile(
    "版权所有|ICP备|网安备|标识码|技术支持|主办单位|承办单位|网站地图|浏览器|责任编辑|扫一扫|打印本页|关闭窗口"
)
_NEIGHBOUR = re.compile("[上下]一(?:篇|条)[:>]")
_BESIDE = re.compile(
    r"[上下前后]一(?:篇|条|页)|分享(?:到|至|:|$)|相关(?:链接|新闻|阅读|稿件|文章|推荐|解读)(?::|$)|网友评论|Hits\s{0,3}:"
    r"|(?:当前)?在线\s{0,3}\d+\s{0,3}人?$|返回顶部|页面执行时间|您觉得|(?:有用|没用|无用|满意|不满意)\s{0,3}[:(]?\s{0,3}\d+\)?$",
    re.IGNORECASE,
)
_RELATED = re.compile("相关(?:链接|新闻|阅读|稿件|文章|推荐):?")
_SEEN = "浏览|访问|阅读|点击|查看|下载|点赞|收藏|人气|评论|转发|在线人数|访客"
_COUNTER = re.compile(
    rf"(?:本文|本页|本站|该信息|您是|你是|今日|昨日|累计|总|已被|已有|已|被|共|第)*(?:{_SEEN})"
    rf"(?:次数|人次|总量|量|数|率|者|了)?\s{{0,3}}[:（(\[]?\s{{0,3}}\d[\d,]*\s{{0,3}}(?:人次|次|人|位)?[)）\]]?"
    rf"|(?:本站|您是|你是)*(?:的)?第\s{{0,3}}\d[\d,]*\s{{0,3}}[位个名](?:{_SEEN})者?"
    rf"|\d[\d,]*\s{{0,3}}(?:人次|次|人)\s{{0,3}}(?:{_SEEN})"
)
_BRACKETED = re.compile(rf"[（(]已?(?:{_SEEN})(?:次数|量)?\s{{0,3}}[:：]?\s{{0,3}}\d[\d,]*\s{{0,3}}次?[)）]")
_LABEL_ONLY = re.compile(rf"(?:{_SEEN})(?:次数|人次|量|数)?:?")
_NUMBER = re.compile(r"\d[\d,]*\s{0,3}(?:人次|次|人)?")


def lines_of(report: Report) -> Iterator[str]:
    """Yield the lines of a report's sections, headings included, without those which only the page around it says."""
    last = len(report.sections) - 1
    for position, section in enumerate(report.sections):
        if section.heading:
            yield section.heading
        lines = section.text.split("\n")
        end = _last_sentence(lines) if position == last else len(lines)
        outside = len(lines) if section.number == 0 else 0
        if section.number == 0 and position == last:  # no headings: from its first sentence on it is the report's
            outside = _first_sentence(lines)
        before = ""
        for number, line in enumerate(lines):
            if number >= end and _RELATED.fullmatch(unicodedata.normalize("NFKC", line).strip()):
                return  # titles of other pages follow
            if number >= outside and number < end:
                yield line
            elif not _is_of_page(line, before):
                yield _BRACKETED.sub("", line)
            before = line


def plain(line: str) -> str:
    """Return a line as it is compared: one form of each character, no spaces, no punctuation but that of numbers."""
    return _FILLING.sub("", _SPACE.sub("", unicodedata.normalize("NFKC", line).replace("−", "-")))


def sentences_of(report: Report) -> list[str]:
    """Return the report's own sentences in their order, each as printed."""
    found = (part.strip() for line in lines_of(report) for part in _END.split(line))
    return [sentence for sentence in found if plain(sentence)]


def _first_sentence(lines: list[str]) -> int:
    """Return the number of lines before the first that is a sentence of some length, all of them without any."""
    long = (
        number for number, line in enumerate(lines) if line.rstrip().endswith("。") and len(plain(line)) >= _TELLING
    )
    return next(long, len(lines))


def _last_sentence(lines: list[str]) -> int:
    """Return the number of lines up to the last one that ends as a sentence does, 0 without any."""
    ends = (number for number in range(len(lines), 0, -1) if lines[number - 1].rstrip().endswith(("。", "！", "；")))
    return next((number for number in ends if not _is_of_page(lines[number - 1], "")), 0)


def _is_of_page(line: str, before: str) -> bool:
    """Say whether a line is the page's and not the report's: a date, the weather, a counter, a label, a footer."""
    text = unicodedata.normalize("NFKC", line).strip()
    if len(text) > _LONGEST:
        return False
    if not plain(_MOMENT.sub("", _COUNTER.sub("", text))):
        return True
    if _NUMBER.fullmatch(text):
        return bool(_LABEL_ONLY.fullmatch(unicodedata.normalize("NFKC", before).strip()))
    if _NEIGHBOUR.match(text):
        return True
    if text.endswith(("。", "！", "；")):
        return False
    return bool(
        _LABEL_ONLY.fullmatch(text)
        or any(pattern.match(text) for pattern in (_TODAY, _PLACE, _BESIDE))
        or any(pattern.search(text) for pattern in (_WEATHER, _FOOT))
        or any(True for _ in labelled(text))
    )
