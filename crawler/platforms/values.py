"""What the families read out of scripts, addresses and JSON answers: bounded, so that no page can stop a crawl."""

import json
import re
from urllib.parse import parse_qsl, quote, urlsplit

from crawler.platforms.base import ListError, parse

_NUMBER = re.compile(r"\s*([0-9]{1,9})\s*")
_FRONT = re.compile(r"/?(?:(?:index|default|main)\.\w{2,5})?")


def read_json(text: str) -> object:
    """Return what a JSON answer says. Raises ListError for anything else, also for nesting that has no end."""
    try:
        return json.loads(text.lstrip("\ufeff"), strict=False)
    except (ValueError, RecursionError) as error:
        raise ListError(f"the interface answered no JSON ({error}); the next crawl tries again") from error


def count(value: object) -> int | None:
    """Return a count that is given as a number or as its digits; None for others, and from ten digits on."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    found = _NUMBER.fullmatch(str(value))
    return int(found[1]) if found else None


def plain(title: object) -> str:
    """Return a title without the markup that interfaces put around words."""
    shown = str(title or "")
    root = parse(f"<div>{shown}</div>") if "<" in shown or "&" in shown else None
    return " ".join((shown if root is None else str(root.text_content())).split())


def query_value(url: str, name: str) -> str:
    """Return the first value of a query parameter, decoded; "" where it is missing."""
    return next((value for key, value in parse_qsl(urlsplit(url).query) if key == name), "")


def with_query(url: str, name: str, value: object) -> str:
    """Return an address with one query parameter set in its place; all else stays as it is written."""
    pair = f"{name}={quote(str(value), safe='')}"
    head, _, query = url.partition("?")
    parts = [part for part in query.split("&") if part]
    at = next((number for number, part in enumerate(parts) if part.partition("=")[0] == name), None)
    parts = [*parts, pair] if at is None else [*parts[:at], pair, *parts[at + 1 :]]
    return f"{head}?{'&'.join(parts)}"


def is_front_page(url: str) -> bool:
    """Tell whether an address is a host's front page: it may show parts of lists, but is none."""
    return bool(_FRONT.fullmatch(urlsplit(url).path))
