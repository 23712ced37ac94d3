"""From an answer to HTML: the templates' environment, with everything a template may call."""

from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any
from urllib.parse import urlencode, urlsplit

import jinja2

from archive.publication.answers import Ask, Html
from archive.publication.dates import dated, written
from archive.publication.metadata import has_demonstration
from archive.texts import LANGUAGES, Language, text


@cache
def environment() -> jinja2.Environment:
    """Return the environment: escaping always on, unknown names are errors."""
    env = jinja2.Environment(
        loader=jinja2.PackageLoader("archive.publication", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        auto_reload=False,  # an upgrade in place must not show new templates with the code that is running
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters["number"] = number
    env.filters["written"] = written
    env.filters["dated"] = dated
    env.tests["web_address"] = is_web_address
    return env


def number(value: float | None) -> str:
    """Return a figure as readers expect it: 9,487 or 960.5; empty for none."""
    if value is None:
        return ""
    if isinstance(value, float) and not value.is_integer():
        return f"{value:,.4f}".rstrip("0").rstrip(".")
    return f"{int(value):,}"


def is_web_address(url: object) -> bool:
    """Tell whether an address from outside may become a link: http and https only."""
    if not isinstance(url, str):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc)


@cache
def style_version() -> str:
    """Return a mark that changes with the style sheet, so that it can be cached for long."""
    return sha256(files("archive.publication").joinpath("static/nianbao.css").read_bytes()).hexdigest()[:8]


def _problem(kind: str, language: Language) -> str:
    try:
        return text(f"problems.{kind}", language)
    except KeyError:
        return kind  # a build may be newer than the server that shows it


def render(ask: Ask, page: Html) -> str:
    """Return the page's HTML."""
    query = f"?{urlencode(ask.query)}" if ask.query else ""
    frame: dict[str, Any] = {
        "t": ask.say,
        "unit": ask.unit,
        "link": ask.link,
        "language": ask.language,
        "languages": [(other, text(f"pages.language_names.of_{other}", other)) for other in LANGUAGES],
        "here": ask.path,
        "switch": {other: f"/{other}{ask.path}{query}" for other in LANGUAGES},
        "problem": lambda kind: _problem(kind, ask.language),
        "build": ask.site.build,
        "style": f"/static/nianbao.css?v={style_version()}",
        "title": page.title,
        "demonstration": page.demonstration,
        "demonstration_elsewhere": has_demonstration(ask.site) and not page.demonstration,
    }
    return environment().get_template(page.template).render({**frame, **page.context})
