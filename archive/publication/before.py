"""What a build of an older version may lack: the server that shows it is newer."""

from archive.publication.answers import Ask, Missing


def need(ask: Ask, table: str, column: str, database: str = "main") -> None:
    """Raise Missing (503), which says to build again, where the build has no such column."""
    query = "SELECT count(*) FROM pragma_table_info(?, ?) WHERE name = ?"
    held = ask.site.once(
        f"{database}.{table}.{column}", lambda: ask.db.execute(query, (table, database, column)).fetchone()[0]
    )
    if not held:
        raise Missing("missing.older_build", 503)
