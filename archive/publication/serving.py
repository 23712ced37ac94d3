"""A Datasette instance for one build: databases, settings, metadata and our plugin."""

import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from datasette.app import Datasette
from datasette.database import Database
from datasette.plugins import pm

from archive.publication.metadata import metadata
from archive.publication.site import Site, attach

SETTINGS: Mapping[str, int | bool] = {
    "sql_time_limit_ms": 2000,  # a runaway query of one reader must not hold up the others
    "max_returned_rows": 1000,
    "default_page_size": 30,  # a row of key figures has 70 cells, each made a link or a number by Datasette
    "max_csv_mb": 0,  # the row limit bounds it, and csvguard refuses what would be cut
    "allow_csv_stream": False,  # a streamed table that fails in the middle is still a 200
    "suggest_facets": False,  # it scans whole tables on every view
    "allow_download": False,  # releases have the file with its checksum
    "default_cache_ttl": 60,
    "num_sql_threads": 3,
}


# Where rich is installed, Datasette prints every wrong address with all local variables, which takes it half a second.
pm.get_plugin("datasette.handle_exception").rich = None


def make_datasette(site: Site, settings: Mapping[str, int | bool] | None = None) -> Datasette:
    """Return Datasette serving the site's build as databases `archive` and `search`, with our pages."""
    datasette = Datasette(
        metadata=metadata(site),
        settings={**SETTINGS, **(settings or {})},
        inspect_data=_inspected(site),
        template_dir=str(files("archive.publication").joinpath("datasette_templates")),
        cors=False,
    )
    for name, path in (("archive", site.archive), ("search", site.search)):
        if path.exists():
            # the address /search is our search page, so the index has another
            route = {"search": "search-index"}.get(name, name)
            datasette.add_database(Database(datasette, path=str(path), is_mutable=False), name=name, route=route)
    attach(datasette, site)
    return datasette


def _inspected(site: Site) -> Any:
    """Return the counts the build made, so that the server need not count at its start."""
    path = site.archive.parent / "inspect.json"
    return json.loads(path.read_text("utf-8")) if path.exists() else None
