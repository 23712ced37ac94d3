"""What of the made documents can be read here: readers that exist, programs that are installed."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pipelines.forms
from pipelines.formats import readers
from tests.generators.documents.plan import FORMATS, OFFICE, SCANS
from tests.generators.documents.render_office import office

_READERS = {"markdown": "text", "et": "xls", "wps": "doc", "png": "image", "jpg": "image", "tiff": "image",
            "scan_pdf": "pdf", "pdf_image": "pdf", "html_image": "html"}  # fmt: skip
_FORMS = ("F2014", "F2008")


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
    return found
