"""Which cells the failing identities of a report name, so that they are marked where they stand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from archive.publication.answers import Ask
from archive.publication.cells import Cell
from archive.publication.findings import Finding, list_findings


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Why a cell is marked; `total` where the cell is the printed number that its parts do not give."""

    words: str
    total: bool


def marks(findings: Iterable[Finding], cells: Mapping[str, Cell]) -> dict[str, Mark]:
    """Return the marks of one report's cells by code. Only the form's own identities mark a cell."""
    found: dict[str, Mark] = {}
    for one in findings:
        if one.severity != "hard":
            continue
        for code in one.codes:
            cell = cells.get(code)
            # relations name the printed total last, and `found` is what is printed there
            total = code == one.codes[-1] and cell is not None and cell.value == one.found
            known = found.get(code)
            words = f"{known.words}\n{one.words}" if known else one.words
            found[code] = Mark(words=words, total=total or (known is not None and known.total))
    return found


def body_findings(ask: Ask, body: str) -> dict[int, list[Finding]]:
    """Return the failing identities in a body's reports, by report."""
    grouped: dict[int, list[Finding]] = {}
    for one in list_findings(ask, "r.body = ? AND f.severity = 'hard'", (body,), 5000):
        grouped.setdefault(one.report, []).append(one)
    return grouped
