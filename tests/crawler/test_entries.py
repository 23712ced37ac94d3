import threading
import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from crawler import entries
from crawler.entries import add_entry, column_key, entry_text, file_of, new_id, same_column, verify_entry
from crawler.registry import Expectation, Options, RegistryError, Site, load_registry, read_registry

FULL = Site(
    id="nx-jingyuan",
    body='泾源县"人民政府"',
    region="640424",
    list="https://www.nxjy.gov.cn/zwgk/nb/?a=1&b=2",
    family="trs",
    hosts=("127.0.0.1:8101", "[::1]:80"),
    many_bodies=True,
    options=Options(follow="all", delay=9),
    expect=Expectation(reports=7, since=2019),
    verified=date(2026, 12, 1),
    evidence="它的 2023 年报",
    list_from="seen",
    tls="old",
)
PLAIN = Site(id="nx-a", body="b", region="640424", list="http://a.gov.cn/nb/", family="trs")
FILE = """# Lists of a province.

[[site]] # the first
id = "nx-a"
body = "b"
region = "640424"
list = "http://a.gov.cn/nb/"
family = "trs"

# a comment between
[[site]]
id = "nx-b"
body = "b"
region = "640424"
list = "http://b.gov.cn/nb/"
family = "trs"
[site.options]
follow = "all"
"""


def test_an_entry_is_read_as_it_was_written():
    assert read_registry(entry_text(FULL), "text") == (FULL,)
    assert read_registry(entry_text(PLAIN), "text") == (PLAIN,)
    assert [line.partition(" ")[0] for line in entry_text(PLAIN).splitlines()[1:]] == [
        "id",
        "body",
        "region",
        "list",
        "family",
    ]


def test_an_entry_is_added_at_the_end_and_all_else_stays(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(FILE, "utf-8")
    add_entry(FULL, path)
    assert path.read_text("utf-8") == FILE + "\n" + entry_text(FULL)
    add_entry(PLAIN, tmp_path / "new.toml")
    assert load_registry(tmp_path / "new.toml") == (PLAIN,)
    assert (tmp_path / "new.toml").read_text("utf-8").startswith("# Lists of 宁夏.")


def test_a_wrong_or_second_entry_leaves_the_file_as_it_was(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(FILE, "utf-8")
    with pytest.raises(RegistryError, match=r"mine\.toml: site 'nx-a' occurs twice"):
        add_entry(PLAIN, path)
    assert path.read_text("utf-8") == FILE
    assert [file.name for file in tmp_path.iterdir()] == ["mine.toml"]


def test_two_entries_added_at_once_are_both_there(tmp_path, monkeypatch):
    path = tmp_path / "mine.toml"
    path.write_text(FILE, "utf-8")
    write, second = entries._replace, threading.Thread(target=add_entry, args=(FULL, path))

    def slowly(file, text):
        monkeypatch.setattr(entries, "_replace", write)
        second.start()
        second.join(0.5)  # it has to wait: what it read by now would not hold the first
        write(file, text)

    monkeypatch.setattr(entries, "_replace", slowly)
    add_entry(replace(PLAIN, id="nx-c", list="http://c.gov.cn/nb/"), path)
    second.join()
    assert [site.id for site in load_registry(path)] == ["nx-a", "nx-b", "nx-c", FULL.id]


def test_a_column_that_another_added_meanwhile_is_not_added_again(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(FILE, "utf-8")
    with pytest.raises(RegistryError, match="site nx-a reads the column"):
        add_entry(replace(PLAIN, id="nx-c", list="https://www.a.gov.cn/nb/index.html"), path)
    assert path.read_text("utf-8") == FILE


def test_a_file_that_cannot_be_written_says_how_to_give_another(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(RegistryError, match="give --sites FILE"):
        add_entry(PLAIN, tmp_path / "file" / "mine.toml")
    monkeypatch.setattr(entries, "files", lambda _: Unreachable())
    with pytest.raises(RegistryError, match="give --sites FILE"):
        file_of(PLAIN, None)


class Unreachable:
    """Stands for a package inside an archive, whose files lie in no folder."""

    def __truediv__(self, _: str) -> "Unreachable":
        return self


def test_a_new_entry_belongs_into_the_file_of_its_province(tmp_path):
    assert file_of(FULL, None).name == "ningxia.toml"
    assert file_of(FULL, tmp_path / "mine.toml") == tmp_path / "mine.toml"
    demonstration = Site(id="x", body="b", region="990101", list="http://a.gov.cn/", family="trs")
    with pytest.raises(RegistryError, match="give --sites FILE"):
        file_of(demonstration, None)


def test_the_day_of_verification_is_written_into_its_entry_alone(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(FILE, "utf-8")
    for day in (date(2026, 12, 1), date(2027, 1, 2)):
        assert verify_entry(load_registry(path)[1], path, day) == path
        assert [site.verified for site in load_registry(path)] == [None, day]
    assert verify_entry(load_registry(path)[0], path, date(2027, 1, 2))
    assert path.read_text("utf-8").replace('verified = "2027-01-02"\n', "") == FILE
    with pytest.raises(RegistryError, match="write verified"):
        verify_entry(FULL, path, date(2026, 12, 1))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://www.a.gov.cn/nb/", "https://a.gov.cn/nb/index.html"),
        ("http://a.gov.cn/nb", "http://A.gov.cn/nb/"),
        (
            "http://a.gov.cn/module/xxgk/xxgkAnnualReport.jsp?area=1&fbtime=2020",
            "http://a.gov.cn/module/xxgk/xxgkAnnualReport.jsp?fbtime=2021&area=1",
        ),
    ],
)
def test_addresses_of_one_column(one, other):
    assert column_key(one) == column_key(other)
    known = Site(id="x", body="b", region="640424", list=one, family="trs")
    assert same_column((FULL, known), other) == known


def test_other_columns_of_a_host_are_others():
    urls = ("http://a.gov.cn/nb/", "http://a.gov.cn/", "http://b.gov.cn/nb/", "http://a.gov.cn/x.jsp?area=1")
    assert len({column_key(url) for url in (*urls, "http://a.gov.cn/x.jsp?area=2")}) == 5


def test_ids_are_made_of_province_and_host():
    none: frozenset[str] = frozenset()
    assert new_id("http://www.shuyang.gov.cn/x/", "321322", none) == "js-shuyang"
    assert new_id("http://tjj.quanzhou.gov.cn/", "350500", none) == "fj-quanzhou-tjj"
    assert new_id("http://www.shuyang.gov.cn/", "321322", frozenset({"js-shuyang", "js-shuyang-2"})) == "js-shuyang-3"
    assert new_id("http://127.0.0.1:8101/", None, none) == "new-127-0-0-1"


def test_every_bundled_site_lies_in_the_file_of_its_province_and_has_its_letters():
    folder = entries.bundled_folder()
    for path in sorted(folder.glob("*.toml")):
        for site in load_registry(path):
            letters, name = entries.PROVINCES[site.region[:2]]
            assert (path.stem, site.id.partition("-")[0]) == (name, letters)
    assert len(set(entries.PROVINCES.values())) == len(entries.PROVINCES) == 32


def test_bundled_files_are_valid_toml_with_nothing_but_sites():
    for path in Path(entries.bundled_folder()).glob("*.toml"):
        assert set(tomllib.loads(path.read_text("utf-8"))) == {"site"}


def test_a_file_keeps_its_rights_its_line_ends_and_the_links_to_it(tmp_path):
    real, link = tmp_path / "real.toml", tmp_path / "link.toml"
    real.write_bytes(b"\xef\xbb\xbf" + FILE.replace("\n", "\r\n").encode())
    real.chmod(0o600)
    link.symlink_to(real)
    verify_entry(load_registry(link)[0], link, date(2026, 12, 1))
    add_entry(FULL, link)
    assert link.is_symlink()
    assert real.stat().st_mode & 0o777 == 0o600
    assert real.read_bytes().count(b"\n") == real.read_bytes().count(b"\r\n") > FILE.count("\n")
    assert [(site.id, bool(site.verified)) for site in load_registry(real)][::2] == [("nx-a", True), (FULL.id, True)]
