"""Documents made from a seed, with their true figures: forms, formats and the oddities of real reports.

Independent of the readers by intent: nothing here is imported from what it puts to the test.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.generators.documents.layout import Sheet, lay_out
from tests.generators.documents.plan import Plan, make_plan
from tests.generators.documents.render_docx import render_docx
from tests.generators.documents.render_html import render_html
from tests.generators.documents.render_odt import render_odt
from tests.generators.documents.render_pdf import render_pdf
from tests.generators.documents.render_rtf import render_rtf
from tests.generators.documents.render_sheet import render_xls, render_xlsx
from tests.generators.documents.render_text import render_text
from tests.generators.documents.truth import Truth, truth_of

_RENDERERS: dict[str, Callable[[Sheet], bytes]] = {
    "html": render_html, "pdf": render_pdf, "docx": render_docx, "text": render_text,
    "odt": render_odt, "rtf": render_rtf, "xlsx": render_xlsx, "xls": render_xls,
}  # fmt: skip
_ENDINGS = {
    "html": "html",
    "pdf": "pdf",
    "docx": "docx",
    "text": "txt",
    "odt": "odt",
    "rtf": "rtf",
    "xlsx": "xlsx",
    "xls": "xls",
}


@dataclass(frozen=True, slots=True)
class Generated:
    """A made document: its file name, bytes, plan and truth."""

    file: str
    data: bytes
    plan: Plan
    truth: Truth


def generate(seed: int, count: int) -> Iterator[Generated]:
    """Yield `count` documents; the same seed gives the same bytes."""
    for number in range(count):
        yield make(make_plan(seed, number), f"{seed}-{number:05d}")


def make(plan: Plan, name: str) -> Generated:
    """Return the document of a plan."""
    sheet = lay_out(plan)
    file = f"{name}.{_ENDINGS[plan.format]}"
    return Generated(file, _RENDERERS[plan.format](sheet), plan, truth_of(sheet, name, file))
