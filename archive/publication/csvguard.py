"""Datasette's tables and queries as whole files: CSV, CSV for Excel, XLSX and JSON, or an error that says where it is.

Datasette answers 200 with fewer rows than asked for (a table's page, `max_returned_rows`, `max_csv_mb`) and 200 with
an empty file for failing SQL. So its JSON is asked for the first row, which says whether the request is right and
which SQL it means; that is run to its end on a connection of our own, into a file that is sent when it is whole.
Datasette's JSON in the shapes that are a bare list or object has no room for `truncated`, so a query that is cut is
an error there.
"""

import json
import math
import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, urlencode

from archive import schema
from archive.export.resource import Row, Value
from archive.publication.metadata import has_demonstration
from archive.publication.security import App, Message, Receive, Scope, Send, send_text
from archive.publication.site import PATIENCE, Busy, Site, bounded, site_of
from archive.publication.tabular import Spooled, Table, TooLarge, limits, spool
from archive.publication.tabular.sending import SpooledResponse
from archive.schema import Column
from archive.texts import LANGUAGES, Language, text

# These choose a part of the result or how it is written; asking for a part has JSON, with its own links to the rest.
DROPPED = {"_stream", "_size", "_next", "_format", "_shape", "_header", "_nl", "_json", "_json_infinity", "_trace",
           "_labels", "_facet", "_facet_size", "_facet_array", "_facet_date"}  # fmt: skip
BARE = {"array", "arrayfirst", "object"}  # these have no room for `truncated`
# How an address ends → the form of the file. Datasette's own .json stays: it comes in pages and says so.
ENDS: Mapping[str, str] = {".excel.csv": "excel.csv", ".csv": "csv", ".xlsx": "xlsx", ".whole.json": "json"}
_LIMIT = re.compile(r"\s+limit\s+[0-9]+(?:\s+offset\s+[0-9]+)?\s*$", re.IGNORECASE)
# The order of a table's page: columns by name. Nothing is sorted to be counted.
_ORDER = re.compile(r"\s+order by\s+[\w\[\]\", ]+$", re.IGNORECASE)
_PROBE = {"_size": "1", "_nofacet": "1", "_nocount": "1", "_nosuggest": "1"}


@dataclass(slots=True)
class Reply:
    """What the application answered, collected."""

    status: int = 500
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytearray = field(default_factory=bytearray)

    async def send(self, message: Message) -> None:
        """Take one message of the application's answer."""
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], list(message.get("headers", []))
        else:
            self.body += message.get("body", b"")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is to be taken away: SQL of a database, by its name, and of which table where it is of one."""

    database: str
    sql: str
    params: Mapping[str, Any]
    table: str | None
    address: str


def guard_csv(app: App, datasette: Any) -> App:
    """Return the application with every file of Datasette's databases made whole before it is sent."""

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        routes = {db.route: name for name, db in datasette.databases.items()}
        form = _wanted(scope, set(routes)) if scope["type"] == "http" else None
        if form == "bare" and _is_cut(await _ask(app, scope, receive, {})):
            await send_text(send, 413, _both("csv.too_long_list"))
            return
        if form is None or form == "bare":
            await app(scope, receive, send)
            return
        twin = await _ask(app, scope, receive, _PROBE)
        refusal = _refusal(twin)
        site = site_of(datasette)
        if refusal is not None or site is None:
            await send_text(send, *(refusal or (503, _both("csv.failed"))))
            return
        asked = _asked(json.loads(bytes(twin.body)), scope, routes)
        made = await _made(site, partial(_file, datasette, site, asked, form))
        if isinstance(made, Spooled):
            await SpooledResponse(made, scope["method"]).asgi_send(send)
        else:
            await send_text(send, *made)

    return guarded


async def _made(site: Site, work: Callable[[sqlite3.Connection], Spooled]) -> Spooled | tuple[int, str]:
    """Return the file, or the status and words of the error."""
    try:
        return await site.run_patiently(work)
    except Busy:
        return 503, _both("missing.busy")
    except TooLarge as error:
        return 413, _too_large(error)
    except (sqlite3.Error, OSError):
        return 503, _both("csv.failed")


def _file(datasette: Any, site: Site, asked: Asked, form: str, _: sqlite3.Connection) -> Spooled:
    """Return the whole result as a file, from a connection that is bounded like those of Datasette."""
    database = datasette.get_database(asked.database)
    connection: sqlite3.Connection = database.connect()
    with closing(connection):
        datasette._prepare_connection(connection, asked.database)  # noqa: SLF001 (functions and bounds as in its pages)
        connection.row_factory = None  # the file's own size is bounded instead of the rows'
        connection.execute("PRAGMA query_only = 1")
        with bounded(connection, PATIENCE):
            unordered = _ORDER.sub("", asked.sql) if asked.table else asked.sql
            counting = f"SELECT count(*) FROM (SELECT 1 FROM ({unordered}) LIMIT {limits.ROWS + 1})"  # noqa: S608 (as Datasette ran it)
            if _count(connection, counting, asked.params) > limits.ROWS:
                raise TooLarge("rows", limits.ROWS)
            with closing(connection.execute(asked.sql, asked.params)) as cursor:
                names = [column[0] for column in cursor.description]
                return spool(_table(site, asked, names, _rows(cursor)), form)


def _count(connection: sqlite3.Connection, counting: str, params: Mapping[str, Any]) -> int:
    """Return how many rows there are, as far as that can be told before they are read."""
    try:
        return int(connection.execute(counting, params).fetchone()[0])
    except sqlite3.OperationalError as error:
        if "interrupted" in str(error):
            raise
        return 0  # EXPLAIN, or two columns of one name: it is counted while it is written


def _table(site: Site, asked: Asked, names: list[str], rows: Iterator[Row]) -> Table:
    last = asked.address.partition("?")[0].rsplit("/", 1)[-1]
    stem = re.sub(r"[^0-9A-Za-z_-]+", "-", _stripped(last)) or "data"
    archive = _all(lambda one: text("pages.taken.archive", one, build=site.build))
    source = _all(lambda one: text("pages.taken.source", one, address=asked.address))
    notes = [*archive.splitlines(), *source.splitlines(), *_both("frame.licence").splitlines()]
    demonstration = has_demonstration(site)
    if demonstration:
        notes = [*_both("frame.demonstration").splitlines(), *notes]
    facts = {"source": asked.address, "build": site.build, "licence": "CC BY 4.0",
             "licence_url": "https://creativecommons.org/licenses/by/4.0/", "sql": asked.sql,
             "params": dict(asked.params)}  # fmt: skip
    return Table(name=stem, title=asked.table or stem, columns=tuple(_columns(asked.table, names)), rows=rows,
                 notes=tuple(notes), facts=facts, demonstration=demonstration)  # fmt: skip


def _columns(table: str | None, names: list[str]) -> Iterator[Column]:
    """Yield the columns, with the schema's words where it knows the table; values decide what is a number."""
    spec = schema.tables().get(table or "") or schema.views().get(table or "")
    known = {column.name: column for column in spec.columns} if spec else {}
    for name in names:
        column = known.get(name)
        words = {"zh": column.zh, "en": column.en} if column else {}
        yield Column(name=name, type="text", unit=column.unit if column else None, **words)


def _rows(cursor: sqlite3.Cursor) -> Iterator[Row]:
    for row in cursor:
        yield tuple(_plain(value) for value in row)


def _plain(value: Any) -> Value:
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)  # JSON has no such number, and a file with one is none
    return value.hex() if isinstance(value, bytes) else value


def _asked(answer: dict[str, Any], scope: Scope, routes: Mapping[str, str]) -> Asked:
    query = answer["query"]
    table = answer.get("table")
    sql: str = query["sql"].rstrip().rstrip(";")
    path = scope["path"]
    first = re.split(r"[/.]", path.lstrip("/"), maxsplit=1)[0]
    string = scope["query_string"].decode("latin-1")
    return Asked(
        database=routes[first],
        sql=_LIMIT.sub("", sql) if table else sql,  # a table's page is one page of it
        params=query["params"],
        table=table,
        address=f"{path}?{string}" if string else path,
    )


def _wanted(scope: Scope, databases: set[str]) -> str | None:
    """Return the form of a file, "bare" (JSON without a word on what was cut) or None for everything else."""
    path: str = scope["path"]
    first = re.split(r"[/.]", path.lstrip("/"), maxsplit=1)[0]
    query = dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
    if first not in databases:
        return None
    for end, form in ENDS.items():
        if path.endswith(end):
            return form
    if query.get("_format") in {"csv", "xlsx"}:
        return str(query["_format"])
    json_asked = path.endswith(".json") or query.get("_format") == "json"
    return "bare" if json_asked and query.get("_shape") in BARE else None


def _is_cut(reply: Reply) -> bool:
    try:
        return bool(json.loads(bytes(reply.body)).get("truncated"))
    except (ValueError, AttributeError):
        return False  # an error, which the application tells itself


def _stripped(path: str) -> str:
    for end in (*ENDS, ".json"):
        if path.endswith(end):
            return path.removesuffix(end)
    return path


async def _ask(app: App, scope: Scope, receive: Receive, extra: Mapping[str, str]) -> Reply:
    raw: bytes = (scope.get("raw_path") or scope["path"].encode()).partition(b"?")[0]
    raw = _stripped(raw.decode("latin-1")).encode("latin-1") + b".json"
    given = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    query = [(key, value) for key, value in given if key not in DROPPED] + list(extra.items())
    path = _stripped(scope["path"]) + ".json"
    twin = {**scope, "path": path, "raw_path": raw, "query_string": urlencode(query).encode(), "method": "GET"}
    reply = Reply()
    await app(twin, receive, reply.send)
    return reply


def _refusal(twin: Reply) -> tuple[int, str] | None:
    try:
        answer = json.loads(bytes(twin.body))
    except ValueError:
        return (twin.status if twin.status >= 400 else 500), _both("csv.failed")
    if twin.status != 200 or answer.get("ok") is False or answer.get("error"):
        status = max(twin.status, 400)
        return status, f"{answer.get('error') or _both('csv.failed')}\n"
    if "rows" not in answer or not isinstance(answer.get("query"), dict):
        return 400, _both("csv.failed")  # an address that is no query
    return None


def _too_large(error: TooLarge) -> str:
    def words(language: Language) -> str:
        bound = text(f"pages.bound.{error.bound}", language)
        return text("pages.missing.too_large", language, most=f"{error.most:,}", bound=bound)

    return _all(words)


def _both(key: str) -> str:
    return _all(lambda language: text(f"pages.{key}", language))


def _all(words: Callable[[Language], str]) -> str:
    return "".join(f"{words(language)}\n" for language in LANGUAGES)
