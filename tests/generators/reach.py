"""What of the made documents can be read here: readers that exist, programs that are installed."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pipelines.forms
from pipelines.about import ReportContext
from pipelines.assemble import assemble
from pipelines.formats import read_document, readers
from tests.generators.documents.plan import FORMATS, OFFICE, SCANS
from tests.generators.documents.render_office import office

_READERS = {"markdown": "text", "et": "xls", "wps": "doc", "png": "image", "jpg": "image", "tiff": "image",
            "scan_pdf": "pdf", "pdf_image": "pdf", "html_image": "html"}  # fmt: skip
_FORMS = ("F2014", "F2008")


@cache
def narrative_is_read() -> bool:
    """Whether figures in the text are read: a report that states one is tried."""
    page = (
        "<h1>云岭市财政局2023年政府信息公开工作年度报告</h1><p>一、总体情况</p>"
        "<p>根据《中华人民共和国政府信息公开条例》编制本报告。全年主动公开政府信息120条。</p>"
    )
    reports = assemble(read_document(f"<html><body>{page}</body></html>".encode()), ReportContext())
    return any(figure.code.startswith("nar_") for report in reports for figure in report.figures)


@cache
def left_out() -> dict[str, str]:
    """Return the formats and forms that cannot be measured here, each with the reason."""
    found = {}
    for format_ in FORMATS:
        if _READERS.get(format_, format_) not in readers():
            found[format_] = "nothing reads it"
        elif format_ in SCANS and find_spec("rapidocr") is None:
            found[format_] = "rapidocr is not installed"
        elif format_ in OFFICE and office() is None:
            found[format_] = "LibreOffice is not installed (apt-get install libreoffice-writer-nogui)"
    folder = Path(next(iter(pipelines.forms.__path__)))
    found |= {form: "nothing reads this form" for form in _FORMS if not (folder / f"{form}.toml").exists()}
    if not narrative_is_read():
        found["prose"] = "nothing reads figures in the text"
    return found
