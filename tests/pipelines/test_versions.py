import shutil
from pathlib import Path

import pytest

from pipelines import versions


def test_reading_depends_on_its_readers_helpers_and_libraries() -> None:
    files, libraries = versions.sources("pipelines.formats")
    assert {"pipelines/formats/html", "pipelines.document", "archive.content"} <= set(files)
    assert "lxml" in libraries
    assert "pypdfium2" in libraries
    assert not [name for name in files if "build" in name or "crawler" in name]


def test_text_recognition_and_libreoffice_belong_to_reading() -> None:
    files, _ = versions.sources(*versions._READING)
    assert {"pipelines/ocr/run", "pipelines/office/convert", "pipelines/stage/lanes"} <= set(files)


def test_data_files_count() -> None:
    files, _ = versions.sources("pipelines.forms")
    assert "pipelines/forms/F2021.toml" in files


def test_the_tables_of_regions_and_bodies_count() -> None:
    files, _ = versions.sources("pipelines.assemble")
    names = {path.name for path in files.values()}
    assert {"regions.csv", "regions-demo.csv", "bodies.csv", "reforms.csv", "syllables.csv", "host-labels.csv"} <= names
    files, _ = versions.sources("pipelines.build")
    assert "successions.csv" in {path.name for path in files.values()}


def test_a_changed_file_changes_the_version(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = versions._digest("pipelines.document")
    files, libraries = versions.sources("pipelines.document")
    copy = tmp_path / "document.py"
    shutil.copy(files["pipelines.document"], copy)
    copy.write_text(copy.read_text() + "\n# changed\n")
    monkeypatch.setattr(versions, "sources", lambda *_: ({**files, "pipelines.document": copy}, libraries))
    assert versions._digest("pipelines.document") != before


def test_a_library_of_another_version_changes_the_version(monkeypatch: pytest.MonkeyPatch) -> None:
    before = versions._digest("pipelines.formats")
    monkeypatch.setattr(versions, "version", lambda _: "0.0.0")
    assert versions._digest("pipelines.formats") != before
