"""Cost of a build by number of reports, of a build without news, and the archive's bytes per report.

Reports are synthetic pages on the form of 2021, all 200 cells filled; a body has five years.
"""

import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from archive.builds import current_build
from archive.datadir import DataDir
from archive.records import Context, Outcome, Role
from archive.store.writer import WarcWriter
from pipelines.build import Job, build
from tests.generators.reports import report_html

REPORTS = 200
# Bytes per report, with indexes, without text: what as many reports again add. Whole pages of 120 tables and indexes,
# most of them with next to nothing in them, would be a thousand bytes of each of so few reports, and eight of 60,000.
LARGEST = 6000
STEEPEST = 1.25  # cost per report at twice the number, as a multiple
# Sections are the text, and so are sentences; regions, codebook, crosswalk and checks are the same for any number of
# reports, and the distributions of indicators grow with years and provinces instead. The indexes of a table that is
# not counted are not counted either.
NOT_COUNTED = frozenset(
    {"sections", "regions", "indicators", "crosswalk", "form_layout", "checks", "sqlite_schema", "indicator_summary"}
)


# As many figures stated in the text as real reports have.
NOTE = (
    "全年主动公开政府信息{0}200条，其中政府网站公开{0}100条，政务新媒体公开100条。发布政策解读{0}篇，召开新闻发布会5场。"
    "受理12345热线工单{0}00件，办结{0}00件，办结率100%。公开人大代表建议和政协提案办理结果{0}件。"
    "举办政务公开培训3场，培训{0}人次。政府网站访问量{0}万次。"
)


def run() -> Iterator[str]:
    """Yield the results."""
    with tempfile.TemporaryDirectory() as folder:
        once = _measure(DataDir(Path(folder) / "once"), REPORTS)
        twice = _measure(DataDir(Path(folder) / "twice"), 2 * REPORTS)
        yield f"{REPORTS} reports: {once[0] / REPORTS * 1000:.1f} ms CPU each, an idle build {once[1]:.2f} s"
        yield f"{2 * REPORTS} reports: {twice[0] / REPORTS / 2 * 1000:.1f} ms CPU each, an idle build {twice[1]:.2f} s"
        ratio = twice[0] / 2 / once[0]
        yield f"{'reached' if ratio <= STEEPEST else 'MISSED'}: cost ratio {ratio:.2f} (at most {STEEPEST})"
        few, many = (_sizes(DataDir(Path(folder) / name)) for name in ("once", "twice"))
        sizes = {name: size - few.get(name, 0) for name, size in many.items()}
        for name, size in sorted(sizes.items(), key=lambda item: -item[1])[:16]:
            yield f"  {name}: {size / REPORTS:.0f} bytes per report"
        each = sum(sizes.values()) / REPORTS
        yield f"{'reached' if each <= LARGEST else 'MISSED'}: {each:.0f} bytes per report (at most {LARGEST})"


def _measure(data: DataDir, reports: int) -> tuple[float, float]:
    """Return CPU seconds of the first build and of one after nothing happened."""
    _keep(data, reports)
    times = []
    for _ in range(2):
        with Path("/dev/null").open("w") as nowhere:
            start = time.process_time()
            build(Job(data=data, workers=0, full=False, stream=nowhere))
            times.append(time.process_time() - start)
    return times[0], times[1]


def _keep(data: DataDir, reports: int) -> None:
    with WarcWriter(data, crawl="bench") as writer:
        for number in range(reports):
            body, year = f"示例省甲州市第{number // 5}镇人民政府", 2021 + number % 5
            context = Context(
                crawl="bench",
                role=Role.DETAIL,
                outcome=Outcome.KEPT,
                site="bench",
                region="990100",
                parent="https://www.example.gov.cn/zwgk/xxgknb/index.html",
                listed_title=f"{body}{year}年政府信息公开工作年度报告",
                listed_date=f"{year + 1}-01-20",
            )
            writer.response(
                f"https://www.example.gov.cn/zwgk/xxgknb/{year}/t{year}0120_{number}.html",
                time=f"2026-01-01T{number // 3600:02}:{number // 60 % 60:02}:{number % 60:02}.000000Z",
                status=200,
                reason="OK",
                http_version="HTTP/1.1",
                headers=[(b"Content-Type", b"text/html; charset=utf-8")],
                body=report_html(body, year, seed=number, note=NOTE.format(10 + number % 80)),
                request=b"GET / HTTP/1.1\r\n\r\n",
                context=context,
                address=None,
            )


def _sizes(data: DataDir) -> dict[str, int]:
    """Return bytes by table and index, of what grows with the reports."""
    build_ = current_build(data)
    if build_ is None:
        sys.exit("no build was promoted")
    with closing(sqlite3.connect(build_.archive)) as db:
        try:
            sizes = dict(db.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name").fetchall())
        except sqlite3.OperationalError:  # SQLite without dbstat: only the whole is known
            return {"everything": build_.archive.stat().st_size}
        tables = dict(db.execute("SELECT name, tbl_name FROM sqlite_schema").fetchall())
        said = db.execute("SELECT coalesce(sum(length(CAST(sentence AS BLOB))), 0) FROM narrative").fetchone()[0]
    counted = {name: size for name, size in sizes.items() if tables.get(name, name) not in NOT_COUNTED}
    return counted | {"narrative": counted["narrative"] - said}
