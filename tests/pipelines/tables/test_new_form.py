"""A later form version is one more file: it is recognised, and reports on the earlier ones still are."""

import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from pipelines import forms
from pipelines.forms import load_forms
from tests.pipelines.tables.printer import figures, report
from tests.pipelines.tables.reading_of import assert_exactly, read

NEW_ROW = """[[requests.rows]]
code = "res_denied_invented"
label = "9.属于虚构理由"
core = "虚构理由"
aliases = []
en = "Denied: invented reason"
parent = "res_denied"
group = "三、本年度办理结果"
comparability = "none"
counterpart = []
why = { zh = "以前各版无此项", en = "no earlier form has such a figure" }

"""
AFTER_IT = '[[requests.rows]]\ncode = "res_unavail_not_held"'


def _later(content: str) -> str:
    """Return the form of 2021 as a later one might be: a row more, a row with another label."""
    for old, new in (
        ('id = "F2021"', 'id = "F2099"'),
        ("first_year = 2021", "first_year = 2099"),
        ('label = "2.重复申请"\ncore = "重复申请"', 'label = "2.相同事项再次提出"\ncore = "再次提出"'),
        (AFTER_IT, NEW_ROW + AFTER_IT),
        ('_file", "res_denied_admin_query"]', '_file", "res_denied_admin_query", "res_denied_invented"]'),
        ('"res_denied_admin_query", "res_unavail', '"res_denied_admin_query", "res_denied_invented", "res_unavail'),
    ):
        assert content.count(old) == 1, old
        content = content.replace(old, new)
    return content


def _forget() -> None:
    """Drop what the readers keep of the forms."""
    for name in [name for name in sys.modules if name.startswith("pipelines.")]:
        for item in list(vars(sys.modules[name]).values()):
            if hasattr(item, "cache_clear"):
                item.cache_clear()


@pytest.fixture(autouse=True)
def later_form(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for item in files("pipelines.forms").iterdir():
        if item.name.endswith(".toml"):
            (tmp_path / item.name).write_text(item.read_text("utf-8"), "utf-8")
    (tmp_path / "F2099.toml").write_text(_later((tmp_path / "F2021.toml").read_text("utf-8")), "utf-8")
    monkeypatch.setattr(forms, "files", lambda _: tmp_path)
    _forget()
    yield
    monkeypatch.undo()
    _forget()


@pytest.mark.parametrize("form_id", ["F2099", "F2021", "F2019"])
def test_a_report_on_each_form_is_read_as_its_own(form_id: str) -> None:
    expected = figures(form_id)
    reading = read(report(form_id, expected))
    assert_exactly(reading, expected)
    assert (reading.form, reading.form_variant, reading.problems) == (form_id, None, ())


def test_the_new_row_is_a_figure() -> None:
    assert "res_denied_invented" in load_forms()["F2099"].request_codes()
    expected = figures("F2099")
    found = {figure.code: figure.value for figure in read(report("F2099", expected)).figures}
    assert found["res_denied_invented.total"] == expected["res_denied_invented.total"]


def test_the_hybrid_of_two_earlier_forms_is_no_report_on_the_later_one() -> None:
    printed = report("F2019", figures("F2019"))
    printed.blocks[2] = report("F2021", figures("F2021")).blocks[2]
    reading = read(printed)
    assert (reading.form, reading.form_variant, reading.problems) == ("F2021", "single_other", ())
