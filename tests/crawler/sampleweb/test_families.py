"""The families of one maker and the mixed lists, crawled: every report is found, no address is made up."""

import re
from urllib.parse import urlsplit

import pytest

from archive.datadir import DataDir
from archive.records import Outcome, Role
from crawler.sampleweb.server import SampleWeb
from tests.crawler.conftest import NIANBAO, captures, run_command

# site → its reports
SITES = {"sl-culture": 3, "jz-water": 5, "jz-forestry": 3, "jz-donghu-education": 3, "jz-transport": 3}


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> tuple[DataDir, str, list[tuple[str, int]]]:
    """The captures of two crawls, what the second said and what the servers were asked in both."""
    folder = tmp_path_factory.mktemp("families")
    chosen = [part for name in SITES for part in ("--site", name)]
    with SampleWeb() as web:
        registry = web.write_registry(folder / "sites.toml")
        for _ in range(2):
            done = run_command(
                [*NIANBAO, "crawl", "--sites", str(registry), *chosen, "--data", str(folder / "data")],
            )
            assert done.returncode == 0, done.stderr
        return DataDir(folder / "data"), done.stdout, web.log


def test_every_report_is_found_and_kept(crawled: tuple[DataDir, str, list[tuple[str, int]]]) -> None:
    data, said, _ = crawled
    assert dict(re.findall(r"^(\S+): (\d+) reports listed", said, re.MULTILINE)) == {
        name: str(reports) for name, reports in SITES.items()
    }
    kept = {
        (capture.context.site, capture.url)
        for capture in captures(data)
        if capture.context.role is Role.DETAIL and capture.context.outcome in {Outcome.KEPT, Outcome.UNCHANGED}
    }
    assert {name: sum(site == name for site, _ in kept) for name in SITES} == SITES


def test_nothing_is_asked_that_is_not_there_or_not_named(crawled: tuple[DataDir, str, list[tuple[str, int]]]) -> None:
    log = crawled[2]
    assert {status for _, status in log} <= {200, 304}
    groups = [path for path, _ in log if "dataproxy.jsp" in path]
    assert groups
    assert all(re.search(r"&columnid=[A-Za-z0-9+/]{43}=&", path) for path in groups)  # to the letter, as it is given


def test_a_list_that_is_a_report_itself_is_kept_as_both(crawled: tuple[DataDir, str, list[tuple[str, int]]]) -> None:
    data, _, log = crawled
    found = [one for one in captures(data) if urlsplit(one.url).path.endswith("xxgkAnnualReport.jsp")]
    listed = {one.url for one in found if one.context.role is Role.LIST}
    reports = {one.url for one in found if one.context.role is Role.DETAIL}
    assert len(listed) == 1
    assert len(reports) == SITES["jz-forestry"]
    assert listed < reports
    (path,) = {path for path, _ in log if path.endswith("fbtime=2025")}
    assert [status for asked, status in log if asked == path] == [200, 304, 304, 304]
