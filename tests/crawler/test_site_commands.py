import json
import os
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive.records import Outcome, Role
from archive.texts import catalogue
from crawler import entries, site_commands
from crawler.registry import load_registry
from crawler.site_commands import sites
from tests.crawler.conftest import NIANBAO, ROOT, captures, run_command
from tests.crawler.web import REPORTS, Answer, Web, publish, trs_list

ENTRY = """[[site]]
id = "{id}"
body = "示例县人民政府"
region = "{region}"
list = "http://{id}.gov.cn/nb/"
family = "trs"
"""
TITLES = ("泾源县人民政府2023年政府信息公开工作年度报告", "泾源县人民政府2022年政府信息公开工作年度报告")
LIST = trs_list(*((f"./202401/t20240110_{n}.html", title, "2024-01-10") for n, title in enumerate(TITLES)))
URL = "https://www.nxjy.gov.cn/zwgk/nb/"


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    path = tmp_path / "mine.toml"
    path.write_text("\n".join(ENTRY.format(id=f"s{n}", region=f"{61 + n}0100") for n in (1, 2)), "utf-8")
    return path


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.html"
    path.write_text(LIST, "utf-8")
    return path


@pytest.fixture(autouse=True)
def nobody_is_asked(monkeypatch):
    """Let no command of this process ask; those that may are run as processes of their own."""

    def refuse(*_: object) -> None:
        raise AssertionError("a list was asked for")

    monkeypatch.setattr(site_commands, "visit_sites", refuse)


def run(*arguments: object, **environment: str):
    words = [str(word) for word in arguments]
    return CliRunner(env={"NIANBAO_LANG": "en", **environment}).invoke(sites, words)


# --- list -----------------------------------------------------------------------------------------------------------


def test_list_shows_whether_a_list_was_seen_and_verified(mine):
    mine.write_text(mine.read_text("utf-8") + 'list_from = "unknown"\nverified = "2026-12-01"\n', "utf-8")
    first, second = (line.split("\t") for line in run("list", "--sites", mine).output.splitlines())
    assert first == ["s1", "620100", "trs", "unverified", "not said", "http://s1.gov.cn/nb/", "示例县人民政府"]
    assert second[3:5] == ["2026-12-01", "portal only"]


def test_list_as_json_says_all_that_the_entries_say(mine):
    mine.write_text(mine.read_text("utf-8") + 'verified = "2026-12-01"\noptions = {delay = 9}\n', "utf-8")
    found = json.loads(run("list", "--sites", mine, "--json").output)
    assert [site["id"] for site in found] == ["s1", "s2"]
    assert found[1]["verified"] == "2026-12-01"
    assert found[1]["options"]["delay"] == 9
    assert found[0]["verified"] is found[0]["list_from"] is None


# --- check ----------------------------------------------------------------------------------------------------------


def test_check_without_a_choice_asks_nobody_and_says_how_to_visit():
    checked = run("check")
    assert checked.exit_code == 0, checked.output
    assert "the registry is valid" in checked.output
    assert "--province P" in checked.output


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ((".gov.cn/nb/", ".com/nb/"), "neither *.gov.cn"),
        (('"620100"', '"620000"'), None),
        (('"620100"', '"624242"'), "there is no region 624242"),
        (("http://s1.gov.cn/nb/", "https://www.s2.gov.cn/nb/index.html"), "s2: reads the same column as s1"),
        (('"trs"', '"drupal"'), "not one of"),
    ],
)
def test_check_offline_names_what_is_wrong_with_an_entry(mine, change, words):
    mine.write_text(mine.read_text("utf-8").replace(*change), "utf-8")
    checked = run("check", "--offline", "--sites", mine)
    assert bool(checked.exit_code) == bool(words)
    assert (words or "is valid") in checked.output


def test_check_visits_each_list_once_and_tells_how_each_is(web, data, registry):
    with Web() as forbidding, Web() as blocking:
        forbidding.pages["/robots.txt"] = Answer("User-agent: *\nDisallow: /nb/\n", kind="text/plain")
        web.pages["/robots.txt"] = Answer("", 404)
        publish(web, *REPORTS)
        web.pages["/empty/"] = Answer(trs_list())
        blocking.pages["/blocked/"] = Answer("<script>document.cookie='a=1';location.reload()</script>", 412)
        web.pages["/other/"] = Answer("<datastore><recordset></recordset></datastore>")
        web.pages["/moved/"] = Answer("", 301, headers={"Location": f"{web.url}/nb/index.html"})
        web.pages["/nb/index.html"] = web.pages["/nb/"]
        paths = ("/nb/", "/empty/", "/gone/", "/other/", "/moved/")
        path = registry(
            *({"list": f'"{web.url}{one}"', "id": f'"{one.strip("/")}"'} for one in paths),
            {"list": f'"{forbidding.url}/nb/"', "id": '"robots"', "hosts": f'["127.0.0.1:{forbidding.port}"]'},
            {"list": f'"{blocking.url}/blocked/"', "id": '"blocked"', "hosts": f'["127.0.0.1:{blocking.port}"]'},
        )
        checked = run_command([*NIANBAO, "sites", "check", "--write", "--sites", str(path), "--data", str(data.root)])
        assert checked.returncode == 1, checked.stderr
        lines = checked.stdout.splitlines()
        assert "nb: reached (trs): 2 entries, 2 of them reports; 0 further pages, 0 other lists" in lines
        for begins, words in (
            ("empty: empty: ", "correct the address"),
            ("blocked: blocked: ", "nianbao import"),
            ("gone: gone: ", "404"),
            ("other: family differs: ", "is of jpage, its entry says trs"),
            ("moved: the list has moved to ", f"{web.url}/nb/index.html"),
            ("robots: refused: ", "robots.txt"),
        ):
            assert [line for line in lines if line.startswith(begins) and words in line], (begins, checked.stdout)
        assert [web.asked[one] for one in paths] == [1] * len(paths)
        assert forbidding.asked["/nb/"] == 0
    verified = {site.id for site in load_registry(path) if site.verified}
    assert verified == {"nb", "moved"}
    kept = [one for one in captures(data) if one.context.role is not Role.ROBOTS]
    assert {one.context.role for one in kept} == {Role.VISIT}  # not a list's: it was not crawled, and stays due
    assert {(one.context.site, one.context.outcome) for one in kept} >= {
        ("robots", Outcome.REFUSED),
        ("blocked", Outcome.BLOCKED),
        ("nb", Outcome.KEPT),
    }


def test_every_end_of_a_visit_has_its_words():
    known = catalogue()
    ends = set(Outcome) - {Outcome.KEPT, Outcome.UNCHANGED}
    assert {f"crawler.sites.outcome.{end.value}" for end in ends} <= set(known)
    assert {f"crawler.sites.advice.{end.value}" for end in ends - {Outcome.NEEDS_BROWSER}} <= set(known)


def test_nobody_is_visited_by_somebody_who_cannot_be_reached(data, mine):
    with_none = {**os.environ, "NIANBAO_CONTACT": "", "NIANBAO_LANG": "en"}
    command = [*NIANBAO, "sites", "check", "--sites", str(mine), "--data", str(data.root)]
    checked = subprocess.run(command, capture_output=True, text=True, check=False, env=with_none, cwd=ROOT)
    assert checked.returncode == 1
    assert "set NIANBAO_CONTACT" in checked.stderr
    assert not data.root.exists()


# --- add ------------------------------------------------------------------------------------------------------------


def test_add_writes_the_entry_that_a_saved_page_shows(tmp_path, page):
    mine = tmp_path / "new.toml"
    added = run("add", URL, "--page", page, "--sites", mine)
    assert added.exit_code == 0, added.output
    (site,) = load_registry(mine)
    assert (site.id, site.body, site.region, site.list) == ("nx-nxjy", "泾源县人民政府", "640424", URL)
    assert (site.family, site.list_from, site.verified) == ("trs", "seen", None)
    assert "2 entries, 2 of them reports" in added.output
    assert f"nianbao crawl --site nx-nxjy --sites {mine}" in added.output


def test_add_writes_into_the_bundled_file_of_the_province(tmp_path, page, monkeypatch):
    monkeypatch.setattr(entries, "bundled_folder", lambda: tmp_path)
    assert run("add", URL, "--page", page).exit_code == 0
    assert [site.id for site in load_registry(tmp_path / "ningxia.toml")] == ["nx-nxjy"]


def test_a_trial_prints_the_entry_and_writes_nothing(tmp_path, page):
    mine = tmp_path / "new.toml"
    tried = run("add", URL, "--page", page, "--sites", mine, "--dry-run")
    assert tried.exit_code == 0
    assert 'body = "泾源县人民政府"' in tried.stdout
    assert not mine.exists()


def test_a_column_is_not_added_twice(mine, page):
    before = mine.read_text("utf-8")
    again = run("add", "https://www.s1.gov.cn/nb/index.html", "--page", page, "--sites", mine)
    assert again.exit_code == 1
    assert "the site s1 reads this column already" in again.output
    assert mine.read_text("utf-8") == before


def test_what_is_not_certain_is_asked_of_the_operator(tmp_path, page):
    mine = tmp_path / "new.toml"
    page.write_text(LIST.replace("泾源县人民政府", ""), "utf-8")
    asked = run("add", URL, "--page", page, "--sites", mine)
    assert asked.exit_code == 1
    assert "body, region is not certain; say it with --body … --region …" in asked.output
    assert not mine.exists()
    said = run("add", URL, "--page", page, "--sites", mine, "--body", "泾源县教育局")
    assert said.exit_code == 0, said.output
    assert [(site.body, site.region) for site in load_registry(mine)] == [("泾源县教育局", "640424")]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("ftp://a.gov.cn/nb/",), "is no http or https address"),
        (("http://[a/nb/",), "is no http or https address"),
        (("http://a.example.org/nb/",), "--host HOST"),
        (("http://a.gov.cn:99999/nb/",), "malformed: 'http://a.gov.cn:99999/nb/'; correct the address"),
        (("http://user@a.gov.cn/nb/",), "understand differently: 'http://user@a.gov.cn/nb/'; correct the address"),
        (("http://县.example.org/nb/",), "; correct the address"),
        ((URL, "--region", "649999"), "there is no region 649999"),
        ((URL, "--id", "s1"), "is another site's id already"),
        ((URL, "--family", "drupal"), "--family"),
    ],
)
def test_add_says_what_cannot_become_an_entry(mine, options, words):
    result = run("add", *options, "--sites", mine)
    assert result.exit_code == 2
    assert words in result.output
    assert ("--host HOST" in result.output) is (words == "--host HOST")


def test_an_entry_that_would_not_be_valid_is_not_written(mine, page):
    before = mine.read_text("utf-8")
    result = run("add", URL, "--page", page, "--sites", mine, "--id", "泾源")
    assert result.exit_code == 1
    assert "id must be lower-case" in result.output
    assert mine.read_text("utf-8") == before


def test_add_asks_once_for_the_list_that_a_reports_address_shows(web, data, tmp_path):
    web.pages["/robots.txt"] = Answer("", 404)
    web.pages["/nb/"] = Answer(LIST)
    mine = tmp_path / "new.toml"
    host = f"127.0.0.1:{web.port}"
    command = [*NIANBAO, "sites", "add", "--host", host, "--sites", str(mine), "--data", str(data.root)]
    report = f"{web.url}/nb/202401/t20240110_0.html"
    added = run_command([*command, report])
    assert added.returncode == 0, added.stderr
    (site,) = load_registry(mine)
    assert (site.list, site.body, site.hosts) == (f"{web.url}/nb/", "泾源县人民政府", (host,))
    assert site.evidence == f"The report at {report}."
    assert dict(web.asked) == {"/robots.txt": 1, "/nb/": 1}
    assert "nianbao" in dict(web.seen)["/nb/"]["User-Agent"]
    assert [(one.url, one.context.role) for one in captures(data) if one.context.role is not Role.ROBOTS] == [
        (f"{web.url}/nb/", Role.VISIT)
    ]


def test_add_tells_a_refusal_as_such(web, data, tmp_path):
    web.pages["/robots.txt"] = Answer("User-agent: *\nDisallow: /\n", kind="text/plain")
    mine = tmp_path / "new.toml"
    command = [*NIANBAO, "sites", "add", f"{web.url}/nb/", "--host", f"127.0.0.1:{web.port}", "--sites", str(mine)]
    refused = run_command([*command, "--data", str(data.root)])
    assert refused.returncode == 1
    assert "refused; nothing was written" in refused.stderr
    assert "robots.txt" in refused.stderr
    assert "--page FILE" in refused.stderr
    assert not mine.exists()
    assert web.asked["/nb/"] == 0
