from datetime import date

import pytest

from archive.builds import current_build
from archive.export.command import make_release
from tests.archive.publication import fixture

DAY = date(2026, 2, 3)


@pytest.fixture(scope="session")
def data(tmp_path_factory):
    """An archive with blanks, doubts, a superseded revision, hostile words and a withheld report; only read it."""
    return fixture.make(tmp_path_factory.mktemp("archive") / "data").site.data


@pytest.fixture
def own_data(tmp_path):
    """The same for a test that alters it."""
    return fixture.make(tmp_path / "data").site.data


@pytest.fixture
def build(data):
    return current_build(data)


@pytest.fixture(scope="session")
def released(data, tmp_path_factory):
    """One release that several tests only look at."""
    return make_release(current_build(data), tmp_path_factory.mktemp("released"), DAY)


@pytest.fixture
def out(tmp_path):
    """A folder of releases that has one already."""
    earlier = tmp_path / "out" / "2026-02-03"
    earlier.mkdir(parents=True)
    (earlier / "README.txt").write_text("an earlier release", "utf-8")
    (tmp_path / "out" / "latest").symlink_to(earlier.name)
    return tmp_path / "out"
