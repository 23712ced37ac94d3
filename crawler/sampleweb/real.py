"""The four real reports of the sample web: their figures as printed, with their source."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from crawler.sampleweb.bodies import SampleBody
from crawler.sampleweb.figures import PrintedFigures


@dataclass(frozen=True, slots=True, kw_only=True)
class RealReport:
    """A real report's figures; `source` is the title of the report they were read from."""

    body: SampleBody
    year: int
    published: str
    source: str
    figures: PrintedFigures


@cache
def real_reports() -> tuple[RealReport, ...]:
    """Return the real reports in the order of real.toml."""
    raw = tomllib.loads(files(__package__).joinpath("real.toml").read_text("utf-8"))
    return tuple(
        RealReport(
            body=SampleBody(
                key=entry["key"],
                name=entry["name"],
                region=entry["region"],
                family=entry["family"],
                format=entry["format"],
                kind="government",
                size=0,
            ),
            year=entry["year"],
            published=entry["published"],
            source=entry["source"],
            figures=PrintedFigures(
                form=entry["form"],
                disclosure=entry["disclosure"],
                requests={code: tuple(row) for code, row in entry["requests"].items()},
                disputes=tuple(entry["disputes"]),
                single_other=entry["single_other"],
            ),
        )
        for entry in raw["report"]
    )
