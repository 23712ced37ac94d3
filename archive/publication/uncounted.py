"""Views of millions of rows are not counted for a page of a hundred: counting spends the time limit and is given up."""

from urllib.parse import parse_qsl

from archive import schema
from archive.publication.security import App, Receive, Scope, Send

_ASKED_OF_ONE = {"report", "report__exact"}  # few rows, counted at once


def leave_uncounted(app: App, route: str = "archive") -> App:
    """Return the application that asks Datasette for no number of rows of a view, unless of a single report."""
    paths = {f"/{route}/{name}{ending}" for name in schema.views() for ending in ("", ".json")}

    async def asked(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] in paths:
            query: bytes = scope.get("query_string", b"")
            names = {name for name, _ in parse_qsl(query.decode("latin-1"), keep_blank_values=True)}
            if names.isdisjoint({"_nocount", *_ASKED_OF_ONE}):
                scope = {**scope, "query_string": query + (b"&" if query else b"") + b"_nocount=1"}
        await app(scope, receive, send)

    return asked
