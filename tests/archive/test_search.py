import random
import re
import sqlite3

import pytest

from archive import search
from archive.search import Entry, parse, pattern

TEXTS = (
    "2024年政府信息公开工作年度报告",
    "本机关收到政府信息公开申请12件，其中自然人申请10件。",
    "不予公开3件；规范性文件１２件",
    "政府 信息\n公开 OA系统 ABC-2024",
    "示例市人民政府办公室",
)


def entry(report: int, *texts: str, year: int = 2024, province: str = "99", level: str = "county") -> Entry:
    return Entry(report=report, year=year, province=province, level=level, texts=texts)


def index(*entries: Entry) -> sqlite3.Connection:
    db = sqlite3.connect(":memory:")
    search.create(db)
    for one in entries:
        search.add(db, one)
    return db


def index_of(texts: tuple[str, ...] | list[str]) -> sqlite3.Connection:
    return index(*(entry(number, text) for number, text in enumerate(texts)))


def hits(db: sqlite3.Connection, query: str, *, province: str | None = None, level: str | None = None) -> list[int]:
    sql = "SELECT report FROM search JOIN search_rows ON row = search.rowid WHERE search MATCH ? ORDER BY row"
    return [row[0] for row in db.execute(sql, [parse(query).match(province=province, level=level)])]


@pytest.fixture(scope="module")
def db() -> sqlite3.Connection:
    return index_of(TEXTS)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("公", [0, 1, 2, 3, 4]),
        ("府", [0, 1, 3, 4]),
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
        ("信息 -告", [1, 3]),
        ('"政府信息公开"', [0, 1, 3]),
        ("“信息公开工作”", [0]),
        ("公开申请12件，其中", [1]),
        ("件；规", [2]),
        ("oa系统", [3]),
        ("abc-2024", [3]),
        ("公开申请 -“自然人申请”", []),
        ("-公开", []),
        ("", []),
        ('"', []),
        ("OR", []),
    ],
)
def test_words_are_found(db: sqlite3.Connection, query: str, expected: list[int]) -> None:
    assert hits(db, query) == expected


def test_search_equals_looking_for_the_substring() -> None:
    dice = random.Random(20240131)  # noqa: S311 (a test needs repeatable dice)
    texts = ["".join(dice.choices("政府信息公开申请，。", k=dice.randrange(1, 40))) for _ in range(300)]
    db = index_of(texts)
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
    db = index_of(texts)
    for word in ("2024年", "年2024", "12件公开", "开12", "申2024年", "件12件", "件，公", "公开，申"):
        core = re.sub(r"(?<=\d)(?=\D)|(?<=\D)(?=\d)", r"[，\\s]*", word.replace("，", "，+"))
        bounded = re.compile(rf"(?<!\d)(?=\d){core}|(?=\D){core}")
        expected = [number for number, text in enumerate(texts) if bounded.search(text)]
        assert expected
        assert hits(db, word) == expected, word


def test_no_input_is_a_syntax_error(db: sqlite3.Connection) -> None:
    dice = random.Random(99)  # noqa: S311 (a test needs repeatable dice)
    letters = "公开a1 \"'-()*:^+{}[]NEARORANDNOT“”－\\%_\t\n\0\ud7ff①½é𠀀🎉,.\ue001\ue003"
    for _ in range(3000):
        query = "".join(dice.choices(letters, k=dice.randrange(0, 25)))
        try:
            hits(db, query)
            for word in parse(query).wanted:
                pattern(word).search(query)
        except (sqlite3.Error, re.error) as error:  # pragma: no cover
            pytest.fail(f"{query!r}: {error}")


def test_newer_years_come_first_and_a_year_is_a_range_of_rows() -> None:
    db = index(entry(7, "公开", year=2020), entry(8, "公开", year=2024), entry(9, "公开", year=2020))
    assert hits(db, "公开") == [8, 7, 9]
    first, end = search.rows_of_year(2020)
    rows = db.execute("SELECT rowid FROM search WHERE search MATCH '公开' AND rowid >= ? AND rowid < ?", (first, end))
    assert len(rows.fetchall()) == 2


def test_a_place_and_a_level_narrow_the_search_and_are_no_words() -> None:
    db = index(entry(1, "公开", province="44"), entry(2, "公开", province="35", level="prefecture"))
    assert hits(db, "公开", province="44") == [1]
    assert hits(db, "公开", level="prefecture") == [2]
    assert hits(db, "公开", province="35", level="county") == []
    assert hits(db, "44") == hits(db, "prefecture") == hits(db, "\ue00144") == []
    assert hits(db, "公开", province='35" OR "公开') == []


def test_words_may_stand_in_different_texts_of_a_report_but_a_phrase_may_not() -> None:
    db = index(entry(1, "政府信息", "公开申请"))
    assert hits(db, "信息 申请") == [1]
    assert hits(db, "信息公开") == []


def test_a_report_taken_out_is_found_no_more() -> None:
    kept, lost = entry(1, "政府信息公开"), entry(2, "政府信息公开", "2024年12件")
    db = index(kept, lost)
    search.remove(db, lost)
    search.remove(db, entry(3, "never entered"))
    assert hits(db, "公开") == [1]
    assert hits(db, "2024年") == hits(db, "件") == []
    search.add(db, lost)
    search.optimize(db)
    assert hits(db, "2024年") == [2]


def test_a_year_beyond_the_index_is_an_error() -> None:
    with pytest.raises(ValueError, match="2500"):
        index(entry(1, "公开", year=2500))


@pytest.mark.parametrize(
    ("term", "text", "found"),
    [
        ("信息公开", "政府信\n息 公开", "信\n息 公开"),
        ("12件", "共１２ 件", "１２ 件"),
        ("2024", "12024年 2024", "2024"),
        ("oa系统", "用OA，系统", "OA，系统"),
        ("(公", "（公", "公"),
    ],
)
def test_a_word_is_marked_where_it_was_found(term: str, text: str, found: str) -> None:
    match = pattern(term).search(text)
    assert match
    assert match[0] == found
    assert match.end() == len(text) or term in {"信息公开", "12件"}
