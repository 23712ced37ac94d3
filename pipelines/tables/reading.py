"""Reads all form tables of a document and says which form they are on."""

from dataclasses import dataclass, replace
from functools import cache
from itertools import chain

from pipelines.document import Document, Problem, Table
from pipelines.forms import load_forms, newest_first
from pipelines.report import Figure, Flag, Printed, UnknownCell
from pipelines.tables.disclosure import read_disclosure
from pipelines.tables.disputes import read_disputes
from pipelines.tables.figures import Harvest
from pipelines.tables.requests import closest, read_requests
from pipelines.tables.rivals import leading, set_aside
from pipelines.tables.rows import Segment, segments
from pipelines.tables.statistics import T14, give_way, read_statistics
from pipelines.tables.vocabulary import T2, T3, T4

_SECTIONS = {
    T2: ("主动公开政府信息情况",),
    T3: ("处理政府信息公开申请情况",),
    T4: ("行政复议、行政诉讼情况", "行政复议和行政诉讼情况"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TableReading:
    """What the tables of one report say. `form` None means that the document has none of the form's tables."""

    form: str | None
    form_variant: str | None
    figures: tuple[Figure, ...]
    printed: tuple[Printed, ...]
    unknown: tuple[UnknownCell, ...]
    problems: tuple[Problem, ...]
    form_tables: frozenset[str]  # t2, t3, t4, t14 as far as found
    other_tables: tuple[int, ...]  # indexes of tables that belong to no form


def read_tables(document: Document) -> TableReading:
    """Return the figures of the document's form tables, and everything that could not be read, by name."""
    returns = read_statistics(document)
    pieces: dict[str | None, list[Segment]] = {}
    for segment in segments(_without(document, returns.tables)):
        pieces.setdefault(segment.form_table, []).append(segment)
    aside = set_aside(pieces, document)
    t2 = read_disclosure(pieces.get(T2, ()))
    t3 = read_requests(pieces.get(T3, ()), leading(t2.forms))
    t4 = read_disputes(pieces.get(T4, ()))
    for harvest in (t2, t3, t4):
        harvest.doubt_rivals()
    harvests = {harvest.form_table: harvest for harvest in (t2, t3, t4) if harvest.figures or harvest.problems}
    form, variant = _form(t2, t3, t4)
    _doubt_foreign(t2)
    _missing_cells(t2, form)
    _missing_cells(t4, form)
    missing = _missing_tables(document, harvests)
    if returns.harvest.figures or returns.harvest.problems:
        harvests[T14] = returns.harvest
        if form is not None:
            give_way(returns)
    ordered = [harvests[name] for name in (T2, T3, T4, T14) if name in harvests]
    return TableReading(
        form=form or returns.form,
        form_variant=variant,
        figures=tuple(chain.from_iterable(harvest.figures.values() for harvest in ordered)),
        printed=tuple(piece for harvest in ordered for piece in harvest.printed),
        unknown=tuple(cell for harvest in ordered for cell in harvest.unknown),
        problems=(
            *aside,
            *(problem for harvest in ordered for problem in harvest.problems),
            *missing,
        ),
        form_tables=frozenset(harvests),
        other_tables=_others(pieces, harvests),
    )


def _without(document: Document, tables: frozenset[int]) -> Document:
    """Return the document without some of its tables."""
    if not tables:
        return document
    blocks = (block for block in document.blocks if not (isinstance(block, Table) and block.index in tables))
    return replace(document, blocks=tuple(blocks))


def _form(t2: Harvest, t3: Harvest, t4: Harvest) -> tuple[str | None, str | None]:
    """Return form and variant: that of table 3, else 2, else 4; where two are of different forms, the newer one's."""
    first, second = leading(t2.forms), leading(t3.forms)
    if second and (not first or second[0] in first):
        return second[0], None
    if first:
        closer = closest(first, {code.partition(".")[0] for code in t3.figures})
        return _hybrid(closer, second[0]) if second else (closer, None)
    return (newest_first()[0].id if t2.figures or t3.figures or t4.figures else None), None


def _hybrid(table2: str, table3: str) -> tuple[str, str]:
    """Return form and variant where table 2 is of one form and table 3 of another."""
    forms = load_forms()
    if forms[table3].first_year > forms[table2].first_year:
        return table3, f"table2_{table2}"
    return table2, "single_other" if "res_other" in forms[table3].request_codes() else f"table3_{table3}"


def _doubt_foreign(harvest: Harvest) -> None:
    """Flag the figures of rows of table 2 that hold codes of one form beside codes of another only."""
    for every, codes in _codes_of_rows():
        printed = every & harvest.figures.keys()
        if printed and not any(printed <= own for own in codes):
            harvest.flag(sorted(printed), Flag.SOURCES_DIFFER)


@cache
def _codes_of_rows() -> tuple[tuple[frozenset[str], tuple[frozenset[str], ...]], ...]:
    """Return for each row of table 2 the codes that any form has in it, and those of each form."""
    blocks = [block for form in load_forms().values() for block in form.disclosure]
    told = []
    for name in sorted({row.row for block in blocks for row in block.rows}):
        codes = tuple(
            frozenset(
                cell.code for block in form.disclosure for row in block.rows if row.row == name for cell in row.cells
            )
            for form in load_forms().values()
        )
        told.append((frozenset[str]().union(*codes), codes))
    return tuple(told)


def _missing_cells(harvest: Harvest, form_id: str | None) -> None:
    """Name the cells of a recognised table 2 or 4 that it neither prints nor has a problem about."""
    if form_id is None or not (harvest.figures or harvest.problems):
        return
    likely = leading(harvest.forms) or (form_id,)
    expected = _expected(form_id if form_id in likely else likely[0], harvest.form_table)
    told = {code for problem in harvest.problems for code in problem.where}
    missing = [code for code in expected if code not in harvest.figures and code not in told]
    if missing:
        number = harvest.form_table[1]
        detail = f"table {number} lacks rows or columns of the form: {', '.join(missing)}; look at the original"
        harvest.problem("row_missing", detail, missing)


@cache
def _expected(form_id: str, table: str) -> tuple[str, ...]:
    """Return the codes of table 2 or 4 of a form."""
    form = load_forms()[form_id]
    return form.disclosure_codes() if table == T2 else form.disputes.codes()


def _missing_tables(document: Document, harvests: dict[str, Harvest]) -> list[Problem]:
    absent = [name for name in (T2, T3, T4) if name not in harvests]
    if len(absent) in (0, 3):
        return []
    headed = {
        name
        for paragraph in document.paragraphs()
        if len(paragraph.text) < 60
        for name, words in _SECTIONS.items()
        if any(word in paragraph.text.replace(" ", "") for word in words)
    }
    return [
        Problem(
            kind="table_missing",
            detail=f"table {name[1]} was not found"
            + (" although its heading is there" if name in headed else "")
            + "; it may be an image or an attachment",
            where=(name,),
        )
        for name in absent
    ]


def _others(pieces: dict[str | None, list[Segment]], harvests: dict[str, Harvest]) -> tuple[int, ...]:
    used = {segment.table.index for name in harvests for segment in pieces.get(name, ())}
    every = {segment.table.index for group in pieces.values() for segment in group}
    return tuple(sorted(every - used))
