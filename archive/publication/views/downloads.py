"""The list of releases with their files."""

from archive.publication.answers import Answer, Ask, Html
from archive.publication.releases import releases

PATH = r"/downloads/?"


def view(ask: Ask) -> Answer:
    """Return the list of releases, the latest with its files first."""
    return Html(
        template="downloads.html",
        title=ask.say("downloads.title"),
        demonstration=ask.db.execute("SELECT 1 FROM reports WHERE demonstration = 1 LIMIT 1").fetchone() is not None,
        context={"releases": [(release, release.files()) for release in releases(ask.site.data)]},
    )
