import unicodedata

import pytest

from pipelines import spelling
from pipelines.spelling import bare, fold, normalise, similarity


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("本年制發(fā)件數(shù)", "本年制发件数"),
        ("行政強製", "行政强制"),
        ("規範性檔案", "规范性文件"),
        ("⾏政许可", "行政许可"),
        ("⺠ 事", "民事"),
        ("三、\n本\n年\n度", "三、本年度"),
        ("３.危及“三安全一稳定”", '3.危及"三安全一稳定"'),
        ("3.危及「三安全一稳定」", '3.危及"三安全一稳定"'),
        ("总\u3000计\u00ad", "总计"),
    ],
)
def test_one_spelling_for_all_prints(text: str, label: str) -> None:
    assert normalise(text) == label


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("（二）部分公开（区分处理的，只计这一情形，不计其他情形）", "部分公开"),
        ("规章（设区的市、自治州人民政府应提供", "规章"),
        ("3、其他", "其他"),
        ("3其他", "其他"),
        ("①属于国家秘密", "属于国家秘密"),
        ("（七）总计", "总计"),
        ("一、本年新收政府信息公开申请数量", "本年新收政府信息公开申请数量"),
    ],
)
def test_numbering_and_remarks_are_no_part_of_a_label(text: str, label: str) -> None:
    assert bare(text) == label


def test_similarity_counts_slips() -> None:
    assert similarity("行政事业型收费", "行政事业性收费") == pytest.approx(6 / 7)
    assert similarity("", "规章") == 0.0
    assert similarity("规章", "规章") == 1.0


def test_no_character_is_folded_differently_for_speed() -> None:
    table = str.maketrans(spelling._FOLD)
    for code in range(0x80, 0x10000):
        if not 0xD800 <= code < 0xE000:
            text = f"，一{chr(code)}\u0338＝"
            plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).translate(table))
            assert fold(text) == plain, hex(code)


def test_ascii_is_folded_like_other_text() -> None:
    assert fold("[a] 'b'") == '(a) "b"' == fold("〔a〕 “b”")
