"""Old addresses of bodies: an identifier made from a name that the body no longer has."""

import sqlite3

from archive.bodies import body_id


def successor(db: sqlite3.Connection, old: str) -> str | None:
    """Return the identifier of the body that once had, or under a former name would have, the identifier `old`."""
    region = old.partition("-")[0]
    for row in db.execute("SELECT alias, body FROM body_names WHERE region = ?", (region,)):
        if row["body"] != old and body_id(region, row["alias"]) == old:
            return str(row["body"])
    return None
