"""Documents made from a seed, with their true figures: forms, formats and the oddities of real reports.

Independent of the readers by intent: nothing here is imported from what it puts to the test.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from tests.generators.documents.layout import Sheet, lay_out
from tests.generators.documents.plan import OFFICE, Plan, make_plan
from tests.generators.documents.render_docx import render_docx
from tests.generators.documents.render_html import render_html
from tests.generators.documents.render_odt import render_odt
from tests.generators.documents.render_office import as_doc
from tests.generators.documents.render_pdf import render_pdf
from tests.generators.documents.render_rtf import render_rtf
from tests.generators.documents.render_scan import picture_of, render_picture, render_scan
from tests.generators.documents.render_sheet import render_xls, render_xlsx
from tests.generators.documents.render_text import render_text
from tests.generators.documents.render_wrapped import render_mhtml, render_zip
from tests.generators.documents.truth import Truth, truth_of


def _render_ofd(sheet: Sheet) -> bytes:
    from tests.generators.ofd import draw_ofd  # noqa: PLC0415 (it draws what is laid out here)

    return draw_ofd(sheet)


_RENDERERS: dict[str, Callable[[Sheet], bytes]] = {
    "html": render_html, "pdf": render_pdf, "docx": render_docx, "text": render_text, "markdown": render_text,
    "odt": render_odt, "rtf": render_rtf, "xlsx": render_xlsx, "xls": render_xls, "et": render_xls, "ofd": _render_ofd,
    "mhtml": render_mhtml, "zip": render_zip, "scan_pdf": render_scan, "png": render_picture, "jpg": render_picture,
    "tiff": render_picture,
    "html_image": lambda sheet: render_html(sheet, picture_of(sheet)),
    "pdf_image": lambda sheet: render_pdf(sheet, picture_of(sheet)),
}  # fmt: skip
_ENDINGS = {
    "text": "txt", "markdown": "md", "scan_pdf": "pdf", "pdf_image": "pdf", "html_image": "html", "mhtml": "mht",
}  # fmt: skip
_BATCH = 16  # Word files that LibreOffice turns in one call


@dataclass(frozen=True, slots=True)
class Generated:
    """A made document: its file name, bytes, plan and truth."""

    file: str
    data: bytes
    plan: Plan
    truth: Truth


def generate(seed: int, count: int, without: Collection[str] = ()) -> Iterator[Generated]:
    """Yield `count` documents less those of the formats named `without`; the same seed gives the same bytes.

    The bytes of .doc and .wps are LibreOffice's and differ between its versions.
    """
    yield from generate_some(seed, range(count), without)


def generate_some(seed: int, numbers: Iterable[int], without: Collection[str] = ()) -> Iterator[Generated]:
    """Yield the documents with these numbers; those that LibreOffice makes come in batches."""
    waiting: dict[str, Plan] = {}
    for number in numbers:
        plan, name = make_plan(seed, number), f"{seed}-{number:05d}"
        if plan.format in without or plan.form in without:
            continue
        if plan.format not in OFFICE:
            yield make(plan, name)
            continue
        waiting[name] = plan
        if len(waiting) == _BATCH:
            yield from make_office(waiting)
            waiting = {}
    yield from make_office(waiting)


def make(plan: Plan, name: str) -> Generated:
    """Return the document of a plan; .doc and .wps are made many at a time by `make_office`."""
    sheet = lay_out(plan)
    file = f"{name}.{_ENDINGS.get(plan.format, plan.format)}"
    return Generated(file, render(sheet), plan, truth_of(sheet, name, file))


def render(sheet: Sheet) -> bytes:
    """Return the bytes of a laid-out document in the format of its plan."""
    return _RENDERERS[sheet.plan.format](sheet)


def make_office(plans: dict[str, Plan]) -> Iterator[Generated]:
    """Yield the .doc or .wps of every plan by its name; none without LibreOffice."""
    words = {name: make(replace(plan, format="docx"), name) for name, plan in plans.items()}
    turned = as_doc({name: made.data for name, made in words.items()})
    for name, plan in plans.items():
        if name in turned:
            file = f"{name}.{plan.format}"
            truth = {**words[name].truth, "file": file, "kind": plan.format}
            yield Generated(file, turned[name], plan, truth)
