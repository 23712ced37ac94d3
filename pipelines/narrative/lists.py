"""Lists of parts behind their whole: 其中 …, and the members of an area."""

import re
from collections.abc import Iterator

from pipelines.narrative.mentions import Mention, Said, mention_of
from pipelines.narrative.model import END

_HEAD = re.compile(rf"^(?:\([^()]{{1,4}}\))?[(,;:{END}]*其中[,:为有]{{0,2}}")
_SEPARATOR = re.compile(r"^[,、;:]+(?:和|及)?")
_NO_ITEM = re.compile(
    r"其中|办结|答复|同比|增|减|较|比|结转|顺延|占|回复|查询|共计|合计|累计|含|另|平均|未公开|率|超过|完成|均|以上|共|上年|去年|年度"
)
_MEMBER = re.compile(r"(?:县|区|市|旗|本级|园|镇|乡|街道|委|局|新城|管委会|农场|办公室)$")
_REMAINDER = re.compile(r"其[他它]|其余")
CHANNEL_CODES = ("nar_pub_website", "nar_pub_newmedia")
_LONGEST = 18  # characters of an item's label
_FEWEST_MEMBERS = 3


def find_lists(one: Said) -> list[Mention]:
    """Return the parts of the coded figures of a sentence; a figure with a code of its own becomes a part in place."""
    if "其中" not in one.marked:
        return []
    parts: list[Mention] = []
    number = 0
    while number < len(one.quantities):
        wholes = one.coded.get(number, [])
        items = list(_items(one, number, wholes[0])) if wholes else []
        if items:
            parts += _entered(one, wholes[0], items)
        number = items[-1][0] + 1 if items else number + 1
    return parts


def _items(one: Said, number: int, whole: Mention) -> Iterator[tuple[int, str]]:
    """Yield (number of the quantity, label) for the items that follow a whole."""
    total: int | float = 0
    base = one.quantities[number].base
    first = True
    for item in range(number + 1, len(one.quantities)):
        quantity = one.quantities[item]
        before = one.between(item - 1, item)
        if quantity.base == "%":
            continue
        label = _label(before, first=first)
        first = False
        if label is None or quantity.base != base or not _listable(one, item, whole):
            return
        yield item, label
        total += quantity.scaled
        if total == whole.scaled:
            return  # the list is complete; what follows divides the whole in another way


def _label(before: str, *, first: bool) -> str | None:
    head = _HEAD.match(before)
    if first and head is None:
        return None
    start = head if first else _SEPARATOR.match(before)
    if start is None:
        return None
    label = before[start.end() :].strip('":')
    good = 0 < len(label) <= _LONGEST and "," not in label and ")" not in label and not _NO_ITEM.search(label)
    return label if good else None


def _listable(one: Said, item: int, whole: Mention) -> bool:
    """Tell whether an item is a part or a figure of its own."""
    codes = [mention.code for mention in one.coded.get(item, ())]
    return all(code == whole.code or code in CHANNEL_CODES or str(code).startswith("nar_res_") for code in codes)


def _entered(one: Said, whole: Mention, items: list[tuple[int, str]]) -> list[Mention]:
    values = [one.quantities[item].scaled for item, _ in items]
    last = items[-1][0]
    members = len(items) >= _FEWEST_MEMBERS and all(_MEMBER.search(label) for _, label in items)
    ends = _ends(one, last) and (members or bool(_REMAINDER.search(items[-1][1])))
    complete = ends or sum(values) == whole.scaled
    new = []
    for item, label in items:
        mentions = one.coded.get(item)
        mention = mentions[0] if mentions else mention_of(whole.code, one.quantities[item])
        if not mentions:
            new.append(mention)
        mention.role = "member" if members else "part"
        mention.note = "part" if mention.code == whole.code else None
        mention.whole, mention.label, mention.complete = whole, label, complete
    return new


def _ends(one: Said, last: int) -> bool:
    """Tell whether the list ends with this quantity: nothing of its kind follows, and no 等 says that more exist."""
    rest = one.marked[one.marks[last] + 1 :]
    if rest.startswith("等"):
        return False
    base = one.quantities[last].base
    further = [place for place in range(last + 1, len(one.quantities)) if one.quantities[place].base == base]
    return not further or ";" in one.marked[one.marks[last] : one.marks[further[0]]]
