"""Reads the content of the file of a statistics return into records and validates it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from pipelines.forms.model import Counterpart, Name, StatisticsForm, StatisticsRow, Sum
from pipelines.forms.node import FormError, Node, compared

EVIDENCE = ("A", "B", "C")


def parse_statistics(source: str, data: Mapping[str, object]) -> StatisticsForm:
    """Return the return held in one file's content. Raises FormError naming `source`, the place and the fault."""
    root = Node(source, data)
    form = StatisticsForm(
        id=root.text("id"),
        name=root.text("name"),
        authority=root.text("authority"),
        first_year=root.number("first_year"),
        last_year=root.number("last_year") if "last_year" in data else None,
        complete=root.yes("complete"),
        rows=_under_headings(tuple(_row(node) for node in root.nodes("rows"))),
        sums=tuple(
            Sum(total=item.text("total"), parts=item.texts("parts", required=True))
            for item in root.nodes("sums", required=False)
        ),
    )
    _validate(source, form)
    return form


def _row(node: Node) -> StatisticsRow:
    heading, local = node.yes("heading"), node.yes("local")
    evidence = "" if local else node.text("ev")
    if evidence and evidence not in EVIDENCE:
        raise FormError(f"{node.place}: ev must be one of {', '.join(EVIDENCE)}, not {evidence!r}")
    if local and "code" in node.data:
        raise FormError(f"{node.place}: a local row has no code; leave out local or code")
    name = Name(
        label=node.text("label"), en=node.text("en", default="" if local else None), aliases=node.texts("aliases")
    )
    return StatisticsRow(
        code="" if local else node.text("code"),
        name=name,
        unit=None if heading else node.text("unit"),
        parent=node.text("parent", default="") or None,
        heading=heading,
        local=local,
        evidence=evidence,
        variants=node.texts("variants"),
        later=tuple(
            Counterpart(form=item.text("form"), compared=compared(item))
            for item in node.nodes("compared", required=False)
        ),
    )


def _under_headings(rows: tuple[StatisticsRow, ...]) -> tuple[StatisticsRow, ...]:
    """Return the rows, each with the label of the heading it stands under."""
    by_code = {row.code: row for row in rows if row.code}

    def block(row: StatisticsRow) -> str | None:
        seen: set[str] = set()
        above = row.parent
        while above is not None and above in by_code and above not in seen:
            seen.add(above)
            if by_code[above].heading:
                return by_code[above].name.label
            above = by_code[above].parent
        return None

    return tuple(replace(row, block=block(row)) for row in rows)


def _validate(source: str, form: StatisticsForm) -> None:
    codes = [row.code for row in form.rows if row.code]
    twice = sorted(code for code, count in Counter(codes).items() if count > 1)
    if twice:
        raise FormError(f"{source}: the codes {', '.join(twice)} occur more than once")
    earlier: set[str] = set()
    for row in form.rows:
        if row.parent is not None and row.parent not in earlier:
            raise FormError(f"{source}: the row {row.name.label} names a parent that stands not above it: {row.parent}")
        earlier.add(row.code)
    named = {code for item in form.sums for code in (item.total, *item.parts)}
    unknown = sorted(named - set(form.codes()))
    if unknown:
        raise FormError(f"{source}: a sum names figures that the form does not have: {', '.join(unknown)}")
