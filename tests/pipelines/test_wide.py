import json
import sqlite3

import pytest
import sqlite_utils

from archive import schema
from archive.form_columns import APPLICANTS, RESULTS
from pipelines.checks import units
from pipelines.document import Box
from pipelines.report import About, Figure, Flag, Place, Printed, Report, Sourced, UnknownCell
from pipelines.wide import WideCells, plain_text, wide_rows

NOTHING = Sourced(value=None)
ABOUT = About(
    title=NOTHING,
    body=NOTHING,
    year=NOTHING,
    published=NOTHING,
    period_from=NOTHING,
    period_to=NOTHING,
    scope=NOTHING,
)
EDGES = (10.0, 20.25, 31.123, 40.0)
SIDES = tuple(float(x) + 0.5 for x in range(50, 50 + 10))
NUMBER = 4503599627370495


def report(figures: list[Figure], printed: list[Printed], unknown: tuple[UnknownCell, ...] = ()) -> Report:
    return Report(
        digest="d" * 64,
        part=0,
        is_report=True,
        form="F2021",
        form_variant=None,
        about=ABOUT,
        figures=tuple(figures),
        printed=tuple(printed),
        unknown=unknown,
    )


def figure(code: str, value: float | None, place: Place | None, text: str | None = None, **more: object) -> Figure:
    facts: dict[str, object] = {"unit": units()[code.partition(".")[0]], **more}
    return Figure(code=code, value=value, text=str(value) if text is None else text, place=place, **facts)  # type: ignore[arg-type]


def box(row: int, column: int) -> Box:
    return (SIDES[column], EDGES[row], SIDES[column + 1], EDGES[row + 1])


def place(row: int, column: int, table: int = 5) -> Place:
    return Place(table=table, row=row, column=column, page=3, box=box(row, column))


def piece(form_table: str, **more: object) -> Printed:
    facts: dict[str, object] = {"piece": 0, "table": 5, "page": 3, "row_edges": EDGES, "column_edges": SIDES, **more}
    return Printed(form_table=form_table, **facts)  # type: ignore[arg-type]


def there_and_back(made: Report) -> dict[str, Figure]:
    db = sqlite3.connect(":memory:")
    schema.create(sqlite_utils.Database(db))
    for code, unit in units().items():
        db.execute("INSERT INTO indicators (code, unit) VALUES (?, ?)", (code, unit))
    for table, rows in wide_rows(made, NUMBER, units()).by_table():
        for row in rows:
            db.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)  # noqa: S608 - our tables
    names = 'code, value, unit, text, approx, note, flags, table_index, "row", column_index, page, box'
    found = {}
    for row in db.execute(f"SELECT {names} FROM figures WHERE report = ?", (NUMBER,)):  # noqa: S608 - our columns
        code, value, unit, text, approx, note, flags, table, line, column, page, frame = row
        where = None
        if table is not None:
            box_read = tuple(json.loads(frame)) if frame else None
            where = Place(table=table, row=line, column=column, page=page, box=box_read)
        assert code not in found
        found[code] = Figure(
            code=code,
            value=value,
            text=text,
            unit=unit,
            place=where,
            approx=bool(approx),
            note=note,
            flags=tuple(Flag(flag) for flag in (flags or "").split()),
        )
    return found


def assert_lossless(made: Report) -> None:
    assert there_and_back(made) == {item.code: item for item in made.figures}


def test_plain_cells_need_no_note_and_come_back() -> None:
    columns = {name: index + 2 for index, name in enumerate(APPLICANTS)}
    figures = [figure(f"req_new.{name}", index, place(1, columns[name])) for index, name in enumerate(APPLICANTS)]
    figures += [figure("rule_made", 3, place(0, 1)), figure("rev_upheld", 0, place(2, 0))]
    rest = [figure(f"rev_{name}", 1, place(2, index)) for index, name in enumerate(RESULTS) if index]
    printed = [
        piece("t2", cells={"rule_made": (0, 1)}),
        piece("t3", rows={"req_new": 1}, columns=columns),
        piece("t4", cells={f"rev_{name}": (2, index) for index, name in enumerate(RESULTS)}),
    ]
    made = report(figures + rest, printed)
    assert wide_rows(made, NUMBER, units()).cell_notes == ()
    assert_lossless(made)


def test_every_kind_of_exception_comes_back() -> None:
    columns = {name: index + 1 for index, name in enumerate(APPLICANTS)}
    figures = [
        figure("req_new.natural", None, place(1, 1), "/"),
        figure("req_new.business", None, place(1, 2), ""),
        figure("req_new.research", 5, place(2, 3), "五", flags=(Flag.MISALIGNED, Flag.OCR_UNCONFIRMED)),
        figure("req_new.welfare", 7, Place(table=9, row=0, column=0, page=None, box=None)),
        figure("req_new.legal", 0, place(1, 5), unit=None),
        figure("req_new.total", -3, place(1, 7)),
        figure("res_granted.total", 2, None),
        figure("procurement_amount", 960, place(0, 2), "960 万", unit="万"),
        figure("admin_fee_wan", 24252.311082, None, note="其中滞纳金1", approx=True),
        figure("rule_made", None, None, "—"),
        figure("litd_total", 4, place(2, 4)),
        figure("lita_total", None, None, ""),
    ]
    printed = [
        piece("t2", cells={"procurement_amount": (0, 2), "rule_made": (0, 1), "rule_repealed": (0, 3)}),
        piece("t3", rows={"req_new": 1, "res_granted": 2}, columns=columns),
        piece("t4", cells={"litd_total": (2, 4)}),
    ]
    assert_lossless(report(figures, printed))


def test_a_row_over_two_pieces_belongs_to_the_one_with_most_cells() -> None:
    figures = [figure("req_new.natural", 1, place(0, 1, table=5))]
    figures += [figure(f"req_new.{name}", 2, place(1, 2 + i, table=6)) for i, name in enumerate(APPLICANTS[1:])]
    columns = {name: index + 1 for index, name in enumerate(APPLICANTS)}
    printed = [
        piece("t3", rows={"req_new": 0}, columns=columns),
        piece("t3", piece=1, table=6, rows={"req_new": 1}, columns=columns),
    ]
    made = report(figures, printed)
    assert wide_rows(made, NUMBER, units()).requests[0].piece == 1
    assert_lossless(made)


def test_a_cell_the_document_does_not_have_is_not_a_blank() -> None:
    made = report([figure("req_new.natural", 1, None), figure("rev_total", 1, None)], [])
    rows = wide_rows(made, NUMBER, units())
    holes = {note.code for note in rows.cell_notes if not note.printed}
    assert holes == {f"req_new.{name}" for name in APPLICANTS[1:]} | {f"rev_{name}" for name in RESULTS[:-1]}
    assert_lossless(made)


def test_notes_of_some_codes_are_those_among_all_notes() -> None:
    columns = {name: index + 1 for index, name in enumerate(APPLICANTS)}
    figures = [
        figure("req_new.natural", None, place(1, 1), "/"),
        figure("req_new.total", 3, Place(table=9, row=0, column=0)),
        figure("procurement_amount", 960, None, "960 万", unit="万"),
        figure("rule_made", 1, place(0, 1)),
    ]
    printed = [piece("t2", cells={"rule_made": (0, 1)}), piece("t3", rows={"req_new": 1}, columns=columns)]
    made = report(figures, printed)
    everything = wide_rows(made, NUMBER, units()).cell_notes
    for codes in ({"procurement_amount"}, {"req_new.natural", "req_new.legal", "rule_made"}, set[str]()):
        some = WideCells(made, NUMBER, units()).cell_notes(codes)
        assert some == tuple(note for note in everything if note.code in codes)
    assert len(everything) == 8


def test_documents_without_geometry_have_places_without_boxes() -> None:
    where = Place(table=5, row=1, column=2, page=None, box=None)
    printed = piece("t3", page=None, row_edges=(), column_edges=(), rows={"req_new": 1}, columns={"natural": 2})
    made = report([figure("req_new.natural", 8, where)], [printed])
    assert [note.code for note in wide_rows(made, NUMBER, units()).cell_notes if note.printed] == []
    assert_lossless(made)


@pytest.mark.parametrize("text", ["5.0", "+5", "05", "５", "1,000", "0.10", "1e3"])
def test_a_text_that_is_not_the_plain_number_is_kept(text: str) -> None:
    made = report([figure("procurement_amount", 5.0, None, text)], [])
    assert_lossless(made)


@pytest.mark.parametrize(
    "value", [0, -12, 5.0, 96171.6, 9.63211, 24252.311082, 0.1, 1e-7, 73802895.90, 123456789012345678]
)
def test_plain_text_is_what_sqlite_gives_back(value: float) -> None:
    db = sqlite3.connect(":memory:")
    db.execute("CREATE TABLE t (v NUMERIC)")
    db.execute("INSERT INTO t VALUES (?)", (value,))
    (cast,) = db.execute("SELECT CAST(v AS TEXT) FROM t").fetchone()
    assert plain_text(value) in (cast, None)
    assert (plain_text(value) is None) == (value == 1e-7)


def test_unknown_cells_are_kept() -> None:
    cell = UnknownCell(form_table="t2", table=1, row=2, column=3, label="其他主动公开文件", text="8")
    rows = wide_rows(report([], [], (cell,)), NUMBER, units())
    assert rows.unknown_cells[0].label == "其他主动公开文件"
    assert rows.disclosure == ()


def test_rows_have_the_columns_of_their_tables() -> None:
    returned = figure("pub_items", 1, place(0, 1, table=6))
    filled = report(
        [figure("rule_made", 1, None), figure("req_new.total", 1, None), figure("rev_total", 1, None), returned],
        [piece("t2"), piece("t14", table=6, cells={"pub_items": (0, 1)})],
        (UnknownCell(form_table="t2", table=1, row=2, column=3, label="", text="8"),),
    )
    for table, rows in wide_rows(filled, NUMBER, units()).by_table():
        names = tuple(column.name for column in schema.tables()[table].columns)
        assert len(rows[0]) == len(names)
        assert getattr(rows[0], "_fields", names) == names


def test_a_code_that_a_return_prints_is_a_figure_of_the_return() -> None:
    cells = {"rev_total": (0, 1), "pub_items": (1, 1)}
    figures = [figure("rev_total", 4, place(0, 1)), figure("pub_items", 5, place(1, 1))]
    rows = wide_rows(report(figures, [piece("t14", cells=cells)]), NUMBER, units())
    names = [column.name for column in schema.tables()["statistics"].columns]
    returned = dict(zip(names, rows.statistics[0], strict=True))
    assert (returned["rev_total"], returned["pub_items"]) == (4, 5)
    assert rows.disputes == () == rows.cell_notes


def test_a_figure_of_a_return_stands_in_one_of_its_pieces() -> None:
    with pytest.raises(ValueError, match="stands in no printed piece"):
        wide_rows(report([figure("pub_items", 5, place(1, 1))], [piece("t14")]), NUMBER, units())


@pytest.mark.parametrize("code", ["no_such_code", "req_new.nobody", "req_new"])
def test_a_figure_without_a_place_in_the_tables_is_an_error(code: str) -> None:
    with pytest.raises(ValueError, match="belongs to no wide table"):
        wide_rows(report([figure(code, 1, None, unit=None)] if code in units() else [_bare(code)], []), NUMBER, units())


def test_a_code_that_occurs_twice_is_an_error() -> None:
    with pytest.raises(ValueError, match="occurs twice"):
        wide_rows(report([figure("rule_made", 1, None), figure("rule_made", 2, None)], []), NUMBER, units())


def _bare(code: str) -> Figure:
    return Figure(code=code, value=1, text="1", unit=None, place=None)
