from pathlib import Path

import pytest

from archive import builds
from archive.datadir import DataDir


@pytest.fixture
def data(tmp_path: Path) -> DataDir:
    return DataDir(tmp_path / "data")


def make(data: DataDir, name: str) -> builds.Build:
    with builds.building(data):
        staging = builds.staging_folder(data, name)
        (staging / "archive.db").write_text(name)
        return builds.promote(data, staging)


def test_nothing_is_current_before_the_first_build(data: DataDir) -> None:
    assert builds.current_build(data) is None


def test_promotion_switches_current_and_keeps_the_last_two(data: DataDir) -> None:
    for name in ("20260101T000000Z-a", "20260102T000000Z-b", "20260103T000000Z-c"):
        assert make(data, name).id == name
        current = builds.current_build(data)
        assert current is not None
        assert current.archive.read_text() == name
    assert sorted(path.name for path in data.builds.iterdir() if path.is_dir()) == [
        "20260102T000000Z-b",
        "20260103T000000Z-c",
    ]


def test_a_promotion_to_an_earlier_name_keeps_itself(data: DataDir) -> None:
    for name in ("3", "2", "1"):
        make(data, name)
    current = builds.current_build(data)
    assert current is not None
    assert current.id == "1"
    assert len([path for path in data.builds.iterdir() if path.is_dir()]) == 2


def test_an_unfinished_build_leaves_current_alone_and_is_cleaned(data: DataDir) -> None:
    make(data, "1")
    builds.staging_folder(data, "2")
    (data.builds / "current.new").symlink_to("nowhere")
    assert builds.clean(data) == ["2.tmp"]
    assert make(data, "3").id == "3"


def test_the_link_survives_moving_the_data_directory(data: DataDir) -> None:
    make(data, "1")
    moved = DataDir(data.root.rename(data.root.with_name("moved")))
    current = builds.current_build(moved)
    assert current is not None
    assert current.archive.read_text() == "1"


def test_two_builds_at_once_are_refused(data: DataDir) -> None:
    with builds.building(data), pytest.raises(builds.BuildRunning, match="another build"), builds.building(data):
        pass
