"""Chinese full-text search on SQLite's own `unicode61` tokenizer, by overlapping bigrams made beforehand.

A run of Chinese characters 政府信息 is indexed as 政府 府信 信息 息: every character begins a token, so a word of one
character is a prefix query, one of two a token, a longer one a phrase. Letters and digits stay whole words.
`search.db` has one contentless table `search(text)`; `row_id` and `report_of` say which section a row stands for.
The published file needs no extension: any SQLite reads it.
"""

import itertools
import re
import unicodedata
from collections.abc import Iterator

import sqlite_utils

TABLE = "search"
HEAD = 0  # the slot of a report's title and body names; section `position` is in slot `position + 1`
_SLOTS = 1024

_CJK = (
    "\u3005-\u3007\u3021-\u3029\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3041-\u3096\u30a1-\u30fa"
    "\U00020000-\U0002ffff\U00030000-\U0003ffff"
)
_RUN = re.compile(f"(?P<cjk>[{_CJK}]+)|(?P<word>[^\\W_{_CJK}]+)")
_LAYOUT_SPACE = re.compile(f"(?<=[{_CJK}])\\s+(?=[{_CJK}])")
_TERM = re.compile(r'(?P<minus>[-－])?(?:["“”](?P<phrase>[^"“”]*)(?:["“”]|$)|(?P<term>[^\s"“”]+))')
NOTHING = '""'  # a query that is valid and matches nothing


def create(db: sqlite_utils.Database) -> None:
    """Create the full-text table in an empty database."""
    db.execute(f"CREATE VIRTUAL TABLE {TABLE} USING fts5(text, content='', tokenize='unicode61')")


def row_id(report: int, slot: int) -> int:
    """Return the row of a report's slot; slots beyond the last share it (a report has few sections)."""
    return report * _SLOTS + min(slot, _SLOTS - 1)


def report_of(rowid: int) -> tuple[int, int | None]:
    """Return (report, position of the section) of a row; the position is None for title and body names.

    In SQL: `rowid / 1024` is the report, `rowid % 1024 - 1` the position (-1: title and body names).
    """
    report, slot = divmod(rowid, _SLOTS)
    return report, None if slot == HEAD else slot - 1


def segment(text: str) -> str:
    """Return a text as the index has it: its tokens in order, separated by spaces.

    White space between Chinese characters is layout (line ends, justification) and does not part words.
    """
    return " ".join(_tokens(_normalise(text), at_end=True))


def cjk_query(text: str) -> str:
    """Return the FTS5 query for what a reader typed; never a syntax error, whatever the text is.

    Words parted by spaces must all occur; "quoted words" must follow each other; -word must not occur.
    Punctuation and spaces between a number and a word are overlooked (2024年 finds "2024 年").
    A text without a word to look for (or with exclusions only) gives a query that matches nothing.
    """
    wanted: list[str] = []
    unwanted: list[str] = []
    for found in _TERM.finditer(text):
        term = found["term"] if found["phrase"] is None else found["phrase"]
        phrase = _phrase(term)
        if phrase:
            (unwanted if found["minus"] else wanted).append(phrase)
    if not wanted:
        return NOTHING
    query = " AND ".join(wanted)
    return f"({query})" + "".join(f" NOT {phrase}" for phrase in unwanted) if unwanted else query


def _normalise(text: str) -> str:
    return _LAYOUT_SPACE.sub("", unicodedata.normalize("NFKC", text))


def _phrase(term: str) -> str:
    """Return one FTS5 phrase; a single Chinese character at its end is a prefix of the tokens that begin with it."""
    tokens = list(_tokens(_normalise(term), at_end=False))
    if not tokens:
        return ""
    last = tokens[-1]
    star = " *" if len(last) == 1 and _RUN.fullmatch(last)["cjk"] else ""  # type: ignore[index]  # a token is a run
    return '"' + " ".join(tokens) + '"' + star


def _tokens(text: str, *, at_end: bool) -> Iterator[str]:
    """Yield tokens; `at_end` says whether a run of characters at the very end gives its last one alone too."""
    runs = list(_RUN.finditer(text))
    for number, run in enumerate(runs):
        if run["word"]:
            yield run["word"].lower()
            continue
        characters = run["cjk"]
        for here, after in itertools.pairwise(characters):
            yield here + after
        if at_end or number < len(runs) - 1 or len(characters) == 1:
            yield characters[-1]
