"""A crawl's report is kept, told, made again from the captures, fed to readers and to the operator's hook."""

import json
import sys
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner

from archive.atom import ATOM
from archive.crawls import kept
from archive.records import Context, Outcome, Role
from archive.store.writer import WarcWriter
from crawler.commands import crawl as crawl_command
from crawler.keeper import Keeper
from tests.archive.store import exchanges
from tests.crawler.web import Answer, report, trs_list

ENTRIES = (
    ("./202401/t20240110_1.html", "示例县人民政府2023年政府信息公开工作年度报告", "2024-01-10"),
    ("./202301/t20230110_2.html", "示例县人民政府2022年政府信息公开工作年度报告", "2023-01-10"),
)


def test_a_crawl_is_reported(web, data, registry, crawl, tmp_path):
    web.pages["/nb/"] = Answer(trs_list(*ENTRIES))
    web.pages["/nb/202401/t20240110_1.html"] = Answer(report(2023))
    told = tmp_path / "told.json"
    script = tmp_path / "hook.py"
    script.write_text(f"import sys, pathlib\npathlib.Path({str(told)!r}).write_text(sys.stdin.read())\nsys.exit(3)\n")
    run = crawl(registry(), "--hook", f"{sys.executable} {script}")
    assert run.returncode == 0, run.stderr  # of its listed reports one is gone, which is no failure
    assert "exit code 3" in run.stderr
    (made,) = kept(data)
    assert json.loads(told.read_text()) == json.loads((data.crawls / f"{made.crawl}.json").read_text())
    assert [item.title for item in made.new] == [ENTRIES[0][1]]
    (site,) = made.sites
    assert (site.listed, site.counts["kept"], site.counts["gone"]) == (2, 2, 1)
    assert f"Crawl {made.crawl}: 1 sites; 1 new" in run.stdout
    feed = ET.parse(data.feeds / "crawls.atom").getroot()  # noqa: S314 (our own)
    assert feed.tag == f"{{{ATOM}}}feed"
    assert ENTRIES[0][1] in ET.tostring(feed, encoding="unicode")
    before = (data.crawls / f"{made.crawl}.json").read_text(), (data.feeds / "crawls.atom").read_text()
    (data.crawls / f"{made.crawl}.json").unlink()
    again = CliRunner().invoke(
        crawl_command, ["--report", made.crawl, "--sites", str(registry()), "--data", str(data.root)]
    )
    assert again.exit_code == 0, again.output
    assert ((data.crawls / f"{made.crawl}.json").read_text(), (data.feeds / "crawls.atom").read_text()) == before


def test_a_report_of_an_unknown_crawl_is_wrong_usage(data, registry):
    asked = ["--report", "20260101T000000Z-000000", "--sites", str(registry()), "--data", str(data.root)]
    assert CliRunner().invoke(crawl_command, asked).exit_code == 2


@pytest.mark.parametrize(("days", "asked"), [((1, 2), True), ((1, 2, 2), True), ((1, 2, 3), False)])
def test_what_is_known_to_be_gone_is_not_asked_for_again(data, days, asked):
    for number, day in enumerate(days):
        outcome = Outcome.GONE if number else Outcome.KEPT
        context = Context(crawl=f"c{number}", role=Role.DETAIL, outcome=outcome, site="a")
        with WarcWriter(data, crawl=f"c{number}") as writer:
            exchanges.keep(writer, "http://a.gov.cn/1.html", f"{number}".encode(), day=day, context=context)
    keeper = Keeper(data, "now", print)
    assert bool(list(keeper.vanished("a"))) is asked
    keeper.close()
