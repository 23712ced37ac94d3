"""`nianbao build` as scripts see it: output and exit codes."""

import pytest
from click.testing import CliRunner, Result

from archive.builds import building
from archive.datadir import DataDir
from pipelines.commands import build
from tests.generators.reports import report_html
from tests.pipelines.build.keeping import JIA, Keeper, current, query


def run(data: DataDir, *options: str) -> Result:
    return CliRunner().invoke(build, ["--data", str(data.root), "--workers", "1", *options])


@pytest.fixture
def kept(data: DataDir) -> DataDir:
    with Keeper(data, "c1", 1) as keep:
        keep.page("/a.html", report_html(JIA, 2024))
    return data


def test_a_promoted_build_exits_0_and_says_what_it_did(kept: DataDir, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIANBAO_LANG", "en")
    result = run(kept)
    assert result.exit_code == 0, result.output
    assert "Documents: 1 read, 0 from the cache, 0 failed (1 captures)" in result.stdout
    assert f"Promoted build {current(kept).id}" in result.stdout
    monkeypatch.setenv("NIANBAO_LANG", "zh")
    assert "报告：新增 0，变更 0，未变 1，移除 0" in run(kept, "--full").stdout


def test_a_document_that_cannot_be_read_back_exits_1(kept: DataDir) -> None:
    for path in kept.warc.rglob("*.warc.gz"):
        path.chmod(0o644)
        content = path.read_bytes()
        path.write_bytes(content[: len(content) // 2] + b"\0" * (len(content) - len(content) // 2))
    assert run(kept).exit_code == 1
    assert query(current(kept).archive, "SELECT count(*) FROM reports") == [(0,)]


def test_malformed_input_exits_1_and_names_the_line(kept: DataDir) -> None:
    kept.corrections.write_text("document,code,read,right,reason,who,date\nxyz,a,1,2,r,w,d\n")
    result = run(kept)
    assert result.exit_code == 1
    assert "corrections.csv line 2: 'xyz' is no SHA-256 digest" in result.stderr


def test_a_second_build_at_once_exits_1(kept: DataDir) -> None:
    with building(kept):
        result = run(kept)
    assert result.exit_code == 1
    assert "another build is running" in result.stderr


def test_a_damaged_base_is_not_built_upon(kept: DataDir) -> None:
    run(kept)
    current(kept).inputs.write_bytes(b"not a database at all, but long enough to be looked at" * 100)
    result = run(kept)
    assert result.exit_code == 0, result.output
    assert query(current(kept).archive, "SELECT count(*) FROM reports") == [(1,)]
