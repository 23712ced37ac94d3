"""Sets aside tables on another form than the report's: an earlier year's, printed for comparison."""

import re
from collections import Counter
from collections.abc import Sequence

from pipelines.document import Document, Problem
from pipelines.forms import load_forms, newest_first
from pipelines.spelling import normalise
from pipelines.tables.disclosure import read_disclosure
from pipelines.tables.requests import read_requests
from pipelines.tables.rows import Row, Segment
from pipelines.tables.vocabulary import T2, T3, disclosure_row, request_rows

Pieces = dict[str | None, list[Segment]]
Copy = list[Segment]  # the pieces of one printed table
Told = tuple[Copy, tuple[str, ...]]  # and the forms it may be on, the newest first
_EARLIER = re.compile(r"上年|上一年|去年|往年")
_YEAR = re.compile(r"20\d\d")
_TITLE = re.compile(r"(20\d\d)年?.{0,40}(?:年度报告|工作报告|年报)$")
_HEADING = re.compile(r"(?:附[件表录]?\d*[:、]?)?\(?(?:上一?年|去年|20\d\d年)[^,，。;；]*")
# What may stand between the tables of one annex: heads of blocks of the form, numbers of pages.
_INNER = re.compile(r"第二十条第?\(.\)项|[-—]*(?:第?\d+页?)(?:共\d+页)?[-—]*")
_LONGEST_HEADING = 30
_LONGEST_TITLE = 80
_FIRST_ROWS = ("req_new", "req_carried_in")  # of table 3; where they come again, another table 3 begins
_SURE = 0.9


def leading(votes: Sequence[str]) -> tuple[str, ...]:
    """Return the forms with most votes, the newest first."""
    counts = Counter(votes)
    return tuple(form.id for form in newest_first() if votes and counts[form.id] == max(counts.values()))


def set_aside(pieces: Pieces, document: Document) -> list[Problem]:
    """Take tables 2 and 3 that are on an earlier year's form out of the pieces; return a problem for each.

    A report has one table 2 and one table 3 of its own. Where a second one is on another form, the newer form is the
    report's, for no report can print a later year's. A single table stays, whichever form it is on (reports on two
    forms exist), unless its heading says that it is an earlier year's.
    """
    problems = _annex(pieces, document)
    gone: dict[str, set[str]] = {T2: set(), T3: set()}
    single = []
    for name in (T2, T3):
        copies = _copies(name, pieces.get(name, ()))
        if len(copies) < 2:
            single.append(name)
            continue
        told = [(copy, _forms(name, copy)) for copy in copies]
        foreign = _foreign(told)
        if foreign:
            pieces[name] = [segment for item in told if item not in foreign for segment in item[0]]
        for copy, forms in foreign:
            gone[name].update(forms)
            problems.append(_taken_out(pieces, copy, forms, _place(copy)))
    for name in single:
        problems.extend(_alone(pieces, name, gone[T3 if name == T2 else T2], document))
    return problems


def _annex(pieces: Pieces, document: Document) -> list[Problem]:
    """Take out the copies of an annex of an earlier year: behind the report's own, under a heading that says so.

    The heading holds for the tables that follow it with nothing between them but what the form or a page prints.
    """
    segments = sorted(
        (segment for name in (T2, T3) for segment in pieces.get(name, ()) if segment.rows), key=lambda s: s.table.index
    )
    own: set[str | None] = set()
    annex: dict[int, Segment] = {}
    earlier, last = False, -1
    for segment in segments:
        if segment.table.index != last and not _goes_on(segment):
            earlier = _says_earlier(segment, document, heading=True)
        last = segment.table.index
        if earlier and (segment.form_table in own or last in annex):
            annex.setdefault(last, segment)
        elif not earlier:
            own.add(segment.form_table)
    for name in (T2, T3):
        taken = [segment for segment in pieces.get(name, ()) if segment.table.index in annex]
        if taken:
            pieces[name] = [segment for segment in pieces[name] if segment.table.index not in annex]
            pieces.setdefault(None, []).extend(taken)
    return [_of_an_earlier_year(segment) for segment in annex.values()]


def _goes_on(segment: Segment) -> bool:
    """Whether nothing before a table says that something else begins."""
    return all(_INNER.fullmatch(normalise(text)) for text in segment.rows[0].context)


def _of_an_earlier_year(segment: Segment) -> Problem:
    place = _place([segment])
    detail = f"{place} stands under a heading of an earlier year; it is not taken, look at the original"
    return Problem(kind="table_unknown", detail=detail, where=(place,))


def _foreign(told: Sequence[Told]) -> list[Told]:
    """Return the copies that are on none of the forms which the one on the newest form may be on."""
    newest = max((forms for _, forms in told), key=_first_year)
    return [(copy, forms) for copy, forms in told if forms and set(forms).isdisjoint(newest)]


def _alone(pieces: Pieces, name: str, gone: set[str], document: Document) -> list[Problem]:
    """Doubt the only table of its kind if it is on an older form than the other kind, and something speaks for that.

    Its heading may say that it is an earlier year's, or the document may hold such a year's other table.
    """
    copy, other = pieces.get(name, []), T3 if name == T2 else T2
    earlier = bool(copy) and _says_earlier(copy[0], document)
    if not copy or not (gone or earlier):
        return []
    forms, beside = _forms(name, copy), _forms(other, pieces.get(other, []))
    if not forms or not set(forms).isdisjoint(beside) or _first_year(forms) > _first_year(beside):
        return []
    if earlier:
        pieces[name] = []
        return [_taken_out(pieces, copy, forms, name)]
    if gone.isdisjoint(forms):
        return []
    detail = f"{_place(copy)} is on {forms[0]} like an earlier year's table in this document; look at the original"
    return [Problem(kind="ambiguous", detail=detail, where=(name,))]


def _first_year(forms: Sequence[str]) -> int:
    return max((load_forms()[form].first_year for form in forms), default=0)


def _taken_out(pieces: Pieces, copy: Copy, forms: Sequence[str], where: str) -> Problem:
    """Put a copy to the tables of no form, and say so."""
    pieces.setdefault(None, []).extend(copy)
    detail = f"{_place(copy)} is on {forms[0]}, an older form than the report's, as an earlier year's would be"
    return Problem(kind="table_unknown", detail=f"{detail}; it is not taken, look at the original", where=(where,))


def _place(copy: Copy) -> str:
    table = copy[0].table
    return f"{f'page {table.page}, ' if table.page is not None else ''}table {table.index + 1}"


def _forms(name: str, copy: Copy) -> tuple[str, ...]:
    return leading((read_disclosure(copy) if name == T2 else read_requests(copy, ())).forms)


def _copies(name: str, segments: Sequence[Segment]) -> list[Copy]:
    """Part the pieces of one kind of table into printed tables: a row that comes again begins another one."""
    copies: list[Copy] = [[]]
    seen: set[str] = set()
    for segment in segments:
        start = begin = 0  # where what is not stored yet, and the header of the next rows, begin
        for place, row in enumerate(segment.rows):
            label = _label(name, row)
            if label in seen:
                if begin > start:
                    copies[-1].append(Segment(name, segment.rows[start:begin]))
                copies.append([])
                start, seen = begin, set()
            if label is not None:
                seen.add(label)
            if label is not None or row.numbers or any(item.number.state == "blank" for item in row.senses):
                begin = place + 1
        copies[-1].append(Segment(name, segment.rows[start:]) if start else segment)
    return copies


def _label(name: str, row: Row) -> str | None:
    """Return the row of table 2, or the first rows of table 3, that a printed row is."""
    for item in row.senses:
        if not item.is_label:
            continue
        if name == T2 and (found := disclosure_row(item.label)) is not None:
            return found
        scores = request_rows(item.label) if name == T3 else ()
        if scores and scores[0][1] >= _SURE and scores[0][0] in _FIRST_ROWS:
            return scores[0][0]
    return None


def _says_earlier(segment: Segment, document: Document, *, heading: bool = False) -> bool:
    """Whether a short text before a table names the year before, in words or by number; `heading` takes no sentence."""
    for text in map(normalise, segment.rows[0].context):
        if len(text) > _LONGEST_HEADING or _TITLE.search(text) or (heading and not _HEADING.fullmatch(text)):
            continue
        if _EARLIER.search(text):
            return True
        years = _YEAR.findall(text)
        own = _title_year(document) if years else None
        if own is not None and any(int(year) < own for year in years):
            return True
    return False


def _title_year(document: Document) -> int | None:
    """Return the year in the first title of the document."""
    titles = (_TITLE.search(normalise(text.text)) for text in document.paragraphs() if len(text.text) < _LONGEST_TITLE)
    return next((int(found[1]) for found in titles if found), None)
