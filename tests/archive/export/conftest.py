from datetime import date

import pytest

from archive.builds import current_build
from archive.export.command import make_release
from tests.archive.publication import fixture

DAY = date(2026, 2, 3)


@pytest.fixture
def archive(tmp_path):
    """An archive with blanks, doubts, a superseded revision, hostile words and a withheld report."""
    return fixture.make(tmp_path / "data")


@pytest.fixture
def data(archive):
    return archive.site.data


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    """One release that several tests only look at."""
    made = fixture.make(tmp_path_factory.mktemp("released") / "data")
    return make_release(current_build(made.site.data), made.site.data.releases, DAY)
