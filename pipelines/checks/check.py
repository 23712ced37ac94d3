"""One relation: the comment header and the query of a file in this folder."""

import re
import sqlite3
import string
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, cast

import sqlite_utils

from archive import schema
from archive.form_columns import APPLICANTS
from archive.texts import LANGUAGES, Language
from pipelines.checks.similarity import text_share
from pipelines.forms import form_ids
from pipelines.forms.indicators import indicators

Severity = Literal["hard", "soft", "heuristic"]
SEVERITIES = ("hard", "soft", "heuristic")
OVER = ("report", "body", "place")  # a place: a government, and the bodies whose parent it is
FORMS = (*form_ids(), "none", "any")  # none: a report without any form's tables
PLACEHOLDERS = {"found", "expected", "where"}
RESULT = ("report", "where_codes", "found", "expected")
STATED = "stated_at"  # a fifth column where figures of the text are in the relation: their positions in `narrative`
SCOPE = "SELECT r.report, r.year, r.form, r.form_variant, r.body, r.previous_report AS previous"  # of reports AS r
_REQUIRED = {"id", "severity", "over", "forms", "blank0", "source", "zh", "en"}
_HEADER = re.compile(r"-- ([a-z0-9]+): (.+)")


class CheckError(Exception):
    """A check file has a wrong header or query; the message names the file and what to change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A relation. `sql` gives the offending rows: report, where_codes, found, expected, and `stated_at`.

    The query starts from `scope`, the reports asked about; CROSS JOIN keeps SQLite to that order, so that a build
    which changed little reads little.

    `per` are the items that `{x}` in the query stands for, one instance each; `blank0` says that a blank part
    counts as 0 if another part of the instance is printed (a blank total never does).
    """

    id: str
    severity: Severity
    over: Literal["report", "body", "place"]
    forms: tuple[str, ...]
    per: tuple[str, ...]
    blank0: bool
    source: str
    zh: str
    en: str
    sql: str

    def codes(self) -> tuple[str, ...]:
        """Return the indicators that the query names, in the codebook's order; `t3` or `t4` for all of that table."""
        words = set(re.findall(r"[a-z][a-z0-9_]*", self.rows()))
        named = tuple(row.code for row in indicators() if row.code in words and row.form_table != "t3.columns")
        table = self.id.partition("_")[0]
        return named or ((table,) if table in {"t3", "t4"} else ())

    def wording(self, language: Language, *, found: object, expected: object, where: str) -> str:
        """Return the finding in words; `where` is the place as the reader should see it."""
        text = self.zh if language == "zh" else self.en
        return text.format(found=found, expected=expected, where=where)

    def rows(self) -> str:
        """Return the query over a table or view `scope`, every instance of `per` included."""
        instances = [self.sql.replace("{x}", item) for item in self.per] or [self.sql]
        return "\nUNION ALL\n".join(f"SELECT * FROM (\n{sql}\n)" for sql in instances)  # noqa: S608 - our files

    def query(self) -> str:
        """Return the whole statement over temp.scope_reports.

        A finding that names a cell which the printed row does not have is dropped: such a cell is neither a
        number nor a blank, so the relation cannot be judged.
        """
        return (
            f"WITH scope AS NOT MATERIALIZED ({SCOPE} FROM temp.scope_reports AS q"  # noqa: S608 - our files
            f" CROSS JOIN reports AS r ON r.report = q.report WHERE {self._asked()})"
            f" SELECT f.report, '{self.id}', '{self.severity}', f.where_codes, f.found, f.expected, {self._stated}"
            f" FROM (\n{self.rows()}\n) AS f"
            " WHERE NOT EXISTS (SELECT 1 FROM cell_notes h WHERE h.report = f.report AND h.printed = 0"
            " AND instr(' ' || f.where_codes || ' ', ' ' || h.code || ' '))"
        )

    @property
    def _stated(self) -> str:
        named = re.search(rf"\bAS {STATED}\b", self.sql)
        return f"coalesce(f.{STATED}, '') AS {STATED}" if named else f"'' AS {STATED}"

    def _asked(self) -> str:
        conditions = ["r.current = 1"] if self.over != "report" else []
        if "any" not in self.forms:
            names = ", ".join(f"'{form}'" for form in self.forms)
            conditions.append(f"coalesce(r.form, 'none') IN ({names})")
        return " AND ".join(conditions) or "1"


@cache
def load_checks() -> tuple[Check, ...]:
    """Return every check of this folder, by id. Raises CheckError for a wrong header, table or column."""
    names = sorted(item.name for item in files(__package__).iterdir() if item.name.endswith(".sql"))
    checks = tuple(parse(name, files(__package__).joinpath(name).read_text("utf-8")) for name in names)
    prove(checks)
    return checks


def parse(name: str, text: str) -> Check:
    """Read one file. Raises CheckError naming the file and the line of the header that is wrong."""
    lines = text.splitlines()
    header: dict[str, str] = {}
    while lines and (match := _HEADER.fullmatch(lines[0].strip())):
        header[match[1]] = match[2]
        lines.pop(0)
    if missing := _REQUIRED - header.keys():
        raise CheckError(f"{name}: the header lacks {', '.join(sorted(missing))}; write each as '-- key: value'")
    if unknown := header.keys() - _REQUIRED - {"per"}:
        raise CheckError(f"{name}: unknown header {', '.join(sorted(unknown))}")
    if header["id"] != name.removesuffix(".sql"):
        raise CheckError(f"{name}: its id is {header['id']}; file and id must have the same name")
    sql = "\n".join(line for line in lines if not line.startswith("--")).strip()
    check = _check(header, sql)
    _validate(name, header, check)
    return check


def _check(header: dict[str, str], sql: str) -> Check:
    per = APPLICANTS if header.get("per") == "column" else tuple(header.get("per", "").split())
    return Check(
        id=header["id"],
        severity=cast("Severity", header["severity"]),
        over=cast('Literal["report", "body", "place"]', header["over"]),
        forms=tuple(header["forms"].split()),
        per=per,
        blank0=header["blank0"] == "yes",
        source=header["source"],
        zh=header["zh"],
        en=header["en"],
        sql=sql,
    )


def _validate(name: str, header: dict[str, str], check: Check) -> None:
    allowed = {"severity": SEVERITIES, "over": OVER, "blank0": ("yes", "no")}
    for key, values in allowed.items():
        if header[key] not in values:
            raise CheckError(f"{name}: {key} is {header[key]!r}; it must be one of {', '.join(values)}")
    if wrong := set(check.forms) - set(FORMS):
        raise CheckError(f"{name}: unknown form {', '.join(sorted(wrong))}; known are {', '.join(FORMS)}")
    if ("{x}" in check.sql) != bool(check.per):
        raise CheckError(f"{name}: 'per' and {{x}} in the query belong together; one of them is missing")
    for language in LANGUAGES:
        names = {field for _, field, _, _ in string.Formatter().parse(header[language]) if field is not None}
        if names - PLACEHOLDERS:
            raise CheckError(f"{name}: {language} has unknown placeholders {', '.join(sorted(names - PLACEHOLDERS))}")


def prepare(db: sqlite3.Connection) -> None:
    """Give a connection what the queries need: temp.scope_reports (emptied) and the function text_share."""
    db.create_function("text_share", 2, text_share, deterministic=True)
    db.execute("CREATE TEMP TABLE IF NOT EXISTS scope_reports (report INTEGER PRIMARY KEY)")
    db.execute("DELETE FROM temp.scope_reports")


def prove(checks: tuple[Check, ...]) -> None:
    """Run the checks on an empty archive. Raises CheckError naming the first that its tables do not fit."""
    db = sqlite3.connect(":memory:")
    schema.create(sqlite_utils.Database(db))
    prepare(db)
    for check in checks:
        try:
            cursor = db.execute(check.query())
        except sqlite3.Error as error:
            raise CheckError(f"{check.id}.sql: {error}; the tables are those of archive/schema/tables.toml") from error
        names = tuple(column[0] for column in cursor.description)
        if names[0] != "report" or names[3:] != (*RESULT[1:], STATED):
            raise CheckError(f"{check.id}.sql: the query must give {', '.join(RESULT)}")
    db.close()
