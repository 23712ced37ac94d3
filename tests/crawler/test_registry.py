from datetime import date
from pathlib import Path

import pytest

from crawler.addresses import why_not
from crawler.platforms import platforms
from crawler.registry import FAMILIES, Expectation, Options, RegistryError, load_registry

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
        + 'expect = {reports = 7, since = 2019}\nverified = "2026-12-01"\nevidence = "seen"\n',
    )
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
        assert site.family in platforms()
        assert why_not(site, site.list) is None
        assert site.evidence


def test_platforms_are_families_of_the_registry():
    assert set(platforms()) <= set(FAMILIES)
