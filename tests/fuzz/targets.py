"""What is fuzzed: each reader with the documents it starts from, the mutations that know it, and how many."""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from io import BytesIO

from PIL import Image

from tests.fuzz.bytes_of import Mutation, mutate
from tests.fuzz.pixels import repaint
from tests.fuzz.structures import MARKUP, drawing, groups, in_ole, in_zip, lines, objects, records
from tests.generators.documents import make, make_office
from tests.generators.documents.plan import Plan, plan_with, quirks_of

_FORMS = (("F2021", ""), ("F2019", ""), ("F2014", ""), ("F2008", "fujian"), ("prose", ""), ("F2021", ""))


@dataclass(frozen=True, slots=True)
class Target:
    """A reader under test: `count` mutated documents in a whole run, `seconds` for one, `short` in the tests.

    `batch` is how many go to the reader at once.
    """

    name: str
    count: int
    short: int
    known: tuple[Mutation, ...] = ()
    seconds: float = 15.0
    batch: int = 1


TARGETS = (
    Target("html", 5000, 40, MARKUP),
    Target("pdf", 5000, 40, (objects, drawing, drawing)),
    Target("docx", 5000, 40, (in_zip,)),
    Target("text", 5000, 40, (lines,)),
    Target("rtf", 5000, 40, (groups,)),
    Target("odt", 5000, 40, (in_zip,)),
    Target("xlsx", 5000, 40, (in_zip,)),
    Target("xls", 5000, 40, (in_ole, records, records)),
    Target("ofd", 5000, 40, (in_zip,)),
    Target("mhtml", 5000, 40, MARKUP),
    Target("zip", 5000, 40, (in_zip,)),
    Target("image", 5000, 40, (repaint, repaint), seconds=60),  # making what it starts from counts as well
    Target("grid", 5000, 10),
    Target("doc", 500, 0, (in_ole,), seconds=60, batch=20),
    Target("wordxml", 500, 0, MARKUP, seconds=60, batch=20),
    Target("ocr", 100, 0, (repaint, repaint), seconds=120),
)
BY_NAME = {target.name: target for target in TARGETS}


def _plan(format_: str, number: int) -> Plan:
    form, variant = _FORMS[number % len(_FORMS)]
    dice = random.Random(f"{format_}/{number}")  # noqa: S311 (must repeat)
    names = [name for slot in quirks_of(format_, form).values() for name in slot]
    quirk = dice.choice(names) if number else "none"
    return replace(plan_with(quirk, seed=number, form=form, variant=variant, format_=format_))


@cache
def bases(name: str) -> tuple[bytes, ...]:
    """Return the documents that a target's mutations start from."""
    if name in _PICTURES:
        return tuple(_PICTURES[name](number) for number in range(3))
    if name == "doc":
        return tuple(made.data for made in make_office({f"base{n}": _plan("doc", n) for n in range(4)}))
    if name == "wordxml":
        return (_WORD_2003.encode(),)
    count = 6
    return tuple(make(_plan(name, number), "base").data for number in range(count)) + (_plain_pdf(name),) * 2


def _plain_pdf(name: str) -> bytes:
    """Return a PDF whose pages can be read by eye, so that what they draw can be changed; else a usual document."""
    if name != "pdf":
        return make(_plan(name, 0), "base").data
    from reportlab import rl_config  # noqa: PLC0415 (its setting is changed for one document)

    before, rl_config.pageCompression = rl_config.pageCompression, 0
    try:
        return make(_plan(name, 0), "base").data
    finally:
        rl_config.pageCompression = before


def _small_scan(number: int) -> bytes:
    """Return a piece of a scanned page: enough lines to read, few enough to read a hundred."""
    plan = replace(plan_with("clean_scan", seed=number, format_="png"))
    page = Image.open(BytesIO(make(plan, "base").data))
    top = page.height // 4 + 300 * number
    out = BytesIO()
    page.crop((100, top, page.width - 100, top + 420)).save(out, "PNG")
    return out.getvalue()


def _picture(number: int) -> bytes:
    page = Image.open(BytesIO(_small_scan(number)))
    out = BytesIO()
    page.save(out, ("PNG", "JPEG", "TIFF")[number])
    return out.getvalue()


_PICTURES: dict[str, Callable[[int], bytes]] = {"ocr": _small_scan, "image": _picture}
_WORD_2003 = (
    '<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Word.Document"?>'
    '<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"><w:body><w:p><w:r><w:t>'
    "云岭市财政局2023年政府信息公开工作年度报告</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>规章</w:t></w:r></w:p>"
    "</w:tc><w:tc><w:p><w:r><w:t>3</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:wordDocument>"
)


def mutated(name: str, seed: int, number: int) -> bytes:
    """Return mutated document `number` of a target; the same seed gives the same bytes."""
    dice = random.Random(f"{seed}/{name}/{number}")  # noqa: S311 (must repeat by seed)
    return mutate(dice.choice(bases(name)), dice, BY_NAME[name].known)
