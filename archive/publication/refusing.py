"""Wrong requests to Datasette's pages: 400 and what is wrong, where Datasette answers 500."""

from typing import Any

from datasette.utils.asgi import Response
from datasette.views.base import DatasetteError

from archive.publication.security import FAILED
from archive.texts import LANGUAGES, text

REFUSED = 400


def refuse(datasette: Any, request: Any, exception: Exception) -> Response | None:
    """Return the answer to a request whose parameters cannot be read; None leaves it to Datasette, or to our 500."""
    if isinstance(exception, DatasetteError) and exception.status == FAILED:
        exception.status = REFUSED  # "Cannot sort table by …"; Datasette's own handler comes after and says it
        return None
    first = request.path.lstrip("/").partition("/")[0].partition(".")[0]
    if first not in {db.route for db in datasette.databases.values()} or not isinstance(
        exception, ValueError | KeyError | IndexError
    ):
        return None
    words = "".join(text("pages.data.bad_value", language) + "\n" for language in LANGUAGES)
    if request.path.endswith(".json"):
        return Response.json({"ok": False, "error": words, "status": REFUSED, "title": None}, status=REFUSED)
    return Response.text(words, status=REFUSED)
