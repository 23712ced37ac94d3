"""Statements about a document written as label and value ("发布日期：2020-01-31"), in tables, lines and meta tags."""

import re
import unicodedata
from collections.abc import Iterator

_KINDS: dict[str, tuple[str, ...]] = {
    "title": ("名称", "标题", "信息名称", "信息标题", "文件名称", "公开事项名称"),
    "body": (
        "发布机构", "发文机关", "发布机关", "发文机构", "公开机构", "公开主体", "发布单位", "发文单位", "制发机关",
        "责任部门", "公开责任部门", "信息提供单位", "成文机关", "制作单位",
    ),
    "source": ("来源", "信息来源", "文章来源", "稿件来源", "文稿来源"),
    "published": (
        "发布日期", "公开日期", "发文日期", "发布时间", "发表时间", "公开时间", "发稿时间", "发布于", "日期", "时间",
        "更新时间", "更新日期", "录入时间",
    ),
    "made": ("成文日期", "生成日期", "制发日期", "形成日期", "印发日期", "产生日期"),
    "column": ("分类", "主题分类", "信息分类", "所属栏目", "栏目", "体裁分类", "组配分类", "所属分类"),
    "other": (
        "索引号", "信息索引号", "索取号", "文号", "发文字号", "关键词", "关键字", "主题词",
        "文件下载", "有效性", "废止日期", "公开方式", "公开范围", "公开形式", "公开时限", "公开期限",
        "生效日期", "失效日期", "内容概述", "内容概要", "信息格式", "语种", "浏览次数", "浏览量",
        "点击数", "点击率", "阅读次数", "字体", "字号", "作者", "打印", "分享",
        "编辑", "责任编辑", "审核", "体裁", "公开属性", "是否有效", "文件编号", "载体类型",
        "记录形式", "公开类别", "信息类别", "公开程序", "保密审查",
    ),
}  # fmt: skip
KIND_OF: dict[str, str] = {label: kind for kind, labels in _KINDS.items() for label in labels}
# Labels that stand only in a table about the document, never in a table of the report.
_DISTINCT = frozenset(
    label
    for kind in ("body", "published", "made", "other")
    for label in _KINDS[kind]
    if len(label) >= 3 or label == "文号"
)
_CLEAN = re.compile(r"[\s：:\[\]【】（）()]+")
_SPACED = "|".join(
    sorted((r"\s*".join(label) for label in KIND_OF if len(label) > 1), key=lambda item: (-len(item), item))
)
_LINE = re.compile(rf"(?<![\u4e00-\u9fff])[\[【]?({_SPACED})[\]】]?\s*[：:]\s*")


def label_kind(text: str) -> str | None:
    """Return what a cell's text is the label of (title, body, source, published, made, column, other), or None."""
    return KIND_OF.get(_CLEAN.sub("", text)) if len(text) <= 24 else None


def is_distinct(text: str) -> bool:
    """Say whether the text is a label that only a table about the document has."""
    return _CLEAN.sub("", text) in _DISTINCT


def labelled(line: str) -> Iterator[tuple[str, str, str]]:
    """Yield (kind, label, value) for each "label：value" of a line; empty values are left out."""
    line = unicodedata.normalize("NFKC", line)
    found = list(_LINE.finditer(line))
    ends = [*(match.start() for match in found[1:]), len(line)]
    for match, end in zip(found, ends, strict=False):
        value = line[match.end() : end].strip(" \t|｜　[]【】")
        label = re.sub(r"\s+", "", match[1])
        if value:
            yield KIND_OF[label], label, value
