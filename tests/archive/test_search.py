import random
import re
import sqlite3

import pytest
import sqlite_utils

from archive import search

TEXTS = (
    "2024年政府信息公开工作年度报告",
    "本机关收到政府信息公开申请12件，其中自然人申请10件。",
    "不予公开3件；规范性文件１２件",
    "政府 信息\n公开 OA系统 ABC-2024",
    "示例市人民政府办公室",
)


@pytest.fixture
def db() -> sqlite_utils.Database:
    db = sqlite_utils.Database(memory=True)
    search.create(db)
    fill(db, TEXTS)
    return db


def fill(db: sqlite_utils.Database, texts: tuple[str, ...] | list[str]) -> None:
    rows = [(number, search.segment(text)) for number, text in enumerate(texts)]
    db.conn.executemany("INSERT INTO search(rowid, text) VALUES (?, ?)", rows)


def hits(db: sqlite_utils.Database, query: str) -> list[int]:
    sql = "SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid"
    return [row[0] for row in db.execute(sql, [search.cjk_query(query)])]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("公", [0, 1, 2, 3, 4]),
        ("告", [0]),
        ("公开", [0, 1, 2, 3]),
        ("信息公开", [0, 1, 3]),
        ("不予公", [2]),
        ("规范性文", [2]),
        ("2024年", [0]),
        ("2024", [0, 3]),
        ("024", []),
        ("12件", [1, 2]),
        ("件 自然人", [1]),
        ("公开 -申请", [0, 2, 3]),
        ('"政府信息公开"', [0, 1, 3]),
        ("“信息公开工作”", [0]),
        ("oa系统", [3]),
        ("abc-2024", [3]),
        ("公开申请 -“自然人申请”", []),
        ("-公开", []),
        ("", []),
        ('"', []),
        ("OR", []),
    ],
)
def test_words_are_found(db: sqlite_utils.Database, query: str, expected: list[int]) -> None:
    assert hits(db, query) == expected


def test_search_equals_looking_for_the_substring() -> None:
    dice = random.Random(20240131)  # noqa: S311 (a test needs repeatable dice)
    texts = ["".join(dice.choices("政府信息公开申请，。", k=dice.randrange(1, 40))) for _ in range(300)]
    db = sqlite_utils.Database(memory=True)
    search.create(db)
    fill(db, texts)
    for _ in range(600):
        word = "".join(dice.choices("政府信息公开申请", k=dice.randrange(1, 6)))
        assert hits(db, word) == [number for number, text in enumerate(texts) if word in text], word


def test_mixed_words_equal_the_substring_at_word_borders() -> None:
    dice = random.Random(7)  # noqa: S311 (a test needs repeatable dice)
    parts = ["2024", "12", "年", "件", "公开", "申", "，", " "]
    texts = []
    for _ in range(300):
        chosen = [dice.choice(parts)]
        while len(chosen) < 12:
            part = dice.choice(parts)
            if not (part.strip() == "" or (part[0].isdigit() and chosen[-1][-1].isdigit())):
                chosen.append(part)
        texts.append("".join(chosen))
    db = sqlite_utils.Database(memory=True)
    search.create(db)
    fill(db, texts)
    for word in ("2024年", "年2024", "12件公开", "开12", "申2024年", "件12件"):
        core = re.sub(r"(?<=\d)(?=\D)|(?<=\D)(?=\d)", r"[，\\s]*", word)
        bounded = re.compile(rf"(?<!\d)(?=\d){core}|(?=\D){core}")
        expected = [number for number, text in enumerate(texts) if bounded.search(text)]
        assert expected
        assert hits(db, word) == expected, word


def test_no_input_is_a_syntax_error(db: sqlite_utils.Database) -> None:
    dice = random.Random(99)  # noqa: S311 (a test needs repeatable dice)
    letters = "公开a1 \"'-()*:^+{}[]NEARORANDNOT“”－\\%_\t\n\0\ud7ff①½é𠀀🎉,."
    for _ in range(3000):
        query = "".join(dice.choices(letters, k=dice.randrange(0, 25)))
        try:
            hits(db, query)
        except sqlite3.Error as error:  # pragma: no cover
            pytest.fail(f"{query!r}: {error}")


def test_rows_lead_back_to_report_and_section() -> None:
    assert search.report_of(search.row_id(2**52 - 1, search.HEAD)) == (2**52 - 1, None)
    assert search.report_of(search.row_id(5, 3)) == (5, 2)
    assert search.row_id(2**52 - 1, 5000) < 2**63
