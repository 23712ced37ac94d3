"""Two reports side by side, and how much of a text stands in another."""

import pytest
from lxml import html

from archive.publication.wording import LEAST, known, sentences, share
from pipelines.forms.indicators import indicators
from tests.archive.publication.conftest import Get
from tests.archive.publication.fixture import COUNTY_ID, OFFICE_ID, Archive

LABELS = {row.code: row.en for row in indicators()}
A = "一、总体情况。本年度认真贯彻落实条例规定，公开信息120条。全年没有发生行政复议和行政诉讼案件。"
B = "一、总体情况。本年度认真贯彻落实 条例规定，公开信息 98 条！组织开展了两次业务培训和考核工作。"


def test_sentences_are_the_same_but_for_spaces_signs_and_the_year() -> None:
    first = sentences("2023年，我局认真贯彻落实条例的各项规定。")[0]
    second = sentences("２０２４年我局 认真贯彻落实《条例》的各项规定！")[0]
    assert first.key == second.key
    other = sentences("2024年，我局收到政府信息公开申请12件。")[0]
    assert other.key != sentences("2024年，我局收到政府信息公开申请13件。")[0].key
    assert other.loose == sentences("2023年，我局收到政府信息公开申请13件。")[0].loose


def test_the_share_counts_long_sentences_in_both_directions() -> None:
    first, second = sentences(A), sentences(B)
    assert [one.counted for one in first] == [False, True, True]
    forward, back = share(first, known(second)), share(second, known(first))
    assert (forward.sentences, forward.repeated) == (2, 0)
    again = share(first, known(sentences(B + A + "甲" * LEAST)))
    assert (again.sentences, again.repeated, again.percent) == (2, 2, 100)
    assert share([], known(first)).percent is None
    assert back.sentences == 2
    states = [known(second).state(one) for one in first]
    assert states == ["same", "numbers", "only"]
    assert known(second).state(sentences("（一）。")[0]) == "short"
    assert known(second).state(sentences("没有其他事项。")[0]) == "only"


def test_standing_phrases_are_told_apart() -> None:
    words = "本报告根据《中华人民共和国政府信息公开条例》编制。本年度组织开展了两次业务培训和考核工作。"
    found = share(sentences(words), known(sentences(words)))
    assert (found.repeated, found.standing) == (2, 1)


def test_a_text_without_ends_is_split_in_one_pass() -> None:
    assert len(sentences("，" * 300_000)) == 1
    assert sentences("。" * 300_000) == []
    assert [one.words for one in sentences("甲。”乙！！（丙）")] == ["甲。”", "乙！！", "（丙）"]


def _table(page: html.HtmlElement, table: str) -> dict[str, list[str]]:
    rows = page.xpath(f"//section[@id='{table}']//table")[0].findall(".//tbody/tr")
    return {row.findtext("th"): [cell.text_content() for cell in row.iter("td")] for row in rows}


def _sides(first: str, second: str) -> str:
    return f"/en/compare?a={COUNTY_ID}/{first}&b={COUNTY_ID}/{second}"


def test_two_years_of_one_form_are_compared_figure_by_figure(get: Get) -> None:
    page = html.fromstring(get(_sides("2021/whole_area", "2024/whole_area")).text)
    received = _table(page, "t3")["Requests received this year"]
    assert received == ["47", "60", "+13", "+27.7%"]
    back = html.fromstring(get(_sides("2024/whole_area", "2021/whole_area")).text)
    assert _table(back, "t3")["Requests received this year"] == ["60", "47", "−13", "−21.7%"]
    assert _table(page, "t4")["Administrative review: upheld"][2:] == ["0", ""]
    applicants = page.xpath("//section[@id='t3']//details//tbody/tr")[0].findall("td")
    assert applicants[0].text_content() == "46 | 59+13"
    for address in page.xpath("//table//a/@href"):
        assert "/figure/" in address
    assert not page.xpath("//p[@class='notice']")


def test_unlike_forms_give_no_difference_where_the_codebook_says_so(get: Get) -> None:
    page = html.fromstring(get(_sides("2020/whole_area", "2021/whole_area")).text)
    assert "different forms" in page.xpath("string(//p[@class='notice'])")
    assert _table(page, "t3")["Requests received this year"] == ["40", "47", "+7", "+17.5%"]
    licences = _table(page, "t2")["Administrative licensing: decisions this year"]
    assert licences[:2] == ["3", "3"]
    assert "unlike forms" in licences[2]
    assert "only one side has it" in _table(page, "t2")[LABELS["procurement_count"]][2]


def test_unlike_scopes_and_blanks_give_no_difference(get: Get) -> None:
    page = html.fromstring(get(f"/en/compare?a={COUNTY_ID}/2023/whole_area&b={OFFICE_ID}/2023/own_office").text)
    assert "differ in scope" in page.xpath("string(//p[@class='notice'])")
    for table in ("t2", "t3", "t4", "narrative"):
        assert all(row[-1].startswith("not compared") or "only one" in row[-1] for row in _table(page, table).values())
    blank = html.fromstring(get(_sides("2023/whole_area", "2024/whole_area")).text)
    assert _table(blank, "t2")[LABELS["normdoc_made"]][-1] == "not compared: a blank"
    doubtful = blank.xpath("//section[@id='t3']//details//tbody/tr")[0].findall("td")[1]
    assert doubtful.text_content() == "1 | 1"


def test_texts_stand_side_by_side_with_what_differs_marked(get: Get) -> None:
    page = html.fromstring(get(_sides("2023/whole_area", "2024/whole_area")).text)
    left, right = page.xpath("//section[@id='text']//div[@class='sides'][2]/div")
    assert left.xpath(".//mark[@class='numbers']/text()") == ["本年收到申请1052件，涉及财政资金。"]
    assert right.xpath(".//mark[@class='numbers']/text()") == ["本年收到申请60件，涉及财政资金。"]
    assert "13912345678" not in page.text_content()
    assert "Sentences in A: 1; also in B: 0 (0%)" in page.text_content()


def test_a_superseded_revision_is_compared_by_its_number(get: Get, archive: Archive) -> None:
    page = html.fromstring(get(_sides(f"2024/whole_area/{archive.superseded}", "2024/whole_area")).text)
    assert _table(page, "t3")["Requests received this year"][:3] == ["59", "60", "+1"]
    swap = page.xpath("string(//p[@class='actions']/a/@href)")
    assert _table(html.fromstring(get(swap).text), "t3")["Requests received this year"][:3] == ["60", "59", "−1"]


def test_the_other_side_is_chosen_by_a_plain_form(get: Get) -> None:
    page = html.fromstring(get(f"/en/compare?a={COUNTY_ID}/2024/whole_area").text)
    options = page.xpath("//select[@name='b']//option/@value")
    assert f"{COUNTY_ID}/2023/whole_area" in options
    assert f"{COUNTY_ID}/2024/whole_area" not in options
    form = page.xpath("//form[.//select]")[0]
    assert form.get("action") == "/en/compare"
    chosen = f"{form.get('action')}?a={form.xpath('string(.//input[@name=$n]/@value)', n='a')}&b={options[0]}"
    assert html.fromstring(get(chosen).text).xpath("//section[@id='t3']")
    named = html.fromstring(get(f"/en/compare?a={COUNTY_ID}/2024/whole_area&name=教育").text)
    found = named.xpath("//ul[@class='named']//a/@href")
    assert len(found) == 1  # the report of 2022 is withheld
    assert html.fromstring(get(found[0]).text).xpath("//section[@id='text']")
    empty = html.fromstring(get("/zh/compare?name=%25").text)
    assert not empty.xpath("//ul[@class='named']//a")


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 200),
        ("a=nonsense", 404),
        (f"a={COUNTY_ID}/1999", 404),
        (f"a={OFFICE_ID}/2022/own_office", 410),
        (f"a={COUNTY_ID}/2024/whole_area&b={OFFICE_ID}/2022/own_office", 410),
        (f"b={COUNTY_ID}/2024", 200),
        (f"a={COUNTY_ID}/2024/whole_area/99999999999999999", 404),
    ],
)
def test_sides_that_cannot_be_shown_are_said(get: Get, query: str, status: int) -> None:
    answer = get(f"/compare?{query}")
    assert answer.status_code == status
    assert "777" not in answer.text
