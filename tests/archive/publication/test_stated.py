import sqlite3

import pytest
import sqlite_utils
from lxml import html

from archive import schema
from archive.publication.stated import Run, marked, statements, told
from tests.archive.publication.conftest import Get
from tests.archive.publication.fixture import COUNTY_ID, TWICE

TEXT = "全年主动公开信息 30 条，\n其中网站 20 条。另有一句。"


@pytest.fixture
def db() -> sqlite3.Connection:
    db = sqlite3.connect(":memory:")
    db.row_factory = sqlite3.Row
    schema.create(sqlite_utils.Database(db))
    return db


def state(db: sqlite3.Connection, position: int, code: str | None, **more: object) -> None:
    row = {"report": 1, "position": position, "code": code, "role": "total", "value": 3, "unit": "条"}
    row |= {"sentence": TEXT} if position == 0 else {"sentence_at": 0}
    sqlite_utils.Database(db)["narrative"].insert({"approx": 0, "complete": 0, **row, **more})


def test_parts_stand_below_their_whole_and_percentages_are_left_out(db: sqlite3.Connection) -> None:
    state(db, 0, "nar_pub_items", value=30)
    state(db, 1, "nar_pub_items", value=10, role="part", note="part", whole=0, label="动态13912345678")
    state(db, 2, "nar_pub_website", value=20, role="part", whole=0, flags="sources_differ")
    state(db, 3, None, role="rate", unit="%")
    items, website = statements(told(db, 1))
    assert [(part.value, part.label) for part in items.parts] == [(10, "动态139********")]
    assert (website.code, website.parts, website.flags) == ("nar_pub_website", [], ("sources_differ",))
    assert (items.anchor, items.sentence) == (website.anchor, website.sentence)  # one sentence, one place


def test_a_sentence_is_marked_over_spaces_and_lines(db: sqlite3.Connection) -> None:
    state(db, 0, "nar_pub_items", sentence="全年主动公开信息30条，其中网站20条。")
    found = statements(told(db, 1))
    anchor = found[0].anchor
    assert marked(["前一部分。", TEXT], found) == [
        [[Run("前一部分。")]],
        [
            [Run("全年主动公开信息 30 条，", anchor, first=True)],
            [Run("其中网站 20 条。", anchor), Run("另有一句。")],
        ],
    ]


def test_a_sentence_that_is_not_there_marks_nothing(db: sqlite3.Connection) -> None:
    state(db, 0, "nar_pub_items", sentence="不在正文里。")
    assert marked([TEXT], told(db, 1).values()) == [
        [[Run("全年主动公开信息 30 条，")], [Run("其中网站 20 条。另有一句。")]]
    ]


def test_an_archive_of_before_has_none() -> None:
    assert told(sqlite3.connect(":memory:"), 1) == {}


def test_the_report_leads_from_the_figure_to_its_sentence(get: Get) -> None:
    page = html.fromstring(get(f"/zh/report/{COUNTY_ID}/2024").text)
    row = page.xpath("//section[@id='said']//tbody/tr")
    assert len(row) == 1
    anchor = row[0].xpath("td/a/@href")[0]
    assert page.xpath(f"//section[@id='text']//mark[@id='{anchor[1:]}']")[0].text_content().startswith("本年收到申请")
    assert "网上" in row[0].text_content()


def test_the_page_of_a_figure_shows_the_total_and_its_sentence(get: Get) -> None:
    page = html.fromstring(get(f"/zh/figure/{COUNTY_ID}/2024/nar_req_received").text)
    assert "本年收到申请" in page.xpath("//blockquote")[0].text_content()
    assert page.xpath("//p[@class='big']")[0].text_content().strip() != "1 件"


def test_a_finding_shows_the_very_figure_it_used(get: Get) -> None:
    page = html.fromstring(get(f"/zh/report/{COUNTY_ID}/{TWICE}").text)
    terms = page.xpath("//article[contains(., '正文称收到申请')]//ul[@class='terms']/li")
    stated, table = terms[0], terms[1]
    assert "39 件" in stated.text_content()  # and not the 40 that the text states first
    assert stated.xpath(".//q")[0].text_content() == "其中区本级收到申请39件。"
    figure, sentence = stated.xpath("a/@href")
    anchor = sentence.partition("#")[2]
    assert page.xpath(f"//mark[@id='{anchor}']")[0].text_content() == "其中区本级收到申请39件。"
    assert table.xpath("a")[0].text_content() == "40"
    there = html.fromstring(get(figure).text)
    assert there.xpath("//p[@class='big']")[0].text_content().strip() == "39 件"
    assert there.xpath("//blockquote")[0].text_content() == "其中区本级收到申请39件。"
    assert there.xpath("//article"), "its finding stands with it"


def test_another_figure_of_the_same_code_has_no_part_in_the_finding(get: Get) -> None:
    page = html.fromstring(get(f"/zh/figure/{COUNTY_ID}/{TWICE}/nar_req_received").text)
    assert page.xpath("//p[@class='big']")[0].text_content().strip() == "40 件"
    assert not page.xpath("//article[contains(., '正文称收到申请')]")
    (other,) = page.xpath("//section[@id='others']//li[contains(., '39')]/a/@href")
    assert other.endswith("at=2")


@pytest.mark.parametrize("at", ["7", "x", ""])
def test_a_figure_that_is_not_there_is_missing(get: Get, at: str) -> None:
    assert get(f"/zh/figure/{COUNTY_ID}/{TWICE}/nar_req_received?at={at}").status_code == 404
