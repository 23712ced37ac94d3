import re
from dataclasses import replace
from pathlib import Path

import pytest

from archive import schema
from archive.texts import LANGUAGES
from pipelines.checks import CheckError, check_rows, load_checks
from pipelines.checks.check import parse, prove
from pipelines.checks.docs import markdown
from pipelines.forms import load_forms

GOOD = """-- id: t9_test
-- severity: soft
-- over: report
-- forms: F2021
-- per: rule normdoc
-- blank0: no
-- source: a test
-- zh: {where}为 {found}
-- en: {where} is {found}
-- Why this is asked.
SELECT s.report, '{x}_made' AS where_codes, d.{x}_made AS found, NULL AS expected
FROM scope AS s JOIN disclosure AS d ON d.report = s.report
"""


def test_every_form_is_checked() -> None:
    hard = {
        (form, check.id.partition("_")[0])
        for check in load_checks()
        if check.severity == "hard"
        for form in check.forms
    }
    assert {(form, table) for form in load_forms() for table in ("t3", "t4")} <= hard


def test_a_file_is_read() -> None:
    check = parse("t9_test.sql", GOOD)
    assert (check.id, check.per, check.blank0, check.forms) == ("t9_test", ("rule", "normdoc"), False, ("F2021",))
    prove((check,))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("-- severity: soft\n", "", "lacks severity"),
        ("severity: soft", "severity: mild", "severity is 'mild'"),
        ("over: report", "over: region", "over is 'region'"),
        ("blank0: no", "blank0: maybe", "blank0 is 'maybe'"),
        ("forms: F2021", "forms: F1999", "unknown form F1999"),
        ("id: t9_test", "id: t9_other", "same name"),
        ("-- per: rule normdoc\n", "", "belong together"),
        ("{where} is {found}", "{who} is {found}", "unknown placeholders who"),
        ("-- source: a test", "-- source: a test\n-- colour: red", "unknown header colour"),
    ],
)
def test_a_wrong_header_is_named(old: str, new: str, message: str) -> None:
    with pytest.raises(CheckError, match=rf"t9_test\.sql: .*{message}"):
        parse("t9_test.sql", GOOD.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("disclosure", "disclosures", "no such table: disclosures"),
        ("d.{x}_made AS found", "d.{x}_maid AS found", "no such column: d.(rule|normdoc)_maid"),
        ("FROM scope", "FORM scope", "syntax error"),
        (", NULL AS expected", "", r"no such column: f\.expected"),
    ],
)
def test_a_query_that_does_not_fit_the_archive_is_named(old: str, new: str, message: str) -> None:
    with pytest.raises(CheckError, match=rf"t9_test\.sql: .*{message}"):
        prove((parse("t9_test.sql", GOOD.replace(old, new)),))


@pytest.mark.parametrize("check", load_checks(), ids=lambda check: check.id)
def test_every_wording_is_there_in_both_languages_and_can_be_filled(check: object) -> None:
    check = replace(check)  # type: ignore[type-var]
    for language in LANGUAGES:
        words = check.wording(language, found=3, expected=4, where="HERE")
        assert "{" not in words
        assert bool(re.search("[一-鿿]{4}", words)) == (language == "zh")
    if check.severity != "hard":
        assert not re.search(r"错误|有误|不正确", check.zh)
        assert not re.search(r"\b(wrong|error|incorrect|mistake)", check.en, re.IGNORECASE)


def test_the_table_of_checks_is_filled_from_the_headers() -> None:
    rows = check_rows()
    assert [row.check_id for row in rows] == sorted(check.id for check in load_checks())
    assert rows[0]._fields == tuple(column.name for column in schema.tables()["checks"].columns)


def test_the_page_of_checks_is_up_to_date() -> None:
    page = Path(__file__).parents[3] / "docs" / "checks.md"
    assert page.read_text("utf-8") == markdown(), "run: python -m pipelines.checks.docs > docs/checks.md"
