"""Datasette's CSV and bare JSON lists, made honest: the whole result, or an error that says where it is.

Datasette answers 200 with fewer rows than asked for (a table's page, `max_returned_rows`, `max_csv_mb`) and 200
with an empty file for failing SQL. So its JSON, which admits both, is asked first. Its JSON in the shapes that are
a bare list or object has no room for `truncated`, so a query that is cut is an error there too.
"""

import csv
import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode

from archive.publication.metadata import has_demonstration
from archive.publication.security import App, Message, Receive, Scope, Send, send_bytes, send_text
from archive.publication.site import site_of
from archive.texts import LANGUAGES, text

# These choose a part of the result or how it is written; asking for a part has JSON, with its own links to the rest.
DROPPED = {"_stream", "_size", "_next", "_format", "_shape", "_header", "_nl", "_json", "_json_infinity", "_trace"}
BARE = {"array", "arrayfirst", "object"}  # these have no room for `truncated`
OWN = {b"content-length", b"content-type", b"content-disposition"}  # headers the guard writes itself


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


def guard_csv(app: App, datasette: Any) -> App:
    """Return the application with every CSV of Datasette's databases checked before it is sent."""

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        form = _wanted(scope, {db.route for db in datasette.databases.values()}) if scope["type"] == "http" else None
        if form == "bare" and _is_cut(await _ask(app, scope, receive, "json", {})):
            await send_text(send, 413, _both("csv.too_long_list"))
            return
        if form != "csv":
            await app(scope, receive, send)
            return
        twin = await _ask(app, scope, receive, "json", {"_size": "max"})
        refusal = _refusal(twin)
        if refusal is None:
            reply = await _ask(app, scope, receive, "csv", {"_size": "max"})
            if reply.status == 200 and _rows_in(bytes(reply.body)) == len(json.loads(bytes(twin.body))["rows"]):
                kept = [(name, value) for name, value in reply.headers if name.lower() not in OWN]
                headers = (*kept, (b"content-disposition", _disposition(scope["path"], datasette)))
                await send_bytes(send, 200, bytes(reply.body), b"text/csv; charset=utf-8", headers)
                return
            refusal = (503, _both("csv.failed"))
        await send_text(send, *refusal)

    return guarded


def _disposition(path: str, datasette: Any) -> bytes:
    """Return the header that names the file; the name says where it may hold demonstration data."""
    site = site_of(datasette)
    mark = "demonstration-data-" if site is not None and has_demonstration(site) else ""
    stem = re.sub(r"[^0-9A-Za-z_-]+", "-", path.rsplit("/", 1)[-1].removesuffix(".csv"))
    return f'attachment; filename="{mark}{stem}.csv"'.encode()


def _wanted(scope: Scope, databases: set[str]) -> str | None:
    """Return "csv", "bare" (JSON without a word on what was cut) or None for everything else."""
    path: str = scope["path"]
    first = re.split(r"[/.]", path.lstrip("/"), maxsplit=1)[0]
    query = dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
    if first not in databases:
        return None
    if path.endswith(".csv") or query.get("_format") == "csv":
        return "csv"
    json_asked = path.endswith(".json") or query.get("_format") == "json"
    return "bare" if json_asked and query.get("_shape") in BARE else None


def _is_cut(reply: Reply) -> bool:
    try:
        return bool(json.loads(bytes(reply.body)).get("truncated"))
    except (ValueError, AttributeError):
        return False  # an error, which the application tells itself


async def _ask(app: App, scope: Scope, receive: Receive, form: str, extra: Mapping[str, str]) -> Reply:
    raw: bytes = (scope.get("raw_path") or scope["path"].encode()).partition(b"?")[0]
    raw = raw.removesuffix(b".csv").removesuffix(b".json") + b"." + form.encode()
    given = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    query = [(key, value) for key, value in given if key not in DROPPED] + list(extra.items())
    path = scope["path"].removesuffix(".csv").removesuffix(".json") + "." + form
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
    if "rows" not in answer:
        return 400, _both("csv.failed")  # an address that is no query
    if answer.get("truncated") or answer.get("next"):
        return 413, _both("csv.too_long")
    return None


def _rows_in(body: bytes) -> int:
    return sum(1 for _ in csv.reader(io.StringIO(body.decode(), newline=""))) - 1


def _both(key: str) -> str:
    return "".join(text(f"pages.{key}", language) + "\n" for language in LANGUAGES)
