"""What a cell's text can mean in the form's tables, drawn from the form files."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from archive.form_columns import APPLICANTS
from pipelines.forms import load_forms
from pipelines.forms.model import Name
from pipelines.numbers import Reading, read_number
from pipelines.spelling import bare, normalise, similarity

T2, T3, T4 = "t2", "t3", "t4"
_LONGEST_LABEL = 300  # characters; explanations inside labels make them long, prose is longer
_BESIDE_GROUP = 4  # characters beside a group's heading (小计, 情况); more are the label of a row in the group
_SURE = 0.75
_LIKELY = 0.6  # similarity from which a damaged label still counts as the form's
_HEADINGS = {
    T2: ("信息内容",),
    T3: ("申请人情况", "法人或其他组织", "本年度办理结果", "自然人"),
    T4: ("行政复议", "行政诉讼"),
}
# Names and telephone numbers of persons are never data (填报人：… 联系电话：…).
_FOOTER = re.compile(r"^.{0,12}(?:负责人|审核人|填报人|填表人|制表人|审批人|联系人|联系电话|填报日期)")
_AMBIGUOUS = frozenset(("其他", "其它", "总计", "合计", "总数", "维持", "纠正", "企业", "科研", "复议"))


@dataclass(frozen=True, slots=True)
class Words:
    """Every spelling of the forms' labels, without numbering and remarks."""

    disclosure_columns: dict[str, tuple[tuple[str, str], ...]]  # spelling -> (form, column)
    disclosure_rows: dict[str, str]
    request_rows: dict[str, str]
    request_cores: tuple[tuple[str, str], ...]
    subtotals: frozenset[str]
    groups: tuple[str, ...]  # headings of several rows of table 3
    request_columns: dict[str, str]
    results: dict[str, str]
    routes: dict[str, str]


@cache
def words() -> Words:
    """Return the words of all form versions."""
    forms = load_forms().values()
    requests = [row for form in forms for row in (*form.requests.rows, *form.requests.subtotals)]
    cores = {normalise(row.core): row.code for row in requests if len(row.core) > 2}
    return Words(
        disclosure_columns=_disclosure_columns(),
        disclosure_rows={
            bare(spelling): row.row
            for form in forms
            for block in form.disclosure
            for row in block.rows
            for spelling in (row.label, *row.aliases)
        },
        request_rows={bare(spelling): row.code for row in requests for spelling in row.name.spellings()},
        request_cores=tuple(cores.items()),
        subtotals=frozenset(row.code for form in forms for row in form.requests.subtotals),
        groups=tuple(
            dict.fromkeys(
                bare(text)
                for form in forms
                for row in form.requests.subtotals
                for text in (*row.name.spellings(), row.group or "")
                if text
            )
        ),
        request_columns=_spellings([(item.code, item.name) for form in forms for item in form.requests.columns]),
        results=_spellings([(item.code, item.name) for form in forms for item in form.disputes.results]),
        routes=_spellings([(item.code, item.name) for form in forms for item in form.disputes.routes]),
    )


def _spellings(names: list[tuple[str, Name]]) -> dict[str, str]:
    return {bare(spelling): code for code, name in names for spelling in name.spellings()}


def _disclosure_columns() -> dict[str, tuple[tuple[str, str], ...]]:
    columns: dict[str, dict[tuple[str, str], None]] = {}
    for form in load_forms().values():
        for column in (column for block in form.disclosure for column in block.columns):
            for spelling in (column.label, *column.aliases):
                columns.setdefault(bare(spelling), {})[form.id, column.column] = None
    return {spelling: tuple(pairs) for spelling, pairs in columns.items()}


@cache
def request_codes(row: str) -> dict[str, str]:
    """Return the code of a row's cell under each applicant column of table 3, in printed order."""
    return {column: f"{row}.{column}" for column in APPLICANTS}


@lru_cache(maxsize=1 << 15)
def request_rows(label: str) -> tuple[tuple[str, float], ...]:
    """Return the rows of table 3 a bare label may stand for, as (code, score from 0 to 1), best first.

    1 is the form's own wording or a known other one; 0.9 a label around the row's distinctive core; below that
    the similarity, which tolerates slips of the pen.
    """
    known = words()
    if not label or len(label) > _LONGEST_LABEL:
        return ()
    exact = known.request_rows.get(label)
    if exact is not None:
        return ((exact, 1.0),)
    inner = _below_group(label)
    if inner is not None:
        return inner
    scores: dict[str, float] = {}
    if len(label) > 2:
        for spelling, code in known.request_rows.items():
            score = similarity(label, spelling, _LIKELY)
            if score >= _LIKELY:
                scores[code] = max(score, scores.get(code, 0.0))
    held = [
        code
        for core, code in known.request_cores
        if core in label and (code not in known.subtotals or len(label) - len(core) <= _BESIDE_GROUP)
    ]
    for code in held:
        scores[code] = max(0.9 if len(held) == 1 else 0.7, scores.get(code, 0.0))
    return tuple(sorted(scores.items(), key=lambda item: -item[1]))


def request_row_named(text: str) -> str | None:
    """Return the row of table 3 whose label a cell's text is, word for word; None for any other text."""
    return words().request_rows.get(sense(text).label)


def _below_group(label: str) -> tuple[tuple[str, float], ...] | None:
    """Read a label that names its group first, such as 不予公开1.属于国家秘密."""
    for group in words().groups:
        if label.startswith(group) and len(label) > len(group):
            scores = request_rows(bare(label[len(group) :].lstrip("-:,、—()")))
            if scores and scores[0][1] >= _SURE:
                return scores
    return None


def _closest(label: str, known: dict[str, str], least: float) -> str | None:
    """Return what the most similar spelling stands for, if it is similar enough."""
    scores = {spelling: similarity(label, spelling, least) for spelling in known}
    best = max(scores, key=lambda spelling: scores[spelling])
    return known[best] if scores[best] >= least else None


@lru_cache(maxsize=1 << 15)
def disclosure_row(label: str) -> str | None:
    """Return the row of table 2 (rule, normdoc …) a bare label stands for, or None."""
    known = words().disclosure_rows
    if label in known or not label or len(label) > _LONGEST_LABEL:
        return known.get(label)
    limit = _SURE if len(label) > 3 else 1.0
    return _closest(label, known, limit)


@lru_cache(maxsize=1 << 15)
def applicant(label: str) -> str | None:
    """Return the applicant column of table 3 a bare header stands for, or None."""
    known = words().request_columns
    if label in known or len(label) < 3 or len(label) > 12:
        return known.get(label)
    return _closest(label, known, 0.7)


@lru_cache(maxsize=1 << 15)
def result(label: str) -> str | None:
    """Return the result column of table 4 a bare header stands for, or None."""
    known = words().results
    if label in known or len(label) < 3 or len(label) > 12:
        return known.get(label)
    return _closest(label, known, _SURE)


@lru_cache(maxsize=1 << 15)
def route(text: str) -> str | None:
    """Return the route of table 4 (rev, litd, lita) that a heading names, 'lit' where it only says litigation."""
    label = normalise(text)
    if len(label) > 80:
        return None
    if "直接起诉" in label or "直接诉讼" in label or "未经复议" in label:
        return None if "复议后" in label else "litd"
    if "复议后" in label:
        return "lita"
    if "诉讼" in label:
        return None if "复议" in label else "lit"
    return "rev" if "复议" in label else None


@dataclass(frozen=True, slots=True)
class Sense:
    """A cell's text seen from the forms: which table it speaks for, and its number."""

    label: str
    number: Reading
    table: str | None  # t2, t3, t4 where the text belongs to one table only
    is_label: bool  # words, not a value
    valued: bool  # a number or a printed blank
    footer: bool  # names who filled the form


@lru_cache(maxsize=1 << 16)
def sense(text: str) -> Sense:
    """Return what a cell's raw text can be."""
    number = read_number(text)
    footer = _FOOTER.search(text) is not None
    if number.valued:
        return Sense("", number, None, is_label=False, valued=True, footer=footer)
    if len(text) > 4 * _LONGEST_LABEL:
        return Sense("", number, None, is_label=True, valued=False, footer=footer)
    label = bare(text)
    is_label = any("一" <= character <= "鿿" for character in label)
    if number.state == "unreadable" and is_label and normalise(text)[0].isdigit():
        is_label = any(request_rows(label)) or not label[0].isdigit()
    table = _table_of(text, label) if is_label else None
    return Sense(label, number, table, is_label=is_label, valued=False, footer=footer)


def _table_of(text: str, label: str) -> str | None:
    full = normalise(text)
    if label in _AMBIGUOUS or not label:
        return None
    heading = next((table for table, headings in _HEADINGS.items() if label in headings), None)
    rows = request_rows(label)
    found: str | None = None
    if heading is not None:
        found = heading
    elif (len(full) < 24 and "第二十条" in full) or label in words().disclosure_columns or disclosure_row(label):
        found = T2
    elif ("勾稽关系" in full and len(full) < 80) or (rows and rows[0][1] >= 0.75) or label in words().request_columns:
        found = T3
    elif label in words().results or label in words().routes:
        found = T4
    return found
