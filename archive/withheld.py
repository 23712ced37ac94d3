"""Documents withheld from publication (`withheld.csv`): hidden everywhere, while the archive says that they are.

Columns: digest (SHA-256 of the document), reason, date (YYYY-MM-DD). The kept captures are not altered.
"""

from archive.corrections import InputError, checked_digest, read_rows
from archive.datadir import DataDir

COLUMNS = ("digest", "reason", "date")


def load_withheld(data: DataDir) -> dict[str, str]:
    """Return the wording (reason and date) by document digest. Raises InputError for a malformed file."""
    found: dict[str, str] = {}
    for line, row in read_rows(data.withheld, COLUMNS):
        place = f"{data.withheld.name} line {line}"
        if not row["reason"] or not row["date"]:
            raise InputError(f"{place}: reason or date is empty; the archive says why and when it withholds")
        found[checked_digest(row["digest"], place)] = f"{row['reason']}（{row['date']}）"
    return dict(sorted(found.items()))
