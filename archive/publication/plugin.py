"""Hooks by which Datasette shows the archive's pages. They stay silent on instances that are not ours."""

import sqlite3
from collections.abc import Callable
from typing import Any

from datasette import hookimpl

from archive.population import attach
from archive.publication.bounds import bound
from archive.publication.csvguard import ENDS, guard_csv
from archive.publication.metadata import both, footer
from archive.publication.refusing import refuse
from archive.publication.resting import rest
from archive.publication.routes import routes
from archive.publication.security import protect
from archive.publication.site import site_of
from archive.publication.uncounted import leave_uncounted


@hookimpl
def register_routes(datasette: Any) -> list[tuple[str, Callable[..., Any]]]:
    """Return the archive's pages, before Datasette's own."""
    site = site_of(datasette)
    return [] if site is None else routes(site)


@hookimpl
def register_output_renderer() -> list[dict[str, Any]]:
    """Return the files that Datasette's pages link to; csvguard makes them, so that they are whole."""
    ends = [end.removeprefix(".") for end in ENDS if end != ".csv"]
    return [{"extension": end, "render": _made_elsewhere, "can_render": _is_ours} for end in ends]


def _is_ours(datasette: Any) -> bool:
    return site_of(datasette) is not None


def _made_elsewhere() -> None:
    """Do nothing: on our instances no such request gets here."""


@hookimpl
def prepare_connection(conn: sqlite3.Connection, datasette: Any) -> None:
    """Bound what readers' SQL may ask for, and give it the numbers of residents where the operator supplies them."""
    site = site_of(datasette)
    if site is not None:
        if site.population:
            attach(conn, site.population)
        bound(conn)


@hookimpl
def extra_template_vars(datasette: Any) -> dict[str, str]:
    """Return what the footer of Datasette's own pages shows."""
    site = site_of(datasette)
    return {} if site is None else footer(site)


@hookimpl
def prepare_jinja2_environment(env: Any) -> None:
    """Let Datasette's error page speak both languages."""
    env.globals["nianbao_both"] = both


@hookimpl
def handle_exception(datasette: Any, request: Any, exception: Exception) -> Any:
    """Answer 400 where a request to Datasette's pages is wrong."""
    return None if site_of(datasette) is None else refuse(datasette, request, exception)


@hookimpl
def asgi_wrapper(datasette: Any) -> Callable[[Any], Any]:
    """Guard every response, Datasette's own included."""

    def wrap(app: Any) -> Any:
        site = site_of(datasette)
        if site is None:
            return app
        return protect(rest(guard_csv(leave_uncounted(app), datasette), datasette, site))

    return wrap
