"""From an address to a page: finds the views by walking their package and turns answers into responses."""

import importlib
import pkgutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, quote

from datasette.utils.asgi import Response

from archive.publication import views
from archive.publication.answers import Answer, Ask, File, Html, Missing, Raw, Redirect
from archive.publication.language import preferred
from archive.publication.operator import origin
from archive.publication.render import render
from archive.publication.security import FRAMED_POLICY
from archive.publication.sending import FileResponse
from archive.publication.site import Busy, Site
from archive.publication.tabular import Spooled, TooLarge
from archive.publication.tabular.sending import SpooledResponse
from archive.texts import LANGUAGES, Language, text

MOST_FIELDS = 50
PREFIX = rf"^(?:/(?P<language>{'|'.join(LANGUAGES)}))?"


@dataclass(frozen=True, slots=True)
class View:
    """One page: its address without prefix, and what answers it; `patient` where that makes a file."""

    path: str
    answer: Callable[[Ask], Answer]
    patient: bool


def views_found() -> Iterator[View]:
    """Yield the pages, one per module of `archive.publication.views`."""
    for module_info in pkgutil.iter_modules(views.__path__):
        module = importlib.import_module(f"{views.__name__}.{module_info.name}")
        yield View(module.PATH, module.view, getattr(module, "PATIENT", False))


def routes(site: Site) -> list[tuple[str, Callable[..., Any]]]:
    """Return pattern and handler of every page, each with and without a language prefix."""
    return [(f"{PREFIX}{view.path}$", _handler(site, view)) for view in views_found()]


def _handler(site: Site, view: View) -> Callable[..., Any]:
    async def handle(request: Any) -> Any:
        if request.method not in {"GET", "HEAD"}:
            return Response.text("Method not allowed", status=405)
        values = dict(request.url_vars)
        given = values.pop("language", None)
        language: Language = given or preferred(request.headers.get("accept-language", ""))
        prefix = f"/{given}" if given else ""
        path = request.path.removeprefix(prefix) or "/"
        try:
            query = dict(parse_qsl(request.query_string, keep_blank_values=True, max_num_fields=MOST_FIELDS))
        except ValueError:
            return Response.text("".join(text("pages.data.bad_value", one) + "\n" for one in LANGUAGES), status=400)

        def work(db: sqlite3.Connection) -> Any:
            ask = Ask(
                db=db,
                site=site,
                language=language,
                prefix=prefix,
                path=path,
                values=values,
                query=query,
                origin=origin(request.scheme, request.host or ""),
            )
            return _respond(ask, _answer(view, ask), request)

        if not view.patient:
            return await site.run(work)
        try:
            return await site.run_patiently(work)
        except Busy:
            words = "".join(text("pages.missing.busy", one) + "\n" for one in LANGUAGES)
            return Response.text(words, status=503, headers={"retry-after": "30"})

    return handle


def _answer(view: View, ask: Ask) -> Answer:
    try:
        return view.answer(ask)
    except Missing as missing:
        return _apology(ask, missing)
    except TooLarge as error:
        return _apology(
            ask, Missing("missing.too_large", 413, most=f"{error.most:,}", bound=ask.say(f"bound.{error.bound}"))
        )
    except sqlite3.OperationalError as error:
        if "interrupted" not in str(error):
            raise
        return _apology(ask, Missing("missing.too_much", 503))


def _apology(ask: Ask, missing: Missing) -> Html:
    return Html(
        template="missing.html",
        title=ask.say("missing.title"),
        demonstration=False,
        status=missing.status,
        context={"sentence": ask.say(missing.key, **missing.values)},
    )


def _respond(ask: Ask, answer: Answer, request: Any) -> Any:
    match answer:
        case Html():
            headers = {"vary": "Accept-Language", "content-language": ask.language, "cache-control": "max-age=60"}
            return Response.html(render(ask, answer), status=answer.status, headers=headers)
        case Raw():
            return Response(
                answer.body, status=answer.status, content_type=answer.content_type, headers=_raw_headers(ask, answer)
            )
        case Spooled():
            return SpooledResponse(answer, request.method)
        case File():
            return FileResponse(answer, request.method, request.headers, request.receive)
        case Redirect():
            return Response.redirect(ask.link(answer.to), status=301 if answer.permanent else 302)


def _raw_headers(ask: Ask, answer: Raw) -> Mapping[str, str]:
    headers = {"cache-control": f"max-age={answer.max_age}" if answer.max_age else "no-cache"}
    if not ask.prefix:
        headers["vary"] = "Accept-Language"
    if answer.filename is not None:
        headers["content-disposition"] = f"attachment; filename*=UTF-8''{quote(answer.filename, safe='')}"
    if answer.framed:
        headers["content-security-policy"] = FRAMED_POLICY
    return headers
