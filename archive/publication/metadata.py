"""Datasette's metadata, generated: titles and columns from the schema, canned queries from the questions."""

from typing import Any

from archive.publication.questions import Question, questions
from archive.publication.site import Site
from archive.schema import TableSpec, tables
from archive.texts import LANGUAGES, text

# Datasette's own pages have one language, so their words come in both.
SEPARATOR = " · "


def metadata(site: Site) -> dict[str, Any]:
    """Return the metadata of one build."""
    build = text("pages.frame.build", "zh") + f" {site.build}"
    demonstration = {"source": both("pages.frame.demonstration")} if has_demonstration(site) else {}
    return {
        **demonstration,
        "title": both("pages.frame.name"),
        "about": build,
        "about_url": "/",
        "license": "CC BY 4.0",
        "license_url": "https://creativecommons.org/licenses/by/4.0/",
        "databases": {
            "archive": {
                "description": both("pages.datasette.archive"),
                "tables": {name: _table(spec, site) for name, spec in tables().items()},
                "queries": {q.name: _query(q) for q in questions(residents=bool(site.population))},
            },
            "search": {"description": both("pages.datasette.search")},
        },
    }


def footer(site: Site) -> dict[str, str]:
    """Return what `_footer.html` shows below Datasette's own pages."""
    return {
        "nianbao_name": both("pages.frame.brand"),
        "nianbao_build": f"{both('pages.frame.build')} {site.build}",
        "nianbao_demonstration": both("pages.frame.demonstration") if has_demonstration(site) else "",
    }


def has_demonstration(site: Site) -> bool:
    """Tell whether the build holds demonstration data; then every page of Datasette's own says so."""
    query = "SELECT 1 FROM reports WHERE demonstration = 1 LIMIT 1"
    return site.once("demonstration", lambda: site.connection().execute(query).fetchone() is not None)


def both(key: str) -> str:
    """Return a text in both languages on one line."""
    return SEPARATOR.join(text(key, language) for language in LANGUAGES)


def _table(spec: TableSpec, site: Site) -> dict[str, Any]:
    columns = {column.name: _column(column.zh, column.en) for column in spec.columns if column.zh or column.en}
    if spec.codes:
        columns |= _codebook(site, {column.name for column in spec.columns} - set(columns))
    return {"description": f"{spec.zh}{SEPARATOR}{spec.en}", "columns": columns}


def _column(zh: str, en: str) -> str:
    return SEPARATOR.join(part for part in (zh, en) if part)


def _codebook(site: Site, codes: set[str]) -> dict[str, str]:
    rows = site.connection().execute("SELECT code, zh, en FROM indicators")
    return {row["code"]: _column(row["zh"], row["en"]) for row in rows if row["code"] in codes}


def _query(question: Question) -> dict[str, Any]:
    return {
        "sql": question.sql,
        "title": SEPARATOR.join(question.title[language] for language in LANGUAGES),
        "description": SEPARATOR.join(
            f"{question.can[language]} {question.cannot[language]}" for language in LANGUAGES
        ),
        "params": [parameter.name for parameter in question.parameters],
    }
