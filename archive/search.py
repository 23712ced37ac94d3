"""Chinese full-text search on SQLite's own `unicode61` tokenizer, by overlapping bigrams made beforehand.

A run of Chinese characters 政府信息 is indexed as 政 政府 府信 信息 息: a word of two characters is a token, a longer
one a phrase; the first and the last character stand alone too, where a phrase goes over punctuation or into a number
(2024年). Letters and digits stay whole words. Which characters occur at all follows as tokens of their own, so a word
of one character needs no look at the thousands of tokens that begin with it; so do the report's province and level.

`search.db` has one contentless table `search(text)` with a row for each current report, and `search_rows`, which says
which report a row is. Rows of newer years have smaller numbers: in the order of rows the newest come first, and a year
is a range of rows. The published file needs no extension: any SQLite reads it.
"""

import itertools
import re
import sqlite3
import unicodedata
from dataclasses import dataclass

_YEAR_ROWS = 1 << 22  # rows that a year may have
_LAST_YEAR = 2200
MOST_TERMS = 16  # of one search; those beyond are left out

# Tokens that no text has: private-use characters are letters to unicode61, and nothing a reader types begins with one.
_BREAK, _PROVINCE, _LEVEL, _OCCURS = "\ue000", "\ue001", "\ue002", "\ue003"

_CJK = (
    "\u3005-\u3007\u3021-\u3029\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3041-\u3096\u30a1-\u30fa"
    "\U00020000-\U0002ffff\U00030000-\U0003ffff"
)
_RUN = re.compile(f"(?P<cjk>[{_CJK}]+)|(?P<word>[^\\W_{_CJK}]+)")
_CHARACTER = re.compile(f"[{_CJK}]")
_LAYOUT_SPACE = re.compile(f"(?<=[{_CJK}])\\s+(?=[{_CJK}])")
_TERM = re.compile(r'(?P<minus>[-－])?(?:["“”](?P<phrase>[^"“”]*)(?:["“”]|$)|(?P<term>[^\s"“”]+))')
_LATIN = "0-9A-Za-z０-９Ａ-Ｚａ-ｚ"
_WIDER = 0xFEE0  # from an ASCII character to its full-width form
NOTHING = '""'  # a query that is valid and matches nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One report as the index takes it. `texts` are its title, the names of its body, its sections."""

    report: int
    year: int
    province: str
    level: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """What a reader typed: words that must all occur, in any order, and words that must not."""

    wanted: tuple[str, ...]
    unwanted: tuple[str, ...] = ()

    def match(self, *, province: str | None = None, level: str | None = None) -> str:
        """Return the FTS5 query, in the reports of a province (two digits) or level; never a syntax error."""
        if not self.wanted:
            return NOTHING
        given = [(_PROVINCE, province), (_LEVEL, level)]
        parts = [f'"{mark}{_word(value)}"' for mark, value in given if value] + [_phrase(one) for one in self.wanted]
        query = " AND ".join(parts)
        return f"({query})" + "".join(f" NOT {_phrase(one)}" for one in self.unwanted) if self.unwanted else query


def create(db: sqlite3.Connection) -> None:
    """Create the index in an empty database."""
    db.execute("CREATE VIRTUAL TABLE search USING fts5(text, content='', tokenize='unicode61')")
    db.execute("CREATE TABLE search_rows (row INTEGER PRIMARY KEY, report INTEGER NOT NULL UNIQUE)")


def add(db: sqlite3.Connection, entry: Entry) -> None:
    """Enter a report behind those of its year. Raises ValueError for a year that the index cannot hold."""
    first, end = rows_of_year(entry.year)
    last = db.execute("SELECT max(row) FROM search_rows WHERE row >= ? AND row < ?", (first, end)).fetchone()[0]
    row = first if last is None else last + 1
    if not 0 < first < row + 1 <= end:
        raise ValueError(f"report {entry.report} of the year {entry.year}: the search index has no row left for it")
    db.execute("INSERT INTO search_rows VALUES (?, ?)", (row, entry.report))
    db.execute("INSERT INTO search(rowid, text) VALUES (?, ?)", (row, _entered(entry)))


def remove(db: sqlite3.Connection, entry: Entry) -> None:
    """Take a report out again; the entry must be the one that was added."""
    found = db.execute("SELECT row FROM search_rows WHERE report = ?", (entry.report,)).fetchone()
    if found:
        db.execute("INSERT INTO search(search, rowid, text) VALUES ('delete', ?, ?)", (found[0], _entered(entry)))
        db.execute("DELETE FROM search_rows WHERE row = ?", found)


def optimize(db: sqlite3.Connection) -> None:
    """Merge the index into one piece."""
    db.execute("INSERT INTO search(search) VALUES ('optimize')")


def rows_of_year(year: int) -> tuple[int, int]:
    """Return the first row of a year's reports and the one after its last."""
    first = (_LAST_YEAR - year) * _YEAR_ROWS
    return first, first + _YEAR_ROWS


def parse(text: str) -> Query:
    """Return what a reader's words ask for.

    Words parted by spaces must all occur; "quoted words" must follow each other; -word must not occur.
    Punctuation and spaces between a number and a word are overlooked (2024年 finds "2024 年").
    """
    wanted: dict[str, None] = {}
    unwanted: dict[str, None] = {}
    for found in itertools.islice(_TERM.finditer(text), MOST_TERMS):
        term = (found["term"] if found["phrase"] is None else found["phrase"]).strip()
        if _RUN.search(_normalise(term)):
            (unwanted if found["minus"] else wanted)[term] = None
    return Query(tuple(wanted), tuple(unwanted))


def pattern(term: str) -> re.Pattern[str]:
    """Return what finds one of the wanted words of a query in a text as it was written, to mark it there."""
    parts: list[str] = []
    before = ""
    for run in _RUN.finditer(_normalise(term)):
        kind = "cjk" if run["cjk"] else "word"
        if parts:
            parts.append(r"[\W_]*")
        elif kind == "word":
            parts.append(f"(?<![{_LATIN}])")
        parts.append(r"\s*".join(map(_any_width, run[0])) if kind == "cjk" else "".join(map(_any_width, run[0])))
        before = kind
    if before == "word":
        parts.append(f"(?![{_LATIN}])")
    return re.compile("".join(parts) or "(?!)", re.IGNORECASE)


def _any_width(character: str) -> str:
    wide = chr(ord(character) + _WIDER) if "!" <= character <= "~" else ""
    return f"[{re.escape(character)}{wide}]" if wide else re.escape(character)


def _entered(entry: Entry) -> str:
    """Return a report as the index has it: its tokens in order, those that are not of its text at the end."""
    texts = [_normalise(text) for text in entry.texts]
    occurs = sorted(_CHARACTER.findall("".join(set("".join(texts)))))
    about = (f"{_PROVINCE}{_word(entry.province)}", f"{_LEVEL}{_word(entry.level)}")
    tokens = f" {_BREAK} ".join(" ".join(_tokens(text, whole=True)) for text in texts)  # no phrase goes over a break
    return f"{tokens} {_BREAK} {' '.join(about)} {' '.join(_OCCURS + character for character in occurs)}"


def _normalise(text: str) -> str:
    return _LAYOUT_SPACE.sub("", unicodedata.normalize("NFKC", text))


def _word(value: str) -> str:
    return "".join(re.findall(r"[0-9a-z]", value.lower()))


def _phrase(term: str) -> str:
    tokens = _tokens(_normalise(term), whole=False)
    alone = len(tokens) == 1 and len(tokens[0]) == 1 and _RUN.fullmatch(tokens[0])
    if alone and alone["cjk"]:
        return f'"{_OCCURS}{tokens[0]}"'
    return '"' + " ".join(tokens) + '"'


def _tokens(text: str, *, whole: bool) -> list[str]:
    """Return the tokens; `whole` says that nothing stands before and after the text, as in the index."""
    tokens: list[str] = []
    runs = _RUN.findall(text)
    last = len(runs) - 1
    for number, (characters, word) in enumerate(runs):
        if word or len(characters) == 1:
            tokens.append(word.lower() or characters)
            continue
        if whole or number:
            tokens.append(characters[0])
        tokens += [here + after for here, after in itertools.pairwise(characters)]
        if whole or number < last:
            tokens.append(characters[-1])
    return tokens
