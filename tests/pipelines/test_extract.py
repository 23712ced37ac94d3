import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive.cli import main
from pipelines.extract import files_in
from tests.pipelines.tables.printer import figures, report

KEYS = [
    *("file", "part", "digest", "is_report", "form", "form_variant", "title", "body", "year", "period", "published"),
    *("scope", "figures", "findings", "problems"),
]
FIGURE_KEYS = [
    *("code", "value", "text", "unit", "approx", "note", "sentence", "page", "bbox", "table", "row", "column", "flags"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "good.html").write_bytes(report("F2021", figures("F2021", 1)).html())
    (tmp_path / "a.pdf").write_bytes(b"")
    (tmp_path / "c.txt").write_bytes(b"\x00\xff" * 50)
    (tmp_path / ".hidden").write_text("not to be read")
    return tmp_path


def test_every_file_gives_an_object_in_order(folder: Path) -> None:
    ran = CliRunner().invoke(main, ["extract", str(folder), "--json"])
    lines = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [list(line) for line in lines] == [KEYS] * 3
    assert [line["file"] for line in lines] == [str(folder / name) for name in ("a.pdf", "c.txt", "b/good.html")]
    assert [line["is_report"] for line in lines] == [False, False, True]
    assert all(line["problems"] for line in lines[:2])
    assert ran.exit_code == 1


def test_problems_are_lines_on_stderr_that_name_the_file(folder: Path) -> None:
    ran = CliRunner().invoke(main, ["extract", str(folder / "a.pdf"), "--json"])
    assert ran.stderr.startswith(f"{folder / 'a.pdf'}: empty_file")


def test_a_report_is_whole_and_exit_is_zero(folder: Path) -> None:
    ran = CliRunner().invoke(main, ["extract", str(folder / "b" / "good.html"), "--json"])
    (line,) = [json.loads(text) for text in ran.stdout.splitlines()]
    assert ran.exit_code == 0
    assert {figure["code"]: figure["value"] for figure in line["figures"]} == figures("F2021", 1)
    assert all(list(figure) == FIGURE_KEYS for figure in line["figures"])
    assert (line["form"], line["body"], line["year"]) == ("F2021", "示例县人民政府", 2022)
    assert len(line["digest"]) == 64


def test_wrong_usage_is_exit_two(tmp_path: Path) -> None:
    assert CliRunner().invoke(main, ["extract", str(tmp_path / "absent"), "--json"]).exit_code == 2
    assert CliRunner().invoke(main, ["extract"]).exit_code == 2


@pytest.mark.parametrize(("language", "word"), [("zh", "数字 200 个"), ("en", "200 figures")])
def test_the_summary_speaks_the_readers_language(folder: Path, language: str, word: str) -> None:
    good = str(folder / "b" / "good.html")
    ran = CliRunner().invoke(main, ["extract", good], env={"NIANBAO_LANG": language})
    assert word in ran.stdout
    assert "示例县人民政府" in ran.stdout


def test_folders_are_walked_in_sorted_order(folder: Path) -> None:
    assert [path.name for path in files_in([folder])] == ["a.pdf", "c.txt", "good.html"]


def test_a_page_in_gbk_that_is_named_as_a_word_file_is_read_as_a_page(tmp_path: Path) -> None:
    values = figures("F2021", 1)
    page = report("F2021", values).html().decode().replace("charset='utf-8'", "charset='gb2312'")
    (tmp_path / "report.doc").write_bytes(page.encode("gb18030"))
    ran = CliRunner().invoke(main, ["extract", str(tmp_path / "report.doc"), "--json"])
    line = json.loads(ran.stdout)
    assert (ran.exit_code, line["problems"]) == (0, [])
    assert {one["code"]: one["value"] for one in line["figures"] if one["sentence"] is None} == values


def test_a_hard_finding_says_what_the_second_reading_gave(tmp_path: Path) -> None:
    values = figures("F2021", 1)
    page = report("F2021", values | {"res_total.total": values["res_total.total"] + 1}).html()
    (tmp_path / "a.html").write_bytes(page)
    ran = CliRunner().invoke(main, ["extract", str(tmp_path / "a.html"), "--json"])
    findings = json.loads(ran.stdout)["findings"]
    assert {one["second_reading"] for one in findings if one["severity"] == "hard"} == {"agrees"}
    assert {one["second_reading"] for one in findings if one["severity"] != "hard"} <= {None}


def test_the_help_says_what_the_time_limit_counts() -> None:
    said = " ".join(CliRunner().invoke(main, ["extract", "--help"]).stdout.split())
    assert "[default: 15" in said
    assert "each picture that is recognised has 60 of its own" in said
