"""The demonstration keeps to itself; `make check` runs it whole."""

from pathlib import Path

from click.testing import CliRunner

from archive.cli import main


def test_demo_does_not_mix_with_other_captures(tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    report.write_text("青禾县2024年政府信息公开工作年度报告", "utf-8")
    kept = tmp_path / "data"
    runner = CliRunner()
    assert runner.invoke(main, ["import", str(report), "--data", str(kept)]).exit_code == 0
    before = sorted(path.name for path in kept.rglob("*"))
    result = runner.invoke(main, ["demo", "--no-serve", "--data", str(kept)], env={"NIANBAO_LANG": "en"})
    assert result.exit_code == 2
    assert f"{kept} holds other captures" in result.output
    assert sorted(path.name for path in kept.rglob("*")) == before
