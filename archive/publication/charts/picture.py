"""A chart as PNG, with the machine's own Chinese font; without one it refuses, since boxes are no words."""

from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path

import resvg_py

FOLDERS = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path("/Library/Fonts"),
    Path("/System/Library/Fonts"),
)
# Fonts with Chinese characters by the names their packages give them, the best first.
NAMES = ("NotoSansCJK-Regular.*", "NotoSansCJKsc-Regular.*", "NotoSansSC*.*", "SourceHanSans*Regular.*",
         "wqy-*.ttc", "DroidSansFallbackFull.ttf", "PingFang.ttc")  # fmt: skip
BOLD = ("NotoSansCJK-Bold.*", "NotoSansCJKsc-Bold.*")
MOST_BYTES = 400_000  # of SVG; ours have some ten thousand


class NoChineseFont(Exception):
    """No font with Chinese characters is installed."""


@cache
def chinese_fonts(folders: Sequence[Path] = FOLDERS) -> tuple[str, ...]:
    """Return the files of the first Chinese font found, its bold cut too. Raises NoChineseFont."""
    found = [path for folder in folders if folder.is_dir() for path in sorted(folder.rglob("*"))]
    regular = next((path for name in NAMES for path in found if path.match(name)), None)
    if regular is None:
        raise NoChineseFont
    bold = next((path for name in BOLD for path in found if path.match(name)), None)
    return tuple(str(path) for path in (regular, bold) if path is not None)


@lru_cache(maxsize=64)
def png(svg: str, folders: Sequence[Path] = FOLDERS) -> bytes:
    """Return one of our drawings, at the size it names, as PNG. Raises NoChineseFont, ValueError."""
    if len(svg) > MOST_BYTES:
        raise ValueError("this drawing is too large for a picture")
    # only the files named are read, and a drawing of ours refers to no other
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=True, font_files=list(chinese_fonts(folders))))
