"""The reports of the sample web: title, dates, running text of our own, and the three tables."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from crawler.sampleweb.bodies import SampleBody, sample_bodies
from crawler.sampleweb.figures import PrintedFigures
from crawler.sampleweb.layout import Grid, disclosure_grid, disputes_grid, requests_grid
from crawler.sampleweb.mistakes import CHANGED, printed
from crawler.sampleweb.prose import closing, fee_statement, opening, overview, problems, working
from crawler.sampleweb.real import real_reports
from crawler.sampleweb.returns import HEADING, return_grid

DEMONSTRATION = "演示数据 / demonstration data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A section heading."""

    text: str


Block = Heading | str | Grid


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleReport:
    """One report ready to be rendered; `published` is ISO 8601."""

    body: SampleBody
    year: int
    title: str
    published: str
    blocks: tuple[Block, ...]

    @property
    def number(self) -> int:
        """A stable number for its address."""
        return random.Random(f"{self.body.key}|{self.year}|number").randint(100000, 999999)  # noqa: S311 (no secret)


@cache
def sample_reports(generation: int) -> tuple[SampleReport, ...]:
    """Return every report as it is published at the first or second crawl (1 or 2)."""
    return (*_invented(generation), *_earlier(), *_real())


def _invented(generation: int) -> Iterator[SampleReport]:
    for body in sample_bodies():
        for year in body.years:
            figures = printed(body, year, generation)
            changed = generation > 1 and (body.key, year) == CHANGED
            yield SampleReport(
                body=body,
                year=year,
                title=_title(body.name, year),
                published=_published(body, year),
                blocks=tuple(_invented_blocks(body, year, figures, changed=changed)),
            )


def _earlier() -> Iterator[SampleReport]:
    for body in sample_bodies():
        for year in body.earlier:
            yield SampleReport(
                body=body,
                year=year,
                title=_title(body.name, year),
                published=_published(body, year),
                blocks=tuple(_earlier_blocks(body, year)),
            )


def _real() -> Iterator[SampleReport]:
    for real in real_reports():
        yield SampleReport(
            body=real.body,
            year=real.year,
            title=_title(real.body.name, real.year),
            published=real.published,
            blocks=tuple(_real_blocks(real.figures, real.source)),
        )


def _title(name: str, year: int) -> str:
    return f"{name}{year}年政府信息公开工作年度报告"


def _published(body: SampleBody, year: int) -> str:
    dice = random.Random(f"{body.key}|{year}|published")  # noqa: S311 (no secret)
    month, last = (3, 30) if body.kind == "government" else (1, 30)
    return f"{year + 1}-{month:02d}-{dice.randint(5, last):02d}"


def _invented_blocks(body: SampleBody, year: int, figures: PrintedFigures, *, changed: bool) -> Iterator[Block]:
    yield DEMONSTRATION
    yield opening(body, year)
    yield Heading(text="一、总体情况")
    yield from overview(body, year, figures)
    yield from _tables(figures)
    yield Heading(text="五、存在的主要问题及改进情况")
    yield from problems(body, year)
    if changed:
        yield "本报告发布后，经核对更正了行政许可处理决定数量。"
    yield Heading(text="六、其他需要报告的事项")
    yield fee_statement(figures)
    yield closing(body)


def _earlier_blocks(body: SampleBody, year: int) -> Iterator[Block]:
    yield DEMONSTRATION
    yield opening(body, year)
    yield Heading(text="一、主动公开政府信息情况")
    yield from working(body, year)
    yield Heading(text="二、存在的主要问题及改进情况")
    yield from problems(body, year)
    yield closing(body)
    yield Heading(text=HEADING)
    yield return_grid(body, year)


def _real_blocks(figures: PrintedFigures, source: str) -> Iterator[Block]:
    """Yield the tables of a real report and nothing but them: no word is put into a real body's mouth."""
    yield DEMONSTRATION
    yield f"以下三张表的数字原样录自《{source}》，原报告的文字从略。"
    yield from _tables(figures)


def _tables(figures: PrintedFigures) -> Iterator[Block]:
    yield Heading(text="二、主动公开政府信息情况")
    yield disclosure_grid(figures)
    yield Heading(text="三、收到和处理政府信息公开申请情况")
    yield requests_grid(figures)
    yield Heading(text="四、政府信息公开行政复议、行政诉讼情况")
    yield disputes_grid(figures)
