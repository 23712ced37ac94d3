"""Every row of the view `figures` is what `extract --json` says of the same file."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive.datadir import DataDir
from pipelines.commands import extract
from tests.generators.reports import report_html
from tests.pipelines.build.keeping import JIA, Keeper, current, query, run_build

SHARED = Path(__file__).parents[3].parent / "shared" / "corpus" / "documents"
MARKED = {
    "rule_made": "—", "rule_repealed": "", "admin_fee_wan": "960.50 元", "req_new.natural": "约12件",
    "licence_decisions": "1,234", "rev_total": "/", "res_granted.total": "０",
    "penalty_decisions": "22（其中修订16件）",
}  # fmt: skip


def extracted(path: Path) -> list[dict[str, object]]:
    result = CliRunner().invoke(extract, [str(path), "--json"])
    return [json.loads(line) for line in result.stdout.splitlines()]


def stored(data: DataDir, digest: object) -> dict[str, dict[str, object]]:
    sql = """SELECT f.code, f.value, f.text, f.unit, f.approx, f.note, f.page, f.box, f.table_index, f."row",
               f.column_index, f.flags
             FROM reports AS r JOIN figures AS f ON f.report = r.report
             WHERE r.document = ? AND f.form_table <> 'narrative'"""
    found = {}
    for code, value, text, unit, approx, note, page, box, table, row, column, flags in query(
        current(data).archive, sql, digest
    ):
        found[str(code)] = {
            "code": code,
            "value": value,
            "text": text,
            "unit": unit,
            "approx": bool(approx),
            "note": note,
            "page": page,
            "bbox": json.loads(str(box)) if box else None,
            "table": table,
            "row": row,
            "column": column,
            "flags": str(flags or "").split(),
        }
    return found


def compare(data: DataDir, path: Path) -> int:
    """Compare one file's figures and return how many there are."""
    count = 0
    for report in extracted(path):
        figures = report["figures"]
        assert isinstance(figures, list)
        table = {figure["code"]: figure for figure in figures if figure.get("sentence") is None}
        rows = stored(data, report["digest"])
        assert rows.keys() == table.keys()
        for code, figure in table.items():
            assert {key: figure[key] for key in rows[code]} == rows[code], f"{path.name}: {code}"
        count += len(table)
    return count


def compare_text(data: DataDir, path: Path) -> int:
    """Compare the figures stated in one file's text, which may repeat a code, and return how many there are."""
    names = ("code", "value", "text", "unit", "approx", "note", "sentence", "page", "flags")
    for report in extracted(path):
        figures = report["figures"]
        assert isinstance(figures, list)
        said = [[figure[name] for name in names] for figure in figures if figure["sentence"] is not None]
        sql = f"""SELECT {", ".join(names)} FROM reports JOIN figures USING (report)
                  WHERE document = ? AND form_table = 'narrative'"""  # noqa: S608 (names of columns)
        rows = [list(row) for row in query(current(data).archive, sql, report["digest"])]
        assert [[*row[:4], bool(row[4]), *row[5:8], str(row[8] or "").split()] for row in rows] == said
    return len(rows)


def test_own_samples(data: DataDir, tmp_path: Path) -> None:
    samples = {"plain.html": report_html(JIA, 2024), "marked.html": report_html(JIA, 2023, figures=MARKED)}
    with Keeper(data, "c1", 1) as keep:
        for name, content in samples.items():
            (tmp_path / name).write_bytes(content)
            keep.file(content, name)
    run_build(data)
    assert [compare(data, tmp_path / name) for name in samples] == [200, 200]


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared documents are not here")
def test_shared_documents(data: DataDir) -> None:
    paths = sorted(SHARED.iterdir())
    with Keeper(data, "c1", 1) as keep:
        for path in paths:
            keep.file(path.read_bytes(), path.name)
    run_build(data)
    counts = {path.name: compare(data, path) for path in paths}
    assert compare_text(data, SHARED / "jingyuan2020.txt") > 20
    assert sum(count > 0 for count in counts.values()) == 6
    assert counts["jingyuan2020.txt"] == 198
