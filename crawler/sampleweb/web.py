"""The whole sample web: one platform per CMS family, as it stands at the first or second crawl.

A module `platform_<family>` beside this one serves that family: `build(reports)` returns its pages, and `key(path)`,
where it has one, the address under which an answer lies that several addresses get. It is found by itself.
"""

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import ModuleType

from crawler.sampleweb.mistakes import REMOVED
from crawler.sampleweb.pages import Page, Platform
from crawler.sampleweb.reports import sample_reports

_PREFIX = "platform_"


@cache
def families() -> Mapping[str, ModuleType]:
    """Return the module of each family, by its name."""
    names = sorted(module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)]))
    found = [name for name in names if name.startswith(_PREFIX)]
    return {name.removeprefix(_PREFIX): importlib.import_module(f"{__package__}.{name}") for name in found}


@cache
def platform(family: str, generation: int) -> Platform:
    """Return what the server of one family serves; at generation 2 one report is removed and one changed."""
    reports = [
        report
        for report in sample_reports(generation)
        if report.body.family == family and not (generation > 1 and (report.body.key, report.year) == REMOVED)
    ]
    built: Platform = families()[family].build(reports)
    return built


def find(family: str, generation: int, path: str) -> Page | None:
    """Return the page that a family's server has at a path with query, or None."""
    pages = platform(family, generation).pages
    key = getattr(families()[family], "key", None)
    return pages.get(path) or (pages.get(key(path)) if key else None)
