"""People's corrections (`corrections.csv`): an input of every build, shown beside what was read.

Columns: document (SHA-256), code, read (the value as read; empty for a blank), right (the right value; empty for a
blank), reason, who, date (YYYY-MM-DD). The text may state several figures under one code (`nar_…`): a row is then of
the first of these with the value read, and an empty right value withdraws the figure.
"""

import csv
import math
from dataclasses import dataclass
from pathlib import Path

from archive.datadir import DataDir

Number = int | float
TEXT_CODES = "nar_"  # what codes of figures stated in the text begin with
COLUMNS = ("document", "code", "read", "right", "reason", "who", "date")


class InputError(Exception):
    """An input file of the build is malformed; the message names file, line and what to change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One correction of one figure of one document; None stands for a blank cell, or for no figure of the text."""

    document: str
    code: str
    read: Number | None
    right: Number | None
    reason: str
    who: str
    date: str

    @property
    def of_text(self) -> bool:
        """Whether it is of a figure stated in the text."""
        return self.code.startswith(TEXT_CODES)

    @property
    def key(self) -> tuple[str, str]:
        """What one document has one correction of: a cell, or one of the values that the text states under a code."""
        return self.code, repr(self.read) if self.of_text else ""

    @property
    def wording(self) -> str:
        """Reason, person and date, as `cell_notes.correction` shows them."""
        return f"{self.reason}（{self.who}，{self.date}）"


def load_corrections(data: DataDir) -> dict[str, tuple[Correction, ...]]:
    """Return the corrections by document digest; none where there is no file.

    Raises InputError for a wrong header, digest or number, or two corrections of one cell.
    """
    found: dict[str, dict[tuple[str, str], Correction]] = {}
    for line, row in read_rows(data.corrections, COLUMNS):
        correction = _correction(row, f"{data.corrections.name} line {line}")
        of_document = found.setdefault(correction.document, {})
        if correction.key in of_document:
            raise InputError(f"{data.corrections.name} line {line}: {correction.code} is corrected twice; keep one row")
        of_document[correction.key] = correction
    return {document: tuple(keys[key] for key in sorted(keys)) for document, keys in sorted(found.items())}


def _correction(row: dict[str, str], place: str) -> Correction:
    for column in ("reason", "who", "date"):
        if not row[column]:
            raise InputError(f"{place}: {column} is empty; say why, who and when")
    return Correction(
        document=checked_digest(row["document"], place),
        code=row["code"],
        read=_number(row["read"], place),
        right=_number(row["right"], place),
        reason=row["reason"],
        who=row["who"],
        date=row["date"],
    )


def _number(text: str, place: str) -> Number | None:
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise InputError(f"{place}: {text!r} is no number; write digits, or leave it empty for a blank")
    return int(value) if value.is_integer() else value


def checked_digest(text: str, place: str) -> str:
    """Return a digest in lower case. Raises InputError naming the place when it is not 64 hex digits."""
    digest = text.lower()
    if len(digest) != 64 or set(digest) - set("0123456789abcdef"):
        raise InputError(f"{place}: {text!r} is no SHA-256 digest of 64 hex digits")
    return digest


def read_rows(path: Path, columns: tuple[str, ...]) -> list[tuple[int, dict[str, str]]]:
    """Return (line number, row) of a CSV file with exactly these columns, in any order; none without the file.

    Raises InputError for other columns, a row of another length or a file that is not UTF-8.
    """
    if not path.exists():
        return []
    try:
        return _rows(path, columns)
    except UnicodeDecodeError as error:
        raise InputError(f"{path.name}: it is not UTF-8 ({error.reason}); save it as 'CSV UTF-8'") from None


def _rows(path: Path, columns: tuple[str, ...]) -> list[tuple[int, dict[str, str]]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if set(reader.fieldnames or ()) != set(columns):
            raise InputError(f"{path.name}: its first line must name the columns {','.join(columns)}")
        rows = []
        for row in reader:
            if None in row or None in row.values():
                raise InputError(f"{path.name} line {reader.line_num}: it has not {len(columns)} fields")
            rows.append((reader.line_num, {name: value.strip() for name, value in row.items()}))
    return rows
