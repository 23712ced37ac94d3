"""Notes: what the wide tables do not say of a cell, in a row of `cell_notes`."""

from collections.abc import Iterator, Mapping

from pipelines.report import Figure
from pipelines.wide.pieces import Piece, Spot, as_json
from pipelines.wide.rows import NoteRow, Number


def notes_of(
    figures: Mapping[str, Figure],
    regular: Mapping[str, Spot],
    units: Mapping[str, str | None],
    number: int,
) -> Iterator[NoteRow]:
    """Yield a note for each figure that is not a plain number in the place that `regular` gives its code."""
    for code, figure in figures.items():
        unit, spot = units.get(code.partition(".")[0]), regular.get(code)
        if spot is not None and figure.unit == unit and _is_plain(figure, *spot):
            continue  # as nearly all are; what follows says the same
        note = _note(figure, number, unit, spot)
        if note:
            yield note


def _is_plain(figure: Figure, piece: Piece, row: int, column: int) -> bool:
    """Say whether a figure is a whole number as printed, in its regular place, without doubt or remark."""
    value = figure.value
    return (
        value.__class__ is int
        and figure.text == str(value)
        and piece.gives(figure.place, row, column)
        and not figure.flags
        and not figure.note
        and not figure.approx
        and figure.confidence is None
    )


def _note(figure: Figure, number: int, unit: str | None, regular: Spot | None) -> NoteRow | None:
    place = figure.place
    if place and regular and regular[0].gives(place, regular[1], regular[2]):
        place = None
    unplaced = regular is None and "." not in figure.code  # only its note says that tables 2 and 4 print it
    same_text, same_unit = figure.text == plain_text(figure.value), figure.unit == unit
    doubted = figure.note or figure.approx or figure.flags
    if same_text and same_unit and not (place or unplaced or doubted) and figure.confidence is None:
        return None
    return NoteRow(
        number,
        figure.code,
        text=None if same_text else figure.text,
        unit=None if same_unit else figure.unit or "",
        note=figure.note,
        approx=int(figure.approx),
        flags=" ".join(figure.flags) or None,
        table_index=place.table if place else None,
        page=place.page if place else None,
        row=place.row if place else None,
        column=place.column if place else None,
        box=as_json(place.box) if place and place.box else None,
        confidence=figure.confidence,
    )


def plain_text(value: Number | None) -> str | None:
    """Return the text a value has without a note: what SQLite's CAST gives back, '' for a blank.

    None where no text is plain (a number that only an exponent can print).
    """
    if value is None:
        return ""
    if isinstance(value, int):
        return str(value)
    if value.is_integer():
        return str(int(value))
    text = format(value, ".15g")  # SQLite prints 15 digits too; a longer text is not plain and gets a note
    return None if "e" in text else text
