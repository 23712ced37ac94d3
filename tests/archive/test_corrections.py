from pathlib import Path

import pytest

from archive.corrections import InputError, load_corrections
from archive.datadir import DataDir
from archive.withheld import load_withheld

DIGEST = "ab" * 32
HEADER = "document,code,read,right,reason,who,date\n"


@pytest.fixture
def data(tmp_path: Path) -> DataDir:
    return DataDir(tmp_path)


def test_no_file_means_no_corrections(data: DataDir) -> None:
    assert load_corrections(data) == {}
    assert load_withheld(data) == {}


def test_corrections_by_document_and_code(data: DataDir) -> None:
    rows = f"{DIGEST.upper()},rule_made,1,2,错读,李,2026-01-01\n{DIGEST},admin_fee_wan,1.5,,错读,李,2026-01-01\n"
    data.corrections.write_text("\ufeff" + HEADER + rows, "utf-8")
    (first, second) = load_corrections(data)[DIGEST]
    assert (first.code, first.read, first.right) == ("admin_fee_wan", 1.5, None)
    assert (second.code, second.read, second.right) == ("rule_made", 1, 2)
    assert second.wording == "错读（李，2026-01-01）"


def test_a_code_of_the_text_may_be_corrected_once_for_each_value_read(data: DataDir) -> None:
    row = "{0},nar_req_received,{1},3,错读,李,2026-01-01\n"
    data.corrections.write_text(HEADER + row.format(DIGEST, 1) + row.format(DIGEST, 2), "utf-8")
    assert [one.read for one in load_corrections(data)[DIGEST]] == [1, 2]
    data.corrections.write_text(HEADER + row.format(DIGEST, 1) * 2, "utf-8")
    with pytest.raises(InputError, match="line 3: nar_req_received is corrected twice"):
        load_corrections(data)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("document,code\n", "first line must name"),
        (HEADER + "xyz,rule_made,1,2,a,b,c\n", "line 2: 'xyz' is no SHA-256"),
        (HEADER + f"{DIGEST},rule_made,one,2,a,b,c\n", "line 2: 'one' is no number"),
        (HEADER + f"{DIGEST},rule_made,1,nan,a,b,c\n", "line 2: 'nan' is no number"),
        (HEADER + f"{DIGEST},rule_made,1,2,,b,c\n", "reason is empty"),
        (HEADER + f"{DIGEST},rule_made,1\n", "line 2: it has not 7 fields"),
        (HEADER + f"{DIGEST},rule_made,1,2,a,b,c\n" * 2, "line 3: rule_made is corrected twice"),
    ],
)
def test_malformed_corrections_are_named(data: DataDir, text: str, message: str) -> None:
    data.corrections.write_text(text, "utf-8")
    with pytest.raises(InputError, match=message):
        load_corrections(data)


def test_a_file_saved_in_another_charset_is_named(data: DataDir) -> None:
    data.corrections.write_bytes((HEADER + f"{DIGEST},rule_made,1,2,错读,李,2026-01-01\n").encode("gbk"))
    with pytest.raises(InputError, match=r"corrections\.csv: it is not UTF-8"):
        load_corrections(data)


def test_withheld_says_why_and_when(data: DataDir) -> None:
    data.withheld.write_text(f"digest,reason,date\n{DIGEST},含个人信息,2026-02-03\n", "utf-8")
    assert load_withheld(data) == {DIGEST: "含个人信息（2026-02-03）"}
    data.withheld.write_text(f"digest,reason,date\n{DIGEST},,2026-02-03\n", "utf-8")
    with pytest.raises(InputError, match="reason or date is empty"):
        load_withheld(data)
