"""What every reader needs is made before the first one comes: templates compiled, sums over all reports remembered."""

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import ModuleType

from archive.publication.answers import Ask, Html
from archive.publication.render import environment, render
from archive.publication.site import Site
from archive.publication.views import bodies, coverage, findings, home, indicator, question, search
from archive.texts import LANGUAGES


@dataclass(frozen=True, slots=True)
class _Page:
    """A page that remembers something for all later readers."""

    view: ModuleType
    path: str
    values: Mapping[str, str | None] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)


_PAGES = (
    _Page(home, "/"),
    _Page(bodies, "/bodies"),
    _Page(search, "/search", query={"q": "公开"}),
    _Page(question, "/questions/most-requests", {"name": "most-requests"}),
    _Page(indicator, "/codebook/req_new", {"code": "req_new"}),
    _Page(findings, "/findings"),
    _Page(coverage, "/coverage"),
)


def warm(site: Site) -> None:
    """Compile all templates and make the pages that sum over all reports, in both languages; some seconds at most."""
    for name in environment().list_templates(extensions=["html"]):
        environment().get_template(name)
    for page in _PAGES:
        for language in LANGUAGES:
            ask = Ask(
                db=site.connection(), site=site, language=language, prefix=f"/{language}", path=page.path,
                values=page.values, query=page.query,
            )  # fmt: skip
            with contextlib.suppress(Exception):  # a page that fails says so to its own reader; others are served
                answer = page.view.view(ask)
                if isinstance(answer, Html):
                    render(ask, answer)
