"""What a block keeps from the crawl, a person saves and imports: it is then the page that the crawl asked for."""

import shlex
from dataclasses import replace

from archive.holdings import holdings
from archive.records import Outcome, Role
from crawler.backoff import BLOCKS_IN_A_ROW
from tests.crawler.conftest import NIANBAO, captures, run_command
from tests.crawler.web import REPORTS, Answer, by_path, many, publish, report, trs_list

PAGE = "/nb/202401/t20240110_1.html"


def test_blocked_page_is_offered_for_import_and_takes_its_place(web, data, registry, crawl, tmp_path):
    publish(web, *REPORTS)
    web.pages[PAGE] = Answer("<html>访问被拒绝</html>", 403, validators=False)
    run = crawl(registry())
    (offer,) = [line for line in run.stdout.splitlines() if "nianbao import FILE" in line]
    assert offer.startswith("site-1: blocked")
    blocked = by_path(captures(data), web)[PAGE]
    saved = tmp_path / "保存.html"
    saved.write_text(report(2023), "utf-8")
    words = shlex.split(offer[offer.index("nianbao ") :])
    assert words[words.index("--url") + 1] == web.url + PAGE
    command = [*NIANBAO, *(str(saved) if word == "FILE" else word for word in words[1:])]
    assert run_command(command).returncode == 0
    kept = by_path(captures(data), web)[PAGE]
    said = {"crawl": kept.context.crawl, "outcome": Outcome.KEPT, "reason": "saved by hand as 保存.html"}
    assert kept.context == replace(blocked.context, **said)
    assert (kept.context.role, kept.context.listed_title, kept.context.site) == (Role.DETAIL, REPORTS[0][1], "site-1")
    assert "blocked" not in [failure.outcome for site in holdings(data).sites for failure in site.failures]
    assert "already" in run_command(command).stderr
    # the same file once more after another block is told of the newest capture, so it is kept once more
    run = crawl(registry(), "--site", "site-1")
    assert (run.returncode, "nianbao import FILE --url http" in run.stdout) == (1, False)
    assert by_path(captures(data), web)[PAGE].context.outcome is Outcome.BLOCKED
    assert [failure for site in holdings(data).sites for failure in site.failures] == []  # nothing is left to do
    assert run_command(command).returncode == 0
    assert by_path(captures(data), web)[PAGE].context.outcome is Outcome.UNCHANGED


def test_pages_that_a_blocked_crawl_no_longer_asks_for_are_offered_one_by_one(web, registry, crawl):
    entries = many(6)
    publish(web, *entries)
    paths = [f"/nb/{href.removeprefix('./')}" for href, _, _ in entries]
    web.pages["/one/"] = Answer(trs_list((f"{web.url}{paths[0]}", entries[0][1], "")))
    assert crawl(registry({"list": f'"{web.url}/one/"'})).returncode == 0  # the first is held
    for path in paths:
        web.pages[path] = Answer("<html>访问被拒绝</html>", 403, validators=False)
    run = crawl(registry())
    offered = [line.split("--url ")[1].split()[0] for line in run.stdout.splitlines() if "nianbao import FILE" in line]
    assert len(offered) == len(set(offered))
    asked = {f"{web.url}{path}" for path in paths if web.asked[path] > (path == paths[0])}
    assert len(asked) == BLOCKS_IN_A_ROW
    assert set(offered) == asked | {f"{web.url}{path}" for path in paths[1:]}  # what is held, no block takes away


def test_blocked_list_names_what_to_save_and_its_own_page_is_no_report(web, data, registry, crawl, tmp_path):
    web.pages["/nb/"] = Answer("<html>访问被拒绝</html>", 403)
    run = crawl(registry())
    assert f"its list is blocked: {web.url}/nb/; save the pages of its reports" in run.stdout
    saved = tmp_path / "list.html"
    saved.write_text("<html><a href='1.html'>2023年年报</a></html>", "utf-8")
    assert (
        run_command(
            [*NIANBAO, "import", str(saved), "--url", f"{web.url}/nb/#top", "--data", str(data.root)]
        ).returncode
        == 0
    )
    kept = by_path(captures(data), web)["/nb/"]
    assert (kept.context.role, kept.context.site) == (Role.FILE, None)
