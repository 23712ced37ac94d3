"""Files of rows: bounds known before anything is sent, and no more of them made at once than there are threads for."""

import asyncio
import io
import json
import sqlite3
import tempfile
import threading
from collections.abc import Iterator

import pytest

from archive.export.resource import Row
from archive.publication import site as sites
from archive.publication.site import Busy
from archive.publication.tabular import FORMATS, Table, TooLarge, limits, spool
from archive.schema import Column
from tests.archive.publication.fixture import Archive

COLUMNS = (Column(name="code", type="text", zh="代码", en="Code"), Column(name="n", type="number", unit="件"))


def table(rows: list[Row] | Iterator[Row], **facts: object) -> Table:
    return Table(name="t", title="T", columns=COLUMNS, rows=rows, **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize("form", FORMATS)
def test_a_bound_is_met_or_an_error(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "ROWS", 3)
    made = spool(table([("a", 1)] * 3), form)
    assert made.size == len(made.file.read())
    made.file.close()
    with pytest.raises(TooLarge) as error:
        spool(table([("a", 1)] * 4), form)
    assert (error.value.bound, error.value.most) == ("rows", 3)


def test_a_workbook_is_bounded_by_its_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "CELLS", 6)
    spool(table([("a", 1)] * 3), "xlsx").file.close()
    with pytest.raises(TooLarge, match="more than 3 cells"):
        spool(table([("a", 1)] * 4), "xlsx")
    spool(table([("a", 1)] * 4), "csv").file.close()


def test_rows_that_fail_leave_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[io.BytesIO] = []

    def temporary() -> io.BytesIO:
        made.append(io.BytesIO())
        return made[-1]

    monkeypatch.setattr(tempfile, "TemporaryFile", temporary)

    def rows() -> Iterator[Row]:
        yield ("a", 1)
        raise sqlite3.OperationalError("interrupted")

    for form in FORMATS:
        with pytest.raises(sqlite3.OperationalError):
            spool(table(rows()), form)
    assert [file.closed for file in made] == [True] * len(FORMATS)


def test_an_empty_answer_is_a_file_with_its_columns() -> None:
    with spool(table([]), "csv").file as file:
        assert file.read() == b"code,n\n"
    with spool(table([], notes=("note",)), "json").file as file:
        about = json.load(file)
    assert (about["rows"], about["count"], about["about"]["columns"][1]["unit"]) == ([], 0, "件")


def test_too_many_waiting_files_are_refused_at_once(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sites, "MOST_WAITING", 1)
    go_on = threading.Event()

    async def ask() -> None:
        first = asyncio.create_task(archive.site.run_patiently(lambda _: go_on.wait(30)))
        await asyncio.sleep(0)
        with pytest.raises(Busy):
            await archive.site.run_patiently(lambda _: None)
        go_on.set()
        assert await first
        assert await archive.site.run_patiently(lambda _: 7) == 7

    asyncio.run(ask())
