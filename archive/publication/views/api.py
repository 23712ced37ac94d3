"""How programs ask: addresses that answer as JSON, and examples with a body of this very archive."""

from dataclasses import replace
from importlib.resources import files

from archive.export.reading import read_examples
from archive.publication.answers import Answer, Ask, Html
from archive.publication.feeds import KINDS

PATH = r"/api/?"
_SAMPLE = """SELECT body, max(year) AS year FROM key_figures WHERE req_new IS NOT NULL
GROUP BY body ORDER BY count(*) DESC, body LIMIT 1"""
PLACES = ("body", "report", "figure", "codebook", "question", "chart", "sql", "table")


def view(ask: Ask) -> Answer:
    """Return the page."""
    row = ask.site.once("api sample", lambda: ask.db.execute(_SAMPLE).fetchone())
    body, year = (row["body"], str(row["year"])) if row else ("440000-00000000", "2024")
    origin = ask.origin or "http://127.0.0.1:8001"
    examples = read_examples(files("archive.publication").joinpath("requests.toml").read_text("utf-8"))
    filled = {"ORIGIN": origin, "BODY": body, "YEAR": year}
    return Html(
        template="api.html",
        title=ask.say("api.title"),
        demonstration=False,
        context={
            "places": [(name, _address(name, body, year)) for name in PLACES],
            "examples": [replace(one, code=_fill(one.code, filled)) for one in examples.values()],
            "feeds": KINDS,
            "origin": origin,
        },
    )


def _fill(code: str, filled: dict[str, str]) -> str:
    for name, value in filled.items():
        code = code.replace(name, value)
    return code


def _address(name: str, body: str, year: str) -> str:
    return {
        "body": f"/body/{body}.json",
        "report": f"/report/{body}/{year}.json",
        "figure": f"/figure/{body}/{year}/req_new.total.json",
        "codebook": "/codebook.json",
        "question": "/questions/refusal-rate.json",
        "chart": f"/body/{body}",
        "sql": f"/archive.json?_shape=objects&sql=select+*+from+key_figures+where+body+%3D+'{body}'",
        "table": "/archive/key_figures.json?_shape=objects",
    }[name]
