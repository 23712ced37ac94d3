import csv
import re
from collections import Counter
from datetime import date
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest

from archive.bodies import resolve
from archive.regions import region_at
from crawler.addresses import why_not
from crawler.entries import bundled_folder, column_key
from crawler.platforms import platforms
from crawler.recognise import list_shown
from crawler.registry import FAMILIES, LIST_FROM, Expectation, Options, RegistryError, load_registry

URL = re.compile(r"https?://\S+?(?=\.? |\.?$)")

ENTRY = """
[[site]]
id = "nx-jingyuan"
body = "泾源县人民政府"
region = "640424"
list = "https://www.nxjy.gov.cn/zwgk/nb/"
family = "trs"
"""


def load(tmp_path: Path, text: str):
    path = tmp_path / "ningxia.toml"
    path.write_text(text, "utf-8")
    return load_registry(path)


def test_four_lines_and_a_name_make_a_site(tmp_path):
    (site,) = load(tmp_path, ENTRY)
    assert (site.id, site.body, site.many_bodies, site.verified) == ("nx-jingyuan", "泾源县人民政府", False, None)
    assert site.options == Options()
    assert site.expect == Expectation()


def test_everything_an_entry_may_say_is_read(tmp_path):
    (site,) = load(
        tmp_path,
        ENTRY
        + 'hosts = ["127.0.0.1:8101"]\nmany_bodies = true\noptions = {follow = "all", max_pages = 3}\n'
        + 'expect = {reports = 7, since = 2019}\nverified = "2026-12-01"\nevidence = "seen"\n'
        + 'list_from = "unknown"\ntls = "old"\n',
    )
    assert (site.list_from, site.tls) == ("unknown", "old")
    assert site.hosts == ("127.0.0.1:8101",)
    assert site.options == Options(follow="all", max_pages=3)
    assert site.expect == Expectation(reports=7, since=2019)
    assert site.verified == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (ENTRY.replace('family = "trs"', ""), "lacks family"),
        (ENTRY.replace('"trs"', '"drupal"'), "'drupal' is not one of"),
        (ENTRY.replace("640424", "64"), "region must be a six-digit code"),
        (ENTRY.replace("https://", "ftp://"), "list must be an http or https address"),
        (ENTRY.replace("nx-jingyuan", "泾源"), "id must be lower-case"),
        (ENTRY + "colour = 1\n", "unknown keys colour"),
        (ENTRY + "many_bodies = 1\n", "many_bodies has the wrong type"),
        (ENTRY + 'hosts = ["http://x"]\n', "hosts takes lower-case names"),
        (ENTRY + "options = {speed = 1}\n", "unknown option 'speed'"),
        (ENTRY + 'options = {follow = "some"}\n', "follow must be"),
        (ENTRY + "expect = {reports = -1}\n", "expect takes whole numbers"),
        (ENTRY + 'list_from = "guessed"\n', "list_from is 'guessed', not one of seen, unknown"),
        (ENTRY + "list_from = true\n", "list_from has the wrong type"),
        (ENTRY + 'tls = "none"\n', "tls is 'none', not one of strict, old, unverified"),
        (ENTRY + 'options = {depth = "2"}\n', "option depth must be of type int"),
        (ENTRY + "options = {depth = 11}\n", "option depth must be a whole number from 0 to 10"),
        (ENTRY + "options = {delay = -1}\n", "option delay must be a whole number from 0 to 3600"),
        (ENTRY + "options = {delay = true}\n", "option delay must be of type int"),
        (ENTRY + "options = {max_pages = 0}\n", "option max_pages must be a whole number from 1"),
        (ENTRY + "options = {category = -1}\n", "option category must be a whole number from 0"),
        (ENTRY + 'options = {rest = "8-20"}\n', "option rest must be 'HH:MM-HH:MM'"),
        (ENTRY + 'options = {rest = "08:00-24:00"}\n', "option rest must be 'HH:MM-HH:MM'"),
        (ENTRY + 'hosts = ["a.example.org:70000"]\n', "hosts takes lower-case names"),
        (ENTRY + 'verified = "soon"\n', "verified must be a date"),
        (ENTRY + ENTRY, "occurs twice"),
        (ENTRY + ENTRY.replace("nx-jingyuan", "nx-other"), "reads the same list"),
        ("[[site]\n", "not valid TOML"),
        ("", "holds no [[site]] entries"),
    ],
)
def test_a_wrong_entry_is_named_with_its_file(tmp_path, text, words):
    with pytest.raises(RegistryError) as caught:
        load(tmp_path, text)
    assert words in str(caught.value)
    assert "ningxia.toml" in str(caught.value)


def test_missing_file_is_named(tmp_path):
    with pytest.raises(RegistryError, match=r"no\.toml: cannot be read"):
        load_registry(tmp_path / "no.toml")


def test_every_bundled_site_can_be_read_and_asked():
    for site in load_registry():
        assert site.family in platforms(), site.id
        assert why_not(site, site.list) is None
        assert site.list_from in LIST_FROM


def test_every_bundled_site_lies_in_a_region_of_today_and_its_body_is_known_there():
    for site in load_registry():
        region = region_at(site.region, None)
        assert region is not None, site.id
        assert region.valid_to is None, site.id
        body = resolve(site.body, site.region, None, urlsplit(site.list).hostname)
        assert body is not None, site.id
        assert body.doubt is None, site.id
        assert body.region == site.region or site.body.startswith(ABOVE.get(site.id, "-")), site.id


# A branch office is the body of the region above: 重庆市公安局渝中区分局 of 重庆, its site that of 渝中区.
ABOVE = {"cq-yuzhong-gaj": "重庆市公安局"}


def test_a_bundled_list_is_one_that_its_evidence_shows_or_the_portal():
    yearly = []
    for site in load_registry():
        report = URL.search(site.evidence or "")
        assert report, site.id
        shown = list_shown(report[0])
        if site.list_from == "unknown":
            assert (site.list, site.family) == (urljoin(report[0], "/"), "generic"), site.id
        elif site.family == "generic":
            assert report[0].startswith(site.list), site.id
            yearly.append(site.id)
        else:
            assert shown == (site.list, site.family) or (shown is None and report[0] == site.list), site.id
    assert yearly == ["fj-chengxiang", "gs-ganzhou", "gx-fangchenggang", "ln-yuhong"]


def test_no_two_bundled_sites_read_one_column_or_begin_at_one_host():
    lists = [column_key(site.list) for site in load_registry()]
    assert len(set(lists)) == len(lists)
    hosts = [urlsplit(site.list).hostname for site in load_registry()]
    assert len(set(hosts)) == len(hosts)


def test_what_the_docs_count_stands_in_the_files():
    found = load_registry()
    kinds = Counter((site.family, site.list_from) for site in found)
    docs = (Path(__file__).parents[2] / "docs" / "crawling.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| (?:`(\w+)`[^|]*|\*\*all\*\*) \| (\d+ \| \d+ \| \d+) \|$", docs, re.MULTILINE))
    counted = {
        family: f"{kinds[family, 'seen']} | {kinds[family, 'unknown']} | {sum(kinds[family, one] for one in LIST_FROM)}"
        for family in sorted({site.family for site in found})
    }
    seen = sum(site.list_from == "seen" for site in found)
    assert rows == {**counted, "": f"{seen} | {len(found) - seen} | {len(found)}"}
    verified = sum(site.verified is not None for site in found)
    files = sum(1 for _ in bundled_folder().glob("*.toml"))
    assert f"{len(found)} entries in {files}\nfiles, {verified} of them verified" in docs


REFERENCE = Path(__file__).parents[3] / "shared" / "reference" / "known-urls.csv"


@pytest.mark.skipif(not REFERENCE.exists(), reason="needs the list of known addresses beside the project")
def test_every_host_that_published_a_known_report_has_an_entry_or_is_a_documented_exception():
    with REFERENCE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    known = {urlsplit(row["url"]).hostname for row in rows}
    assert len(known) > 50  # or nothing was looked at
    docs = (Path(__file__).parents[2] / "docs" / "crawling.md").read_text("utf-8")
    excepted = set(re.findall(r"^- `([a-z0-9.-]+)`: ", docs, re.MULTILINE))
    entries = {urlsplit(site.list).hostname for site in load_registry()}
    assert known - entries == excepted
    notes = {urlsplit(row["url"]).hostname: row["notes"] for row in rows}
    assert all(notes[host].startswith("NOT a report") for host in excepted)
    urls = {row["url"] for row in rows}
    assert all(URL.findall(site.evidence or "")[0] in urls for site in load_registry())


def test_platforms_are_families_of_the_registry():
    assert set(platforms()) <= set(FAMILIES)
