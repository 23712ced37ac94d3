"""Every page in both languages, and what the main ones must show."""

import re
from io import BytesIO

import pytest
from lxml import html
from PIL import Image

from archive.publication.answers import Missing
from archive.publication.documents import page_image
from archive.texts import LANGUAGES
from tests.archive.publication.conftest import Get
from tests.archive.publication.fixture import COUNTY, COUNTY_ID, OFFICE_ID, OLD_ID, PDF_COLUMNS, PDF_ROWS, Archive

PAGES = (
    "/",
    "/bodies",
    "/bodies?province=99&name=政府",
    f"/body/{COUNTY_ID}",
    f"/report/{COUNTY_ID}/2020",
    f"/report/{COUNTY_ID}/2023/whole_area",
    f"/report/{COUNTY_ID}/2024/whole_area?figure=req_new.natural",
    f"/compare?a={COUNTY_ID}/2023/whole_area&b={COUNTY_ID}/2024/whole_area",
    f"/figure/{COUNTY_ID}/2024/req_new.natural",
    f"/figure/{COUNTY_ID}/2024/nar_req_received",
    f"/figure/{COUNTY_ID}/2023/normdoc_in_force?scope=whole_area",
    "/search",
    "/search?q=财政&year=2023",
    "/questions",
    "/questions/most-requests?year=2023",
    "/questions/long-view",
    "/findings",
    "/findings?severity=hard&check=t3_balance&year=2020",
    "/coverage",
    "/codebook",
    "/codebook/res_other_misc",
    "/codebook/reply_granted",
    "/codebook/nar_req_received",
    "/downloads",
    "/method",
    "/api",
)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_page_stands_in_both_languages(get: Get, archive: Archive, path: str, language: str) -> None:
    answer = get(f"/{language}{path}")
    assert answer.status_code == 200
    page = html.fromstring(answer.text)
    assert page.get("lang") == {"zh": "zh-CN", "en": "en"}[language]
    assert archive.site.build in page.find(".//footer").text_content()
    assert len(page.findall(".//h1")) == 1
    assert all(table.find("caption") is not None for table in page.iter("table"))
    bare = re.sub(r"\?.*", "", path)
    own = [link for link in page.xpath("//main//a/@href") if link.startswith("/")]
    assert all(link.startswith((f"/{language}/", "/archive")) for link in own)
    for other in LANGUAGES:
        switched = page.xpath(f"//span[@class='switch']/a[@hreflang='{other}']/@href")[0]
        assert switched.startswith(f"/{other}{bare}")
        assert get(switched).status_code == 200


@pytest.mark.parametrize("path", PAGES)
def test_page_fetches_nothing_from_elsewhere_and_runs_no_script(get: Get, path: str) -> None:
    page = html.fromstring(get(path).text)
    assert not page.xpath("//script | //style | //@style | //iframe | //@onclick")
    fetched = page.xpath("//link[@rel='stylesheet']/@href | //img/@src | //image/@href")
    assert fetched
    assert all(address.startswith("/") and not address.startswith("//") for address in fetched)


def test_style_sheet_is_served_and_long_cached(get: Get) -> None:
    address = html.fromstring(get("/").text).xpath("//link[@rel='stylesheet']/@href")[0]
    answer = get(address)
    assert answer.headers["content-type"].startswith("text/css")
    assert "max-age=86400" in answer.headers["cache-control"]
    assert get("/static/nothing.css").status_code == 404


def test_language_follows_the_address_then_the_browser(get: Get) -> None:
    def language(path: str, header: str) -> str:
        return str(html.fromstring(get(path, accept_language=header).text).get("lang"))

    assert language("/", "en-GB,en;q=0.9,zh;q=0.8") == "en"
    assert language("/", "en;q=0.2,zh-TW;q=0.8") == "zh-CN"
    assert language("/", "fr") == "zh-CN"
    assert language("/en/", "zh") == "en"
    assert get("/").headers["vary"].count("Accept-Language") == 1


def test_report_prints_blanks_holes_and_doubts_apart_from_zero(get: Get) -> None:
    page = html.fromstring(get(f"/en/report/{COUNTY_ID}/2023").text)

    def cell(code: str) -> html.HtmlElement:
        return page.get_element_by_id(f"f-{code}")

    assert cell("res_partial.natural").text_content() == "0"
    assert cell("res_partial.welfare").text_content() == "/"
    assert "blank" in cell("normdoc_made").get("class")
    assert cell("normdoc_made").text_content() == "blank"
    assert "doubt" in cell("req_new.business").get("class")
    assert "3（其中修订1件）" in cell("normdoc_in_force").text_content()
    row = cell("res_partial.welfare").getparent()
    assert [one.get("class") for one in row.iter("td")].count("n absent") == 1
    assert cell("req_new.total").text_content() == "1,052"


def test_report_prints_each_form_in_its_own_words_and_order(get: Get) -> None:
    old = html.fromstring(get(f"/report/{COUNTY_ID}/2019").text)
    heads = [row.text_content() for row in old.xpath("//section[@id='t2']//tr")]
    assert heads[1] == "信息内容本年新制作数量本年新公开数量对外公开总数量"
    codes = [cell.removeprefix("f-") for cell in old.xpath("//section[@id='t2']//td/@id")]
    assert codes.index("licence_items_prev") + 2 == codes.index("licence_decisions") < codes.index("service_items_prev")
    assert "（六）其他处理" in old.xpath("string(//section[@id='t3'])")
    new = html.fromstring(get(f"/report/{COUNTY_ID}/2024").text)
    assert len(old.xpath("//section[@id='t3']//td[contains(@class, 'n')]")) == 161
    assert len(new.xpath("//section[@id='t3']//td[contains(@class, 'n')]")) == 175
    assert len(new.xpath("//section[@id='t4']//td[contains(@class, 'n')]")) == 15


def test_finding_is_told_in_words_with_its_terms(get: Get) -> None:
    page = html.fromstring(get(f"/zh/report/{COUNTY_ID}/2020").text)
    finding = page.xpath("//article[contains(@class, 'finding')]")[0]
    assert "表三总计：本年新收加上年结转得 42，办理结果总计加结转下年度得 41" in finding.text_content()
    assert [int(term.text) for term in finding.xpath(".//li/a")] == [40, 2, 40, 2]
    assert "相差 1" in finding.text_content()
    assert "另法重读，所得数字相同" in finding.text_content()
    assert all(get(link).status_code == 200 for link in finding.xpath(".//li/a/@href"))
    assert "with the same figures" in get(f"/en/report/{COUNTY_ID}/2020").text


def test_years_are_not_written_with_separators(get: Get) -> None:
    assert "is for 2021, none is held for 2022" in get(f"/en/report/{COUNTY_ID}/2023").text


def test_figure_outlines_its_cell_on_the_page(get: Get, archive: Archive) -> None:
    page = html.fromstring(get(f"/figure/{COUNTY_ID}/2024/req_carried_in.business").text)
    box = page.xpath("//rect[@class='outline']")[0]
    left, top, right, bottom = PDF_COLUMNS[2], PDF_ROWS[1], PDF_COLUMNS[3], PDF_ROWS[2]
    placed = [float(box.get(name)) for name in ("x", "y", "width", "height")]
    assert placed == [left - 1, top - 1, right - left + 2, bottom - top + 2]
    image = get(page.xpath("//image/@href")[0])
    assert image.headers["content-type"] == "image/png"
    assert image.content.startswith(b"\x89PNG")
    assert archive.captures[archive.pdf.digest] in page.xpath(
        "string(//section[@id='kept']//a[contains(@href, 'capture')]/@href)"
    )
    assert get(f"/source/{archive.pdf.digest}/2.png").status_code == 404
    assert get(f"/source/{'0' * 64}/1.png").status_code == 404


def test_figure_marks_its_cell_in_the_rebuilt_table(get: Get) -> None:
    page = html.fromstring(get(f"/figure/{COUNTY_ID}/2023/req_new.natural").text)
    assert [cell.text for cell in page.xpath("//td[@class='here']")] == ["1051"]


def test_series_breaks_where_forms_do_not_compare(get: Get) -> None:
    page = html.fromstring(get(f"/en/body/{COUNTY_ID}").text)
    rows = {row.find("th/a").text.strip(): row for row in page.xpath("//table[@class='years']/tbody/tr")}
    broken = {label: ["break" in cell.get("class").split() for cell in row.iter("td")] for label, row in rows.items()}
    assert broken["Administrative licensing: decisions this year"] == [False, False, True, False, False]
    assert not any(broken["Requests received this year"])
    assert "Years not held: 2022" in page.text_content()


def test_superseded_revision_keeps_an_address(get: Get, archive: Archive) -> None:
    assert get(f"/report/{COUNTY_ID}/2024").text.count("旧版报告") == 0
    old = get(f"/report/{COUNTY_ID}/2024?report={archive.superseded}")
    assert "旧版报告" in old.text
    assert "这是已被取代的版本" in old.text


def test_a_body_leads_to_the_government_above_and_back(get: Get) -> None:
    assert f'<a href="/en/body/{COUNTY_ID}" lang="zh-CN">' in get(f"/en/body/{OFFICE_ID}").text
    assert f'<a href="/en/body/{OFFICE_ID}" lang="zh-CN">' in get(f"/en/body/{COUNTY_ID}").text


def test_a_body_says_what_it_became_in_the_language_of_the_page(get: Get) -> None:
    assert "并入示例新局" in get(f"/body/{OFFICE_ID}").text
    english = get(f"/en/body/{OFFICE_ID}").text
    assert "became part of 示例新局 in 2023" in english
    assert "/body/999999-00000000" not in english  # no report of it is held
    assert "示例新局" not in get(f"/body/{COUNTY_ID}").text


def test_former_identifier_of_a_body_redirects(get: Get) -> None:
    answer = get(f"/en/body/{OLD_ID}")
    assert (answer.status_code, answer.headers["location"]) == (301, f"/en/body/{OFFICE_ID}")
    assert get("/body/110000-00000000").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/nothing/here",
        f"/report/{COUNTY_ID}/1999",
        f"/figure/{COUNTY_ID}/2024/no_such_code",
        "/capture/00000000-none",
        "/questions/x",
    ],
)
def test_what_is_not_there_is_404_with_words(get: Get, path: str) -> None:
    answer = get(path)
    assert answer.status_code == 404
    assert answer.text.strip()


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("财", True),
        ("财政", True),
        ("政资金", True),
        ("财政资金", True),
        ("旧版", False),
        ("秘密标题", False),
        ("教育局", True),
    ],
)
def test_search_finds_words_of_any_length(get: Get, word: str, found: bool) -> None:
    page = html.fromstring(get(f"/zh/search?q={word}").text)
    hits = page.xpath("//article[@class='hit']")
    assert bool(hits) is found
    if found and word != "教育局":
        assert {hit.xpath("string(.//mark)") for hit in hits} == {word}


def test_search_by_year_and_by_name(get: Get) -> None:
    page = html.fromstring(get("/search?q=财政&year=2020").text)
    assert [hit.xpath("string(.//h3)") for hit in page.xpath("//article[@class='hit']")] == [f"{COUNTY} 2020"]
    assert f"/body/{OFFICE_ID}" in get("/search?q=教育委员会").text
    assert get('/search?q="').status_code == 200


def test_text_is_masked(get: Get, archive: Archive) -> None:
    for path in (
        f"/report/{COUNTY_ID}/2023",
        "/search?q=联系电话",
        f"/capture/{archive.captures[archive.hostile.digest]}/text",
    ):
        assert "13912345678" not in get(path).text
    assert "139********" in get(f"/report/{COUNTY_ID}/2023").text


def test_demonstration_data_is_called_so_only_where_it_is_shown(get: Get, archive: Archive) -> None:
    for path in (
        "/",
        f"/body/{COUNTY_ID}",
        f"/report/{COUNTY_ID}/2020",
        "/findings",
        "/questions/most-requests",
        "/search?q=财政",
    ):
        assert html.fromstring(get(path).text).xpath("//p[@class='demonstration']"), path
    for path in (
        "/archive",
        "/archive/reports",
        "/archive/most-requests",
        "/archive?sql=select+1",
    ):  # Datasette's own pages
        assert "演示数据 / demonstration data" in get(path).text
        assert archive.site.build in get(path).text
    other = html.fromstring(get("/questions").text)
    assert not other.xpath("//p[@class='demonstration']")
    assert "演示数据 / demonstration data" in other.text_content()  # the archive holds it, this page shows none


def test_indicator_tells_what_it_compares_with_between_forms(get: Get) -> None:
    def rows(language: str) -> list[list[str]]:
        page = html.fromstring(get(f"/{language}/codebook/reply_granted").text)
        return [[cell.text_content() for cell in row] for row in page.xpath("//section[@id='compare']//tbody/tr")]

    found = {(row[0], row[1]): row[2:] for row in rows("en")}
    assert found["F2014", "F2019"][0] == "in part"
    assert "what was already public" in found["F2014", "F2019"][2]
    assert found["F2014", "F2019"][1].endswith("Total")
    assert ["F2014", "F2019", "部分可比"] in [row[:3] for row in rows("zh")]
    printed = html.fromstring(get("/zh/codebook/normdoc_made").text).xpath("//section[@id='printed']//tbody/tr/th")
    assert [one.text_content() for one in printed] == ["F2014", "F2019", "F2021"]
    assert get("/zh/codebook/req_new.natural").status_code == 200
    assert get("/zh/codebook/nothing").status_code == 404


def test_a_recognised_cell_says_how_surely(get: Get) -> None:
    address = f"/figure/{COUNTY_ID}/2023/req_carried_in.total?scope=whole_area"
    assert "recognised in a picture, 93% sure" in get(f"/en{address}").text
    assert "由图像识别，把握 93%" in get(f"/zh{address}").text
    assert "sure" not in html.fromstring(get(f"/en/figure/{COUNTY_ID}/2024/req_new.total").text).text_content()


def test_a_cell_that_the_form_does_not_know_has_words_for_its_code(get: Get) -> None:
    page = html.fromstring(get(f"/zh/report/{COUNTY_ID}/2023/whole_area").text)
    assert page.xpath("//li[contains(., '63059') and contains(., '本年新收政府信息公开申请数量 历年累计')]")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "GIF"])
@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB"])
def test_a_picture_is_drawn_as_the_page_it_is(kind: str, mode: str) -> None:
    out = BytesIO()
    Image.new("L", (3000, 2000), 255).convert(mode).save(out, "TIFF" if kind == "JPEG" and mode in "1P" else kind)
    with Image.open(BytesIO(page_image(out.getvalue(), 1))) as drawn:
        assert drawn.format == "PNG"
        assert drawn.width == 1750
        assert drawn.convert("L").getpixel((5, 5)) == 255
    for page in (0, 2):
        with pytest.raises(Missing):
            page_image(out.getvalue(), page)


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n\x1a\n", b"%PDF-1.4\n", b"<html>"])
def test_what_has_no_pages_is_missing(data: bytes) -> None:
    with pytest.raises(Missing):
        page_image(data, 1)


def test_coverage_names_body_and_region_of_each_site(get: Get) -> None:
    row = html.fromstring(get("/en/coverage").text).xpath("//tr[th//code='xx-blocked']")[0]
    assert row.xpath("th/span")[0].text_content() == COUNTY
    assert row.xpath("td")[0].text_content() == "示例省示例市示例县"


def test_coverage_names_the_reason_of_each_failure(get: Get) -> None:
    words = get("/en/coverage").text
    assert "a challenge page answered; import files saved by a person" in words
    assert "the document is a notice, not a report" in words
    assert "含个人信息" in words
