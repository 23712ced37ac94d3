"""Labels of codes and the layout of the official form, from the archive's codebook `indicators`."""

import re
import sqlite3
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Any

from archive.form_columns import APPLICANTS
from archive.schema import tables
from archive.texts import LANGUAGES, Language, text

FORM_TABLES = ("t2", "t3", "t4", "t14")


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """A row of `indicators`."""

    code: str
    form_table: str
    position: int
    zh: str
    en: str
    unit: str | None
    block: str | None
    parent: str | None
    forms: str | None
    comparability: str | None
    counterpart: str | None
    why: str | None
    why_zh: str | None = None  # builds of earlier versions do not have it

    def label(self, language: Language) -> str:
        """Return its name in a language."""
        return self.zh if language == "zh" else self.en

    def reason(self, language: Language) -> str | None:
        """Return what to know when comparing it across forms, if there is anything."""
        return self.why_zh if language == "zh" else self.why


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A printed row: its labels and, for table 2, the codes of its columns (for table 3, its row code)."""

    zh: str
    en: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnLine:
    """A row of a statistics return: a figure, or a heading, which has no code."""

    zh: str
    en: str
    code: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Rows under one heading; table 2 has columns of its own in each block."""

    head_zh: str
    head_en: str
    columns: tuple[tuple[str, str], ...]  # (zh, en)
    lines: tuple[Line, ...]
    outer: str = ""  # table 3: the heading that stands left of several blocks
    outer_rows: int = 0  # how many rows it spans, given for the first of them


class Codebook:
    """Every indicator by code, and the forms' printed layouts."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        rows: list[dict[str, Any]] = [dict(row) for row in db.execute("SELECT * FROM indicators ORDER BY position")]
        self.indicators: dict[str, Indicator] = {row["code"]: Indicator(**row) for row in rows}

    def label(self, code: str, language: Language) -> str:
        """Return the words for a code as findings write it: `res_total.natural`, `prev.req_carried_out.total`."""
        if code.startswith("prev."):
            return text("pages.code.previous", language, label=self.label(code.removeprefix("prev."), language))
        if code in FORM_TABLES:
            return text(f"pages.table.{code}", language)
        row, _, column = code.partition(".")
        if row not in self.indicators:
            return code
        label = self.indicators[row].label(language)
        return f"{label} · {column_label('requests', column, language)}" if column in APPLICANTS else label

    def place(self, codes: list[str], language: Language) -> str:
        """Return the place a relation is about, for a sentence: a column, a row, or the cells it names."""
        if len(codes) > 1:
            rows, columns = (set(parts) for parts in zip(*(_parts(code) for code in codes), strict=True))
            if len(columns) == 1 and "" not in columns:
                return column_label("requests", columns.pop(), language)
            if len(rows) == 1:
                return self.label(rows.pop(), language)
        labels = list(dict.fromkeys(self.label(code, language) for code in codes))
        heads = {label.partition("·" if language == "zh" else ": ")[0] for label in labels}
        if len(labels) > 1 and len(heads) == 1:
            return heads.pop()
        return text("pages.frame.comma", language).join(labels)

    def breaks_between_forms(self, code: str) -> bool:
        """Tell whether a series of this code must be broken between F2019 and F2021."""
        indicator = self.indicators.get(code.partition(".")[0])
        return indicator is None or indicator.comparability not in {"exact", "near"}

    def breaks_between(self, code: str, form: str | None, other: str | None) -> bool:
        """Tell whether a series of this code must be broken between two forms, as the crosswalk says."""
        if form == other:
            return False
        query = "SELECT comparability, counterpart FROM crosswalk WHERE code = ? AND form = ? AND other_form = ?"
        row_code = code.partition(".")[0]
        try:
            row = self._db.execute(query, (row_code, form, other)).fetchone()
        except sqlite3.OperationalError:  # a build of an earlier version has no crosswalk
            row = None
        if row is None:
            return self.breaks_between_forms(code)
        same = {row_code, code} & set((row["counterpart"] or "").split())
        return row["comparability"] not in {"exact", "near"} or not same

    def parts(self, code: str, form: str | None) -> list[str]:
        """Return the codes of the rows that a form prints below a row of table 3."""
        rows = self.indicators.values()
        return [row.code for row in rows if row.parent == code and form in (row.forms or "").split()]

    def table2(self, form: str | None) -> list[Block]:
        """Return table 2 as the form prints it, block by block."""
        heads: dict[str, list[sqlite3.Row]] = {}
        for row in self._layout(form, "t2"):
            heads.setdefault(row["block"] or "", []).append(row)
        return [_block(head, rows) for head, rows in heads.items()]

    def table3(self, form: str | None, printed: set[str]) -> list[Block]:
        """Return table 3 as the form prints it, with rows a report prints beside them; a block per reason group."""
        rows = [row["code"] for row in self._layout(form, "t3")]
        order = list(self.indicators)
        for code in sorted(printed - set(rows), key=lambda code: order.index(code) if code in order else len(order)):
            after = [row for row in rows if row in order and code in order and order.index(row) > order.index(code)]
            rows.insert(rows.index(after[0]) if after else len(rows), code)
        # a hybrid prints one row where the form has several: the several are not missing
        rows = [code for code in rows if code in printed or self._group(code) not in printed]
        blocks: list[tuple[str, list[str]]] = []
        for code in rows:
            head = self._group(code)
            if not blocks or blocks[-1][0] != head or head == "":
                blocks.append((head, []))
            blocks[-1][1].append(code)
        return _with_outer([self._reasons(head, codes) for head, codes in blocks])

    def statistics(self, form: str | None, printed: set[str]) -> list[ReturnLine]:
        """Return the rows of a statistics return that a report prints, below their headings.

        Where the report's own form is another, the return is that which has most of the codes printed.
        """
        held = self._db.execute("SELECT * FROM form_layout WHERE form_table = 't14' ORDER BY form, position").fetchall()
        forms = {row["form"] for row in held}
        counts = {name: sum(row["code"] in printed for row in held if row["form"] == name) for name in forms}
        chosen = form if form in forms else max(sorted(forms), key=lambda name: counts[name], default=None)
        kept: list[sqlite3.Row] = []
        for row in reversed([row for row in held if row["form"] == chosen]):
            heads = row["code"] is None and kept and kept[-1]["block"] == row["row_zh"]
            if heads or row["code"] in printed:
                kept.append(row)
        return [ReturnLine(zh=row["row_zh"], en=row["row_en"] or "", code=row["code"]) for row in reversed(kept)]

    def _layout(self, form: str | None, form_table: str) -> list[sqlite3.Row]:
        query = "SELECT * FROM form_layout WHERE form = ? AND form_table = ? ORDER BY position"
        return self._db.execute(query, (form, form_table)).fetchall()

    def _group(self, code: str) -> str:
        indicator = self.indicators.get(code)
        parent = indicator.parent if indicator else None
        return "" if parent in {None, "", "res_total"} else str(parent)

    def _reasons(self, head: str, codes: list[str]) -> Block:
        lines = (Line(zh=self.label(code, "zh"), en=_part(self.label(code, "en")), codes=(code,)) for code in codes)
        label = {language: self.label(head, language) if head else "" for language in LANGUAGES}
        indicator = self.indicators.get(codes[0])
        outer = (indicator.block if indicator else None) or ""
        return Block(head_zh=label["zh"], head_en=label["en"], columns=(), lines=tuple(lines), outer=outer)


def _with_outer(blocks: list[Block]) -> list[Block]:
    """Give the first block of each run under one outer heading the number of its rows."""
    counted = []
    for position, block in enumerate(blocks):
        first = block.outer != "" and (position == 0 or blocks[position - 1].outer != block.outer)
        run = takewhile(lambda one, outer=block.outer: one.outer == outer, blocks[position:])  # type: ignore[misc]
        counted.append(replace(block, outer_rows=sum(len(one.lines) for one in run)) if first else block)
    return counted


def _parts(code: str) -> tuple[str, str]:
    row, _, column = code.removeprefix("prev.").partition(".")
    return row, column


def _part(label: str) -> str:
    """Return an English label without the group it repeats ("Denied: state secret")."""
    return label.partition(": ")[2] or label


def _block(head: str, rows: list[sqlite3.Row]) -> Block:
    columns = {row["column_zh"] or "": row["column_en"] or "" for row in rows}
    lines: dict[str, tuple[str, dict[str, str]]] = {}
    for row in rows:
        lines.setdefault(row["row_zh"], (row["row_en"] or "", {}))[1][row["column_zh"] or ""] = row["code"]
    return Block(
        head_zh=head,
        head_en=_article(head),
        columns=tuple(columns.items()),
        lines=tuple(
            Line(zh=zh, en=en, codes=tuple(codes.get(column, "") for column in columns))
            for zh, (en, codes) in lines.items()
        ),
    )


def _article(head: str) -> str:
    """Return the English of a heading such as 第二十条第（一）项; empty for any other heading."""
    found = re.fullmatch(r"第二十条第（([一二三四五六七八九])）项", head)
    return text("pages.report.article", "en", item="一二三四五六七八九".index(found[1]) + 1) if found else ""


def column_label(table: str, column: str, language: Language) -> str:
    """Return the name of a column of a wide table. Raises KeyError for one that the table does not have."""
    for spec in tables()[table].columns:
        if spec.name == column:
            return spec.zh if language == "zh" else spec.en
    raise KeyError(f"no column {column!r} in table {table!r}")
