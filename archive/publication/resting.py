"""Datasette's tables and SQL rest while withheld.csv names documents that the build still holds.

Its SQL can name any table of the build, so only another build takes a document out of it.
"""

import re
from typing import Any

from archive.publication.hiding import unknown
from archive.publication.security import App, Receive, Scope, Send, send_text
from archive.publication.site import Site
from archive.texts import LANGUAGES, text

_STATUS = 503


def rest(app: App, datasette: Any, site: Site) -> App:
    """Return the application, its databases closed with 503 and words where documents were withheld since the build."""
    if not (site.withheld and unknown(site.connection(), site.withheld)):
        return app
    words = "".join(text("pages.data.withheld_since", language) + "\n" for language in LANGUAGES)

    async def resting(scope: Scope, receive: Receive, send: Send) -> None:
        first = re.split(r"[/.]", scope["path"].lstrip("/"), maxsplit=1)[0] if scope["type"] == "http" else ""
        if first in {database.route for database in datasette.databases.values()}:
            await send_text(send, _STATUS, words)
        else:
            await app(scope, receive, send)

    return resting
