"""The set of PDFs that the reading benchmark and the slow tests use: one report, many producers and layouts."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.generators.pdfs import flowing, html, word
from tests.generators.pdfs.canvas import Layout, draw

CANVAS = (
    Layout(break_at=4, repeat_header=True),
    Layout(break_at=9, rules="bar", page_numbers=True),
    Layout(break_at=13, rules="form"),
    Layout(break_at=17, rules="grid", landscape=True),
    Layout(break_at=21, one_by_one=True),
    Layout(break_at=12, backgrounds=True),
)
_STYLE = (
    "@page{{size:{page};margin:18mm}} body{{font:{size}px serif}} table{{border-collapse:collapse;width:100%}} "
    "td{{border:1px solid #000;padding:2px}}"
)
PAGES = (("A4", 13), ("A4", 14), ("A4", 16), ("A4 landscape", 14), ("A3", 18))
TIMEOUT = 120


def canvas(folder: Path) -> Iterator[Path]:
    """Write the canvas layouts."""
    for index, layout in enumerate(CANVAS):
        yield _written(folder / f"canvas{index}.pdf", draw(layout))


def platypus(folder: Path) -> Iterator[Path]:
    """Write the flowing layouts."""
    for index, before in enumerate((2, 6, 9, 12)):
        data = flowing.report(before=before, repeat_header=index % 2 == 0, wide=index == 3)
        yield _written(folder / f"platypus{index}.pdf", data)


def chromium(folder: Path) -> Iterator[Path]:
    """Print pages with Chromium. Raises FileNotFoundError where it is not installed."""
    program = _program("chromium", "chromium-browser", "google-chrome")
    for index, (page, size) in enumerate(PAGES):
        source = folder / f"chromium{index}.html"
        source.write_text(html.page(style=_STYLE.format(page=page, size=size), repeat_header=index % 2 == 0), "utf-8")
        target = folder / f"chromium{index}.pdf"
        profile = folder / "profile"
        options = (
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-pdf-header-footer",
            f"--user-data-dir={profile}",
        )
        _run(program, *options, f"--print-to-pdf={target}", source.as_uri())
        yield target


def libreoffice(folder: Path) -> Iterator[Path]:
    """Convert DOCX files with LibreOffice. Raises FileNotFoundError where it is not installed."""
    program = _program("soffice", "libreoffice")
    sources = [
        _written(folder / f"libreoffice{i}.docx", word.report(size=size, before=before))
        for i, (size, before) in enumerate(((9.0, 1), (10.5, 4), (12.0, 2), (10.5, 9)))
    ]
    profile = f"-env:UserInstallation={(folder / 'office').as_uri()}"
    _run(program, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *map(str, sources))
    yield from (source.with_suffix(".pdf") for source in sources)


def cairo(folder: Path) -> Iterator[Path]:
    """Rewrite canvas layouts with cairo. Raises FileNotFoundError where pdftocairo is not installed."""
    program = _program("pdftocairo")
    for index, layout in enumerate((Layout(break_at=7), Layout(break_at=15, rules="bar"), Layout(landscape=True))):
        source = _written(folder / f"cairo{index}.source", draw(layout))
        target = folder / f"cairo{index}.pdf"
        _run(program, "-pdf", str(source), str(target))
        yield target


PRODUCERS: dict[str, Callable[[Path], Iterator[Path]]] = {
    "reportlab canvas": canvas,
    "reportlab platypus": platypus,
    "Chromium": chromium,
    "LibreOffice": libreoffice,
    "cairo": cairo,
}


def _program(*names: str) -> str:
    for name in names:
        if (path := shutil.which(name)) is not None:
            return path
    raise FileNotFoundError(f"{names[0]} is not installed")


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=TIMEOUT)


def _written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path
