"""What people decide about the archive: corrections of figures, and documents that are withheld."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from archive.corrections import Correction
from pipelines.document import Problem
from pipelines.narrative.quantities import quantities
from pipelines.report import Figure, Report, Stated


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
        named = dict.fromkeys((report.digest, *parts))
        corrections = [one for digest in named for one in self.corrections.get(digest, ())]
        figures, applied = self._correct_cells(report, [one for one in corrections if not one.of_text])
        narrative = self._correct_text(report, [one for one in corrections if one.of_text])
        return replace(report, figures=figures, narrative=narrative), applied

    def _correct_cells(
        self, report: Report, corrections: Iterable[Correction]
    ) -> tuple[tuple[Figure, ...], tuple[Correction, ...]]:
        figures = list(report.figures)
        places = {item.code: place for place, item in enumerate(figures)}
        applied = []
        for correction in corrections:
            figure = figures[places[correction.code]] if correction.code in places else None
            if figure is not None and figure.value == correction.read and correction.read != correction.right:
                figures[places[correction.code]] = replace(figure, value=correction.right)
                applied.append(correction)
            else:
                self._refused[correction] = _refusal(correction, [] if figure is None else [figure.value])
        self._applied.update(applied)
        return tuple(figures), tuple(applied)

    def _correct_text(self, report: Report, corrections: Iterable[Correction]) -> tuple[Stated, ...]:
        """Correct the first figure of the code with the value read; own totals come before parts."""
        stated = list(report.narrative)
        for correction in corrections:
            # what was read decides, so that no row depends on what another corrected
            places = {place: one for place, one in enumerate(report.narrative) if one.code == correction.code}
            place = next((place for place, one in places.items() if one.value == correction.read), None)
            if place is not None and correction.read != correction.right:
                stated[place] = _corrected(stated[place], correction)
                self._applied.add(correction)
            else:
                self._refused[correction] = _refusal(correction, [one.value for one in places.values()])
        return tuple(stated)

    def problems(self) -> list[tuple[str, Problem]]:
        """Return (document, problem) for each correction that no report took."""
        everything = (correction for corrections in self.corrections.values() for correction in corrections)
        return [
            (correction.document, self._refused.get(correction) or _refusal(correction, []))
            for correction in everything
            if correction not in self._applied and correction.document not in self.withheld
        ]


def _corrected(one: Stated, correction: Correction) -> Stated:
    scaled = correction.right
    units = quantities(f"1{one.unit}")  # 万条 are 10,000
    if correction.right is not None and units:
        scaled = round(correction.right * units[0].scaled, 4)
    return replace(one, value=correction.right, scaled=scaled, read=correction.read, correction=correction.wording)


def _refusal(correction: Correction, read: Sequence[int | float | None]) -> Problem:
    """Say why a correction is not applied and what to do with its line; `read` are the values of its code."""
    place = f"the correction of {correction.code} by {correction.who} of {correction.date}"
    if correction.right in read and correction.read not in {*read} - {correction.right}:
        detail = f"{place} agrees with what is read; remove its line from corrections.csv"
        return Problem(kind="correction_stale", detail=detail, where=(correction.code,))
    values = ", ".join("a blank" if value is None else str(value) for value in dict.fromkeys(read))
    reads = f"the document reads {values}" if read else "the archive has no such figure of that document"
    detail = f"{place} expects {correction.read}, but {reads}; check its line in corrections.csv"
    return Problem(kind="correction_unmatched", detail=detail, where=(correction.code,))
