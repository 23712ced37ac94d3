from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive.cli import main as cli
from archive.datadir import DataDir
from archive.records import Context, Outcome, Role
from archive.store.index import CaptureIndex
from archive.store.writer import WarcWriter
from crawler import commands
from crawler.due import due_sites, in_shard
from crawler.process import CrawlError, CrawlResult, _result, crawl_sites
from crawler.registry import Expectation, Site

ENTRY = """[[site]]
id = "{id}"
body = "示例县人民政府"
region = "{region}"
list = "http://{id}.gov.cn/nb/"
family = "trs"
"""


@pytest.fixture
def registry(tmp_path: Path) -> Path:
    path = tmp_path / "sites.toml"
    path.write_text("\n".join(ENTRY.format(id=f"s{n}", region=f"{60 + n}0101") for n in (1, 2, 3)), "utf-8")
    return path


@pytest.fixture
def crawled(monkeypatch) -> list[tuple[str, ...]]:
    """Replace the crawl itself, and note which sites were chosen."""
    chosen: list[tuple[str, ...]] = []

    def note(sites: tuple[Site, ...], data: DataDir, settings: object) -> CrawlResult:  # noqa: ARG001 (the replaced function's)
        chosen.append(tuple(site.id for site in sites))
        return CrawlResult("20261201T000000Z-abcdef", (), None)

    monkeypatch.setattr(commands, "crawl_sites", note)
    return chosen


def run(*arguments: str, **environment: str):
    return CliRunner(env={"NIANBAO_LANG": "en", **environment}).invoke(commands.crawl, arguments)


def site(name: str, address: str = "http://{}.gov.cn/nb/", **more: object) -> Site:
    return Site(id=name, body="b", region="990101", list=address.format(name), family="trs", **more)  # type: ignore[arg-type]


def test_selection(registry, crawled, tmp_path):
    base = ("--sites", str(registry), "--data", str(tmp_path / "data"))
    assert run(*base).exit_code == 0
    assert run(*base, "--site", "s1", "--site", "s3").exit_code == 0
    assert run(*base, "--province", "62").exit_code == 0
    assert run(*base, "--province", "62", "--site", "s2", "--due").exit_code == 0  # choices narrow each other
    assert crawled == [("s1", "s2", "s3"), ("s1", "s3"), ("s2",), ("s2",)]
    shares = [run(*base, "--site", "s1", "--shard", f"{number}/2").output for number in (1, 2)]
    assert sorted(share.startswith("None of these sites belongs to share") for share in shares) == [False, True]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--site", "nowhere"), "no site nowhere"),
        (("--province", "6"), "two-digit"),
        (("--province", "99"), "no site of province 99"),
        (("--shard", "4/3"), "--shard takes I/N"),
        (("--shard", "x"), "--shard takes I/N"),
        (("--sites", "nowhere.toml"), "cannot be read"),
    ],
)
def test_wrong_usage_says_what_is_wrong(registry, crawled, tmp_path, options, words):
    result = run("--sites", str(registry), "--data", str(tmp_path), *options)
    assert result.exit_code == 2
    assert words in result.output
    assert not crawled


def test_without_a_choice_nothing_is_crawled(crawled, tmp_path):
    result = run("--data", str(tmp_path))
    assert result.exit_code == 2
    assert "--site ID" in result.output
    assert not crawled


def test_a_crawl_of_what_is_due_that_cannot_begin_says_so_to_its_timer(registry, crawled, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "captures.db").write_bytes(b"this is no database" * 100)
    options = ["--sites", str(registry), "--data", str(tmp_path / "data")]
    for group, command in ((commands.crawl, ["--due"]), (cli, ["update"])):
        run = CliRunner().invoke(group, [*command, *options])
        assert run.exit_code == 3, run.output
        assert "could not begin" in run.output
        assert "verify --rebuild" in run.output
    assert not crawled


def test_shards_share_out_all_sites_and_keep_a_domain_together():
    sites = [site(f"s{n}") for n in range(30)]
    shares = [[s.id for s in sites if in_shard(s, number, 3)] for number in (1, 2, 3)]
    assert sorted(name for share in shares for name in share) == sorted(s.id for s in sites)
    assert all(shares)
    together = [site(f"a{n}", f"http://dep{n}.city.gov.cn/") for n in range(9)]
    assert len({tuple(in_shard(s, number, 3) for number in (1, 2, 3)) for s in together}) == 1


def test_sites_are_due_by_the_season_and_their_last_crawl(tmp_path):
    data = DataDir(tmp_path)
    january, july = datetime(2027, 1, 20, tzinfo=UTC), datetime(2027, 7, 20, tzinfo=UTC)
    sites = (site("daily"), site("weekly"), site("monthly"), site("never"), site("refused"))
    ages = {"daily": timedelta(hours=3), "weekly": timedelta(days=7), "monthly": timedelta(days=31)}
    for today in (january, july):
        with WarcWriter(data, crawl=f"test-{today:%m}") as writer:
            for name, age in ages.items():
                when = (today - age).isoformat().replace("+00:00", "Z")
                context = Context(crawl="c", role=Role.LIST, outcome=Outcome.KEPT, site=name)
                writer.event(f"http://{name}.gov.cn/nb/", context, time=when)
            refused = Context(crawl="c", role=Role.LIST, outcome=Outcome.REFUSED, site="refused")
            writer.event("http://refused.gov.cn/nb/", refused, time=today.isoformat().replace("+00:00", "Z"))
        with CaptureIndex(data) as index:
            due = {s.id for s in due_sites(sites, index, today)}
        always = {"monthly", "never", "refused"}
        assert due == (always | {"weekly"} if today is january else always)


def test_expectations_decide_what_fails():
    years = [2022, 2023]
    good = {"http://a/1": Outcome.KEPT, "http://a/2": Outcome.GONE}
    bad = {**good, "http://a/3": Outcome.BLOCKED}
    assert not _result(site("a"), good, years).failed
    assert _result(site("a"), bad, years).failed
    assert not _result(site("a", expect=Expectation(failed=1)), bad, years).failed
    assert _result(site("a", expect=Expectation(reports=3)), good, years).missing == "2 reports listed, 3 expected"
    assert "2019 expected" in (_result(site("a", expect=Expectation(since=2019)), good, years).missing or "")
    assert _result(site("a", expect=Expectation(since=2022)), good, years).missing is None


@pytest.mark.parametrize(
    ("contact", "real", "refused"),
    [
        ("", True, True),
        ("me", True, True),
        ("mail@x.cn\r\nCookie: a=1", False, True),
        ("mail@x.cn", True, False),
        ("https://x.cn/about", True, False),
        ("", False, False),
    ],
)
def test_government_sites_are_asked_only_with_a_contact(monkeypatch, tmp_path, contact, real, refused):
    asked: list[object] = []
    monkeypatch.setattr("crawler.settings.CONTACT", contact)
    monkeypatch.setattr("crawler.process.in_fresh_process", lambda *arguments: asked.append(arguments))
    local = site("a", "http://127.0.0.1:8101/nb/")
    if refused:
        with pytest.raises(CrawlError, match="NIANBAO_CONTACT"):
            crawl_sites((local, site("b")) if real else (local,), DataDir(tmp_path))
    else:
        crawl_sites((local, site("b")) if real else (local,), DataDir(tmp_path))
    assert bool(asked) is not refused
