"""What people decide about the archive: corrections of figures, and documents that are withheld."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from archive.corrections import Correction
from pipelines.document import Problem
from pipelines.report import Figure, Report


@dataclass(slots=True)
class People:
    """Corrections by document and code, withheld documents, and what became of each correction."""

    corrections: Mapping[str, Sequence[Correction]] = field(default_factory=dict)
    withheld: Mapping[str, str] = field(default_factory=dict)
    _applied: set[Correction] = field(default_factory=set)
    _refused: dict[Correction, Problem] = field(default_factory=dict)

    def correct(self, report: Report, parts: Iterable[str] = ()) -> tuple[Report, tuple[Correction, ...]]:
        """Return the report with right values where the value read is the one a correction names, and those applied.

        `parts` are the digests of all pictures of a report that several show; a correction may name any of them.
        """
        figures = list(report.figures)
        first: dict[str, int] = {}  # a figure of the text may repeat: the first is the report's own
        for place, item in enumerate(figures):
            first.setdefault(item.code, place)
        applied = []
        named = dict.fromkeys((report.digest, *parts))
        for correction in (one for digest in named for one in self.corrections.get(digest, ())):
            figure = figures[first[correction.code]] if correction.code in first else None
            if figure is not None and figure.value == correction.read and correction.read != correction.right:
                figures[first[correction.code]] = replace(figure, value=correction.right)
                applied.append(correction)
            else:
                self._refused[correction] = _refusal(correction, figure)
        self._applied.update(applied)
        return replace(report, figures=tuple(figures)), tuple(applied)

    def problems(self) -> list[tuple[str, Problem]]:
        """Return (document, problem) for each correction that no report took."""
        everything = (correction for corrections in self.corrections.values() for correction in corrections)
        return [
            (correction.document, self._refused.get(correction) or _refusal(correction, None))
            for correction in everything
            if correction not in self._applied and correction.document not in self.withheld
        ]


def _refusal(correction: Correction, figure: Figure | None) -> Problem:
    """Say why a correction is not applied and what to do with its line."""
    place = f"the correction of {correction.code} by {correction.who} of {correction.date}"
    if figure is not None and figure.value == correction.right:
        detail = f"{place} agrees with what is read; remove its line from corrections.csv"
        return Problem(kind="correction_stale", detail=detail, where=(correction.code,))
    if correction.code.startswith("nar_"):
        detail = f"{place} is of a figure stated in the text, which stays as its sentence says; remove its line"
        return Problem(kind="correction_unmatched", detail=detail, where=(correction.code,))
    reads = f"the document reads {figure.value}" if figure else "the archive has no such figure of that document"
    detail = f"{place} expects {correction.read}, but {reads}; check its line in corrections.csv"
    return Problem(kind="correction_unmatched", detail=detail, where=(correction.code,))
