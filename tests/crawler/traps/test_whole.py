"""One crawl of the whole sample web beside the web of traps: all reports are found, nothing forbidden is asked."""

from collections import Counter

from archive.datadir import DataDir
from archive.records import Outcome, Role
from crawler.sampleweb.reports import sample_reports
from crawler.sampleweb.server import SampleWeb
from crawler.sampleweb.web import families, platform
from tests.crawler.conftest import NIANBAO, captures, run_command
from tests.crawler.traps.conftest import Entry
from tests.crawler.traps.test_traps import REACHED, traps
from tests.crawler.traps.web import TrapWeb, answer, listing, title_of

_ARRIVED = frozenset({Outcome.KEPT, Outcome.UNCHANGED})


def test_every_report_is_found_beside_the_traps_and_nothing_forbidden_is_asked(tmp_path):
    with SampleWeb() as web, TrapWeb() as trap, TrapWeb() as inner:
        pages = traps(trap, inner)
        trap.pages.update(pages | REACHED)
        trap.pages["/nb/"] = answer(listing(*((path, title_of(1950 + number)) for number, path in enumerate(pages))))
        entry = Entry("trap", f"{trap.url}/nb/", [trap.host])
        sites = tmp_path / "sites.toml"
        sites.write_text(f"{web.registry()}\n{entry.toml()}\n", "utf-8")
        data = DataDir(tmp_path / "data")
        run = run_command([*NIANBAO, "crawl", "--sites", str(sites), "--data", str(data.root)])
    found = captures(data)
    expected = {site.id: site.reports for family in families() for site in platform(family, 1).sites}
    read = {(c.context.site, c.url) for c in found if c.context.role is Role.DETAIL and c.context.outcome in _ARRIVED}
    reports = Counter(site for site, _ in read if site in expected)
    assert dict(reports) == expected, run.stderr
    assert reports.total() == len(sample_reports(1))
    for site, count in expected.items():
        assert f"{site}: {count} reports listed" in run.stdout
    assert {c.context.outcome for c in found if c.context.site in expected} <= _ARRIVED
    assert {status for _, status in web.log} <= {200, 304}  # no address is guessed
    assert not [path for path, _ in web.log if path.startswith("/private/")]
    assert inner.log == []
    assert "/private/secret.html" not in trap.asked
    assert run.returncode == 1  # the traps are failures, and said to be
    assert "trap" in run.stdout
