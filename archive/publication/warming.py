"""What every reader needs is made before the first one comes: templates compiled, the first page's figures summed."""

import contextlib

from archive.publication.answers import Ask, Html
from archive.publication.render import environment, render
from archive.publication.site import Site
from archive.publication.views import home
from archive.texts import LANGUAGES


def warm(site: Site) -> None:
    """Compile all templates and draw the first page in both languages; about a second."""
    for name in environment().list_templates(extensions=["html"]):
        environment().get_template(name)
    with contextlib.suppress(Exception):  # a page that fails says so to its reader; the others are served all the same
        for language in LANGUAGES:
            ask = Ask(db=site.connection(), site=site, language=language, prefix=f"/{language}", path="/")
            page = home.view(ask)
            if isinstance(page, Html):
                render(ask, page)
