"""The list of releases with their files."""

from archive.publication.answers import Answer, Ask, Html
from archive.publication.metadata import has_demonstration
from archive.publication.releases import releases

PATH = r"/downloads/?"


def view(ask: Ask) -> Answer:
    """Return the list of releases, the latest with its files first."""
    return Html(
        template="downloads.html",
        title=ask.say("downloads.title"),
        demonstration=has_demonstration(ask.site),
        context={"releases": [(release, release.files()) for release in releases(ask.site.data)]},
    )
