"""How single values are written, and that nothing grows with the number of rows."""

import gzip
import tracemalloc

import pyarrow.parquet as pq
import pytest

from archive.export import tables as writing
from archive.export.excel import ExcelCsv, Workbook, guarded
from archive.export.resource import Resource
from archive.export.sinks import CsvGz, Parquet, cell, columnar, line
from archive.progress import Progress
from archive.schema import Column
from tests.archive.export.reading import records, sheet

TEXT = Column(name="words", type="text", zh="文字", en="Words")
NUMBER = Column(name="count", type="number", zh="数", en="Count")
IDENTITY = Column(name="report", type="integer", zh="编号", en="Number")


def resource(rows):
    return Resource(
        name="wide_x", zh="试", en="Try", columns=(IDENTITY, TEXT, NUMBER), rows=lambda _db: iter(rows),
        ids=frozenset({"report"}),
    )  # fmt: skip


def test_null_empty_text_and_zero_are_three_things():
    assert line([None, "", 0, 0.0]) == ',"",0,0.0\n'
    assert records(line([None, "", 0])) == [[None, "", "0"]]


@pytest.mark.parametrize("words", ["a,b", 'say "x"', "two\nlines", "cr\r", "=1+1", " led", "，。", '"', '""', ",", "'"])
def test_text_comes_back_as_it_was(words):
    assert records(line([words, None, words])) == [[words, None, words]]


@pytest.mark.parametrize("value", [0, -139, 3.5, 0.1, 1e-7, 987654321012345])
def test_numbers_come_back_exactly(value):
    assert float(cell(value)) == value


@pytest.mark.parametrize(
    "words",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\n=x", "\0x", "＝1+1", "＠x", '=HYPERLINK("http://x")'],
)
def test_text_like_a_formula_is_guarded_for_spreadsheets(words):
    assert guarded(words, TEXT, frozenset()) == f"'{words}"


@pytest.mark.parametrize("words", ["007", "1234567890123456", "12e5", "1.5E+3", "1-2", "3/4"])
def test_text_that_excel_would_make_another_number_of_is_guarded(words):
    assert guarded(words, TEXT, frozenset()) == f"'{words}"


@pytest.mark.parametrize("words", ["普通", "1=1", " =1", "", "a-b", "320800", "2024-03-31", "0", "320800-1a2b3c4d"])
def test_other_text_is_left_alone(words):
    assert guarded(words, TEXT, frozenset()) == words


@pytest.mark.parametrize("value", [-5, 0, -0.25, None])
def test_numbers_are_left_alone(value):
    assert guarded(value, NUMBER, frozenset()) == value


def test_spreadsheet_csv_goes_on_in_a_second_file_at_the_row_limit(tmp_path):
    rows = [(number, f"=行{number}\r\n下", -number) for number in range(1, 6)]
    with ExcelCsv(tmp_path, "wide_x-2020", resource(rows), limit=4) as out:
        out.write(rows[:2])
        out.write(rows[2:])
    files = ["wide_x-2020.excel.csv", "wide_x-2020-2.excel.csv"]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(files)
    parts = [records((tmp_path / name).read_bytes().decode("utf-8-sig")) for name in files]
    assert [part[0] for part in parts] == [["report", "words", "count"]] * 2
    assert [row for part in parts for row in part[1:]] == [[f"'{n}", f"'=行{n}\r\n下", f"-{n}"] for n in range(1, 6)]


def test_workbook_goes_on_in_a_second_sheet_at_the_row_limit(tmp_path):
    rows = [(10**15 + number, f"=行{number}", -number) for number in range(1, 6)]
    with Workbook(tmp_path / "x.xlsx", ["notes"]) as book:
        book.table(resource(rows), limit=5).write(rows)
    assert [path.name for path in tmp_path.iterdir()] == ["x.xlsx"]
    first, second = (sheet(tmp_path / "x.xlsx", number) for number in (2, 3))
    assert first["A3"] == ("inlineStr", str(10**15 + 1))
    assert first["B3"] == ("inlineStr", "=行1")
    assert first["C3"] == ("n", "-1")
    assert "A6" not in first
    assert second["A1"][1] == "report"
    assert second["C4"] == ("n", "-5")


def test_a_text_too_long_for_a_cell_is_cut_visibly(tmp_path):
    rows = [(1, "字" * 40_000, 10**15)]
    with Workbook(tmp_path / "x.xlsx", ["notes"]) as book:
        book.table(resource(rows)).write(rows)
    cells = sheet(tmp_path / "x.xlsx", 2)
    assert len(cells["B3"][1]) == 32_767
    assert cells["B3"][1].endswith("cut）")
    assert cells["C3"] == ("inlineStr", str(10**15)), "Excel would round it"


def test_parquet_keeps_null_zero_and_empty_text_apart(tmp_path):
    rows = [(1, None, None), (2, "", 0), (3, "x", 2.5), (4, "y", 1 << 60)]
    with Parquet(tmp_path / "x.parquet", resource(rows), {"build": "b"}) as out:
        out.write(columnar(rows[:2], resource(rows).columns))
        out.write(columnar(rows[2:], resource(rows).columns))
    found = pq.read_table(tmp_path / "x.parquet")
    assert found.to_pylist() == [dict(zip(("report", "words", "count"), row, strict=True)) for row in rows]
    assert found.schema.metadata[b"build"] == b"b"
    assert found.schema.field("words").metadata[b"zh"] == "文字".encode()


def test_csv_keeps_every_integer_and_every_kind_of_nothing(tmp_path):
    rows = [(1, None, None), (2, "", 0), (3, 'a "b",\nc', 2.5), (4, "=1", (1 << 60) + 1)]
    with CsvGz(tmp_path / "x.csv.gz", resource(rows)) as out:
        out.write(columnar(rows[:2], resource(rows).columns))
        out.write(columnar(rows[2:], resource(rows).columns))
    found = records(gzip.decompress((tmp_path / "x.csv.gz").read_bytes()).decode())
    assert found == [
        ["report", "words", "count"], ["1", None, None], ["2", "", "0"], ["3", 'a "b",\nc', "2.5"],
        ["4", "=1", str((1 << 60) + 1)],
    ]  # fmt: skip


def test_batches_are_bounded_by_rows_cells_and_characters(monkeypatch):
    monkeypatch.setattr(writing, "_ROWS", 10)
    monkeypatch.setattr(writing, "_PIECE", 1)
    monkeypatch.setattr(writing, "_CELLS", 40)
    monkeypatch.setattr(writing, "_CHARACTERS", 100)
    sizes = [len(batch) for batch in writing.batches([(1,)] * 25, [NUMBER])]
    assert sizes == [10, 10, 5]
    assert [len(batch) for batch in writing.batches([(1,) * 20] * 5, [NUMBER] * 20)] == [2, 2, 1]
    assert [len(batch) for batch in writing.batches([("x" * 60,)] * 5, [TEXT])] == [2, 2, 1]
    assert list(writing.batches([], [TEXT])) == []


def _peak(folder, monkeypatch, count):
    monkeypatch.setattr(writing, "_ROWS", 500)
    made = resource([])
    made = Resource(
        name="x", zh="", en="", columns=made.columns,
        rows=lambda _db: ((number, f"文字{number}" * 10, number * 1000) for number in range(count)),
    )  # fmt: skip
    folder.mkdir()
    tracemalloc.start()
    with Progress("x") as progress:
        writing.write_tables(None, [made], folder, {}, progress)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def test_memory_does_not_grow_with_the_rows(tmp_path, monkeypatch):
    small = _peak(tmp_path / "small", monkeypatch, 2_000)
    assert _peak(tmp_path / "large", monkeypatch, 20_000) < 1.5 * small
