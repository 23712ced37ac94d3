"""The named drawings, one module each: PATH and draw(ask). The module's name, with "-" for "_", begins its address.

`PATH` is what follows in `/charts/<name>/<PATH>.svg`, as a pattern whose named groups `draw` finds in `ask.values`;
parameters may come in the query string. `draw` raises Missing where there is no such thing.
"""

import importlib
import pkgutil
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache

from archive.publication.answers import Ask, Missing
from archive.publication.charts import Chart, Frame


@dataclass(frozen=True, slots=True)
class Drawing:
    """One named drawing."""

    path: re.Pattern[str]
    draw: Callable[[Ask], Chart]


@cache
def drawings() -> Mapping[str, Drawing]:
    """Return every drawing by its name."""
    found = {}
    for info in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{info.name}")
        found[info.name.replace("_", "-")] = Drawing(re.compile(module.PATH), module.draw)
    return found


def drawn(ask: Ask, address: str, **query: object) -> Chart:
    """Return the chart at `<name>/<PATH>`, drawn with this query string. Raises Missing for one that is not there."""
    name, _, rest = address.partition("/")
    drawing = drawings().get(name)
    values = drawing.path.fullmatch(rest) if drawing else None
    if drawing is None or values is None:
        raise Missing("missing.page")
    given = {key: str(value) for key, value in query.items() if value not in (None, "")}
    chart = drawing.draw(replace(ask, values=values.groupdict(), query=given))
    return at(chart, address, given)


def at(chart: Chart, address: str, query: Mapping[str, str] | None = None) -> Chart:
    """Return a chart with the address, without extension, at which it is served as a file."""
    return replace(chart, address=f"/charts/{address}", query=query or {})


_NUMBERING = re.compile(r"^(?:（[一二三四五六七八九十]+）|[一二三四五六七八九十]+、|[0-9]+[.．、])|（区分处理.*）$")


def brief(label: str) -> str:
    """Return an official label without its number on the form and its explanation: enough beside a chart."""
    return _NUMBERING.sub("", label)


def frame(
    ask: Ask, title: str, *, unit: str = "", desc: str = "", notes: tuple[str, ...] = (), demonstration: bool = False
) -> Frame:  # fmt: skip
    """Return what stands around a drawing of this archive: with its name and build, for it travels alone."""
    return Frame(
        title=title, say=ask.say, language=ask.language, unit=unit, desc=desc, notes=notes, demonstration=demonstration,
        source=ask.say("charts.source", build=ask.site.build),
    )  # fmt: skip
