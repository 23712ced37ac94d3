import pytest

from archive.datadir import DataDir


@pytest.fixture
def data(tmp_path):
    return DataDir(tmp_path / "data")
