"""Numbers of residents are taken as the operator writes them, or refused with the line to mend."""

import sqlite3
from pathlib import Path

import pytest

from archive.corrections import InputError
from archive.datadir import DataDir
from archive.population import Residents, attach, load_population

HEAD = "region,year,residents,source\n"


def load(root: Path, words: str) -> dict[tuple[str, int], Residents]:
    data = DataDir(root)
    data.population.write_text(words, "utf-8")
    return load_population(data)


def test_rows_are_kept_by_region_and_year(tmp_path: Path) -> None:
    assert load_population(DataDir(tmp_path)) == {}
    found = load(tmp_path, HEAD + "320800,2023,4552000,淮安统计年鉴 2024\n320800,2024,4548000,公报\n")
    assert found == {
        ("320800", 2023): Residents(4552000, "淮安统计年鉴 2024"),
        ("320800", 2024): Residents(4548000, "公报"),
    }
    db = sqlite3.connect(":memory:")
    attach(db, found)
    assert db.execute("SELECT residents FROM population WHERE year = 2024").fetchall() == [(4548000,)]


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        ("3208,2023,1,x", "'3208' is no region code"),
        ("32080０,2023,1,x", "is no region code"),
        ("320800,23,1,x", "year '23'"),
        ("320800,2023,4.5,x", "residents '4.5'"),
        ("320800,2023,0,x", "residents '0'"),
        ("320800,2023,-5,x", "residents '-5'"),
        ("320800,2023,99999999999,x", "residents '99999999999'"),
        ("320800,2023,5,", "source is empty"),
        ("320800,2022,6,y", "two rows for 2022"),
    ],
)
def test_a_wrong_row_is_named_with_its_line(tmp_path: Path, row: str, wrong: str) -> None:
    with pytest.raises(InputError, match=r"population\.csv line 3") as error:
        load(tmp_path, f"{HEAD}320800,2022,5,x\n{row}\n")
    assert wrong in str(error.value)


def test_other_columns_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"population\.csv"):
        load(tmp_path, "region,year,people\n320800,2023,5\n")
