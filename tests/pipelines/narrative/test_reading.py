"""Places, wholes and parts, doubts, and texts that are made to hurt."""

import random
import re
from pathlib import Path

import pytest

from pipelines.document import Document, Paragraph
from pipelines.forms.crosswalk import crosswalk
from pipelines.narrative import read_narrative, statings
from pipelines.narrative.passages import LONGEST, Passage
from pipelines.narrative.quantities import quantities
from pipelines.narrative.rows import narrative_rows
from pipelines.report import Flag, Section
from tests.pipelines.narrative.test_sentences import TABLE, figures, read

FORMS = Path(__file__).parents[3].parent / "shared" / "reference" / "forms.yaml"


def test_the_place_leads_to_the_words() -> None:
    paragraphs = ("前言。", "（一）2023年，共收到政府信息公开申请 12 件。 另，行政复议 3 件。")
    document = Document(
        format="pdf",
        digest="0" * 64,
        blocks=(Paragraph(text=paragraphs[0], page=1), Paragraph(text=paragraphs[1], page=2)),
    )
    sections = [Section(number=0, heading="", text=paragraphs[0]), Section(number=1, heading="一", text=paragraphs[1])]
    first, second = read_narrative(document, sections, 2023, "")
    assert (first.paragraph, first.page, first.section) == (1, 2, 1)
    assert paragraphs[1][first.start : first.end] == first.text == "12 件"
    assert paragraphs[1][second.start : second.end] == second.text == "3 件"
    assert first.sentence == "（一）2023年，共收到政府信息公开申请 12 件。"


def test_the_place_stays_where_folding_changes_the_length() -> None:
    text = "㈠……2023年，共收到政府信息公开申请１２件。"
    (found,) = read(text)
    assert (found.value, text[found.start : found.end]) == (12, "１２件")


def test_a_sentence_broken_by_a_page_is_one() -> None:
    first = "（二）依申请公开。2023年，全区各级各部门共受理政府信息公"
    (found,) = read(first, "开申请15件，均按期答复。")
    assert (found.value, found.paragraph, found.start) == (15, 1, 3)
    assert found.sentence == "2023年，全区各级各部门共受理政府信息公开申请15件，均按期答复。"


def test_digits_broken_by_a_paragraph_are_no_number() -> None:
    assert figures("（二）依申请公开。2023年，全区共受理政府信息公开申请1", "5件，均按期答复。") == []


def test_a_heading_does_not_go_on_in_the_text() -> None:
    (found,) = read("（二）依申请公开政府信息办理工作基本情况", "共收到政府信息公开申请5件。")
    assert found.sentence == "共收到政府信息公开申请5件。"


def test_parts_know_their_whole() -> None:
    found = read("全年主动公开政府信息300条，其中政府网站发布180条，其他渠道120条。")
    assert [(one.code, one.role, one.whole, one.complete, one.label) for one in found] == [
        ("nar_pub_items", "total", None, False, None),
        ("nar_pub_items", "part", 0, True, "其他渠道"),
        ("nar_pub_website", "part", 0, True, "政府网站发布"),
    ]


@pytest.mark.parametrize(
    "row", ["一、主动公开政府信息数 125 条 83337", "收到申请数 12 件 15", "主动公开政府信息数 条 125 83337"]
)
def test_a_row_of_a_table_in_running_text_states_nothing(row: str) -> None:
    assert read(row) == ()


def test_a_number_behind_its_label_is_no_row() -> None:
    assert [(one.code, one.value) for one in read("主动公开政府信息数 125 条。")] == [("nar_pub_items", 125)]


def test_members_of_an_area() -> None:
    found = read("全市收到政府信息公开申请12件，其中市本级5件，甲县4件，乙区3件。", body="甲市人民政府")
    assert [(one.role, one.label, one.complete) for one in found[1:]] == [
        ("member", "市本级", True),
        ("member", "甲县", True),
        ("member", "乙区", True),
    ]


def test_what_follows_a_full_list_divides_the_whole_otherwise() -> None:
    found = read("收到政府信息公开申请12件，其中自然人10件，法人2件，网上申请8件，信函申请4件。")
    assert [one.value for one in found] == [12, 10, 2]


def test_a_percentage_knows_its_numerator() -> None:
    found = read("12345热线共受理工单1186件。现已办结1182件，办结率99.6%，满意率98%。")
    rates = [one for one in found if one.role == "rate"]
    assert [(one.value, one.code) for one in rates] == [(99.6, None)]
    assert rates[0].whole is not None
    assert found[rates[0].whole].value == 1182


def test_two_totals_that_disagree_are_both_given_and_doubted() -> None:
    found = read("全年主动公开政府信息3000条。", "2023年主动公开政府信息2900条。", "全年收到政府信息公开申请5件。")
    doubted = [one.value for one in found if Flag.SOURCES_DIFFER in one.flags]
    assert doubted == [3000, 2900]


def test_a_repetition_is_given_once_and_a_round_number_agrees_with_the_exact_one() -> None:
    found = read("全年主动公开政府信息5000余条。", "全年主动公开政府信息5123条。", "2023年主动公开政府信息5123条。")
    assert [(one.value, one.approx, one.flags) for one in found] == [(5000, True, ()), (5123, False, ())]


def test_the_year_of_the_report_decides() -> None:
    text = "2022年，主动公开政府信息900条；2023年，主动公开政府信息1010条。"
    assert [figure[1] for figure in figures(text, year=2022)] == [900]
    assert [figure[1] for figure in figures(text, year=2023)] == [1010]


def test_the_year_with_which_a_passage_begins_holds_on() -> None:
    assert figures("2022年，工作有序推进。主动公开政府信息900条。") == []
    assert figures("2023年，工作有序推进。主动公开政府信息900条。") != []


def test_section_5_tells_what_is_to_be_done() -> None:
    plan = "公开政务信息培训不够。下一步举办政务公开培训2场。"
    fact = "针对上年问题，2023年举办政务公开培训2场。"
    assert figures(plan, section=5) == []
    assert figures("举办政务公开培训2场。", section=5) == []
    assert [figure[0] for figure in figures(fact, section=5)] == ["nar_training_sessions"]


def test_another_body_is_not_the_report_s_own() -> None:
    text = "县教育局收到政府信息公开申请40件。"
    assert figures(text, body="甲县人民政府") == []
    assert figures(text, body="甲县教育局") != []


def test_what_a_vague_word_means_is_told_by_the_sentence_before_or_by_the_section() -> None:
    text = "全年受理各类申请30件。"
    assert figures("推进政府信息公开。" + text) == []
    assert figures("依申请公开工作规范有序。" + text) == [("nar_req_received", 30, "件", False, None)]
    assert figures(text, section=3) == [("nar_req_received", 30, "件", False, None)]


def test_a_website_s_items_are_all_items_only_where_nothing_else_publishes() -> None:
    site = "全年通过县政府门户网站公开信息640条。"
    for also in (
        "并利用微信公众号及时推送惠民政策。",
        "政务微博同步发布。",
        "部门网站另行公开业务信息。",
        "在村务公开栏公开惠农补贴。",
    ):
        assert [code for code, *_ in figures(site + also)] == ["nar_pub_website"], also
    for beside in ("加强政务新媒体监管。", "开展网站自查。", "各部门积极报送信息。"):
        assert [code for code, *_ in figures(site + beside)] == ["nar_pub_items", "nar_pub_website"], beside


def test_two_sites_are_not_all_items() -> None:
    found = read("县政府网站公开信息640条。", "另通过甲县门户网站公开信息230条。")
    assert [(one.code, one.value, one.flags) for one in found] == [
        ("nar_pub_website", 640, (Flag.SOURCES_DIFFER,)),
        ("nar_pub_website", 230, (Flag.SOURCES_DIFFER,)),
    ]


def test_one_place_has_one_code() -> None:
    dice = random.Random(4)  # noqa: S311 (a sample, no secret)
    clauses = [clause for text, _ in TABLE for clause in re.split("[，。；]", text) if re.search(r"\d", clause)]
    for _ in range(1500):
        text = "，".join(dice.sample(clauses, dice.randrange(1, 4))) + "。"
        places: dict[tuple[int, int], set[str | None]] = {}
        for one in read(text, section=dice.choice((0, 1, 3, 4))):
            if one.note != "website" and one.value:
                places.setdefault((one.start, one.end), set()).add(one.code)
        assert all(len(codes) == 1 for codes in places.values()), text


def test_a_figure_of_two_matters_is_of_neither() -> None:
    assert figures("依申请公开和12345热线工作有序推进，申请与工单均办结120件。") == []
    assert figures("收到并答复政府信息公开申请18件。") == [("nar_req_received", 18, "件", False, None)]


def test_personal_numbers_are_masked_in_the_rows() -> None:
    (found,) = read("全年收到政府信息公开申请5件，咨询电话13912345678。")
    (row,) = narrative_rows((found,), 1)
    assert "13912345678" in found.sentence
    assert "13912345678" not in str(row.sentence)


def test_a_sentence_stands_in_one_row() -> None:
    found = read("全年收到政府信息公开申请5件，答复5件。")
    rows = narrative_rows(found, 1)
    assert [(row.sentence is None, row.sentence_at) for row in rows] == [(False, None), (True, 0)]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("十二件", [12]), ("一百零五条", [105]), ("两千三百件", [2300]), ("二十一个", [21]), ("三百件", [300]),
        ("一二三件", []), ("百件", []), ("第3期", []), ("3-5件", []), ("007件", []), ("3个月", []), ("第二十条例", []),
        ("1,234条", [1234]), ("12,34条", []), ("99.6%", [99.6]), ("1.2万元", [1.2]), ("2023年3件", [3]),
        ("A4纸20张", []), ("〔2020〕109号", []), ("13912345678", []), ("公开条例", []),
    ],
)  # fmt: skip
def test_quantities(text: str, values: list[float]) -> None:
    assert [one.value for one in quantities(text)] == values


def test_scaled_values() -> None:
    (one,) = quantities("约2.3万余条")
    assert (one.value, one.unit, one.base, one.scaled, one.approx) == (2.3, "万条", "条", 23000, True)


@pytest.mark.skipif(not FORMS.is_file(), reason="the shared reference is not here")
def test_every_indicator_of_the_reference_is_here() -> None:
    wanted = dict(re.findall(r"code: (nar_\w+), .*?unit: (\w+)", FORMS.read_text("utf-8")))
    assert {one.code: one.unit for one in statings()} == wanted


def test_what_they_compare_with_is_in_the_crosswalk() -> None:
    known = {(row.code, row.form) for row in crosswalk()}
    rows = [row for row in crosswalk() if row.form == "any"]
    assert ("nar_press_conf", "resp_press_conf", "near") in {(r.code, r.counterpart, r.comparability) for r in rows}
    assert all((row.counterpart, row.other_form) in known for row in rows)


@pytest.mark.parametrize(
    "text",
    [
        "1" * 200_000,
        "公开" * 100_000,
        "收到" * 100_000 + "12件",
        "政府信息公开" * 30_000 + "行政复议",
        "未发生政府信息公开政府信息公开" * 10_000,
        "公开信息1条，" * 20_000,
        "其中1条、" * 20_000,
        "一" * 200_000 + "件",
        "(" * 100_000 + "1件",
        "信息数" * 60_000 + "1条",
        " 1" * 100_000 + "件",
        "申请" * 50_000 + "。" + "公开政府信息3条。" * 5_000,
    ],
    ids=range(12),
)
def test_hostile_texts_are_read_in_bounded_steps(text: str) -> None:
    found = read(text)
    assert len(found) <= 400
    assert all(len(one.sentence) <= 2 * LONGEST for one in found)


def test_no_sentence_is_longer_than_what_is_searched() -> None:
    passage = Passage([(0, Paragraph(text="公" * 100_000 + "。收到1件。"))])
    assert all(len(sentence.text) <= LONGEST for sentence in passage.sentences())


def test_a_document_without_text_states_nothing() -> None:
    assert read() == ()
