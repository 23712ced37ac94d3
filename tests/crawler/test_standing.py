"""`nianbao status` tells how the sites of the registry stand, by the captures alone."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner

from archive.datadir import DataDir
from archive.records import Context, Outcome, Role
from archive.status import status
from archive.store.writer import WarcWriter
from crawler.standing import standing
from tests.archive.store import exchanges

NOW = datetime(2026, 8, 1, tzinfo=UTC)
ENTRY = '[[site]]\nid = "{0}"\nbody = "某局"\nregion = "640424"\nlist = "http://{0}.gov.cn/nb/"\nfamily = "trs"\n{1}\n'


@pytest.fixture
def data(tmp_path) -> DataDir:
    return DataDir(tmp_path / "data")


@pytest.fixture
def registry(tmp_path):
    path = tmp_path / "sites.toml"
    expecting = "expect = {reports = 2, since = 2020}"
    names = ("good", "old", "blocked", "lacking", "never")
    path.write_text("".join(ENTRY.format(name, expecting if name == "lacking" else "") for name in names), "utf-8")
    return path


def keep(data: DataDir, site: str, days: int, outcome: Outcome = Outcome.KEPT, path: str = "nb/", **known) -> None:
    time = (NOW - timedelta(days=days)).isoformat().replace("+00:00", "Z")
    role = Role.LIST if path == "nb/" else Role.DETAIL
    context = Context(crawl=f"c{days}", role=role, outcome=outcome, site=site, **known)
    with WarcWriter(data, crawl=context.crawl) as writer:
        status = {Outcome.GONE: 404, Outcome.BLOCKED: 412}.get(outcome, 200)
        body = f"{outcome} {path}".encode()
        exchanges.keep(writer, f"http://{site}.gov.cn/{path}", body, time=time, status=status, context=context)


def fill(data: DataDir) -> None:
    keep(data, "good", 3)
    keep(data, "old", 100)
    keep(data, "blocked", 40)
    for days in (9, 8):
        keep(data, "blocked", days, Outcome.BLOCKED, reason="a challenge page (status 412)")
    keep(data, "lacking", 5)
    keep(data, "lacking", 5, path="1.html", listed_title="某局2024年政府信息公开年报")
    keep(data, "stranger", 5)
    for days in (5, 4):
        keep(data, "good", days + 20, path=f"{days}.html")
        keep(data, "good", days, Outcome.GONE, path=f"{days}.html")
    keep(data, "good", 1, Outcome.GONE, path="4.html")


def test_sites_stand_as_their_captures_tell(data, registry) -> None:
    fill(data)
    found = standing(data, NOW, registry)
    assert (found.sites, found.never_asked, found.strangers) == (5, ("never",), 1)
    assert [(item.site, item.reason) for item in found.due] == [
        ("good", "confirm"),
        ("old", "quiet"),
        ("blocked", "failed"),
    ]
    assert [item.site for item in found.stale] == ["old"]
    assert [(item.site, item.reason) for item in found.below_expectation] == [("lacking", "1 reports held, 2 expected")]
    assert found.blocked == ()
    earlier = standing(data, NOW - timedelta(days=7), registry)
    (blocked,) = earlier.blocked
    assert (blocked.site, str(blocked.until)[:10]) == ("blocked", "2026-07-25")
    assert "blocked" not in {item.site for item in earlier.due}


def test_status_tells_it_in_words_and_as_json(data, registry, monkeypatch) -> None:
    monkeypatch.setenv("NIANBAO_LANG", "en")
    fill(data)
    options = ["--sites", str(registry), "--data", str(data.root)]
    said = CliRunner().invoke(status, options).stdout
    assert "Registry: 5 sites, 4 asked, 1 never asked" in said
    assert "1 sites of the captures are not in this registry" in said
    assert "http://good.gov.cn/5.html, last seen 2026-07-07" in said
    assert "Gone: 1" in said
    assert "run `nianbao crawl --due`" in said
    told = json.loads(CliRunner().invoke(status, [*options, "--json"]).stdout)
    assert [one["url"] for one in told["store"]["gone"]] == ["http://good.gov.cn/4.html"]
    assert [one["url"] for one in told["store"]["perhaps_gone"]] == ["http://good.gov.cn/5.html"]
    assert [item["site"] for item in told["standing"][0]["below_expectation"]] == ["lacking"]


def test_a_registry_that_cannot_be_used_is_told_and_ends_nothing(data, registry, monkeypatch) -> None:
    monkeypatch.setenv("NIANBAO_LANG", "en")
    registry.write_text("[[site]]\nid = 1\n", "utf-8")
    result = CliRunner().invoke(status, ["--sites", str(registry), "--data", str(data.root)])
    assert result.exit_code == 0
    assert "The registry cannot be used" in result.stdout
    assert not data.root.exists()
