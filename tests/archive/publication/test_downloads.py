"""Releases: listed, streamed, and never a way out of their folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.datadir import DataDir
from archive.publication.releases import releases
from tests.archive.publication.conftest import Get
from tests.archive.publication.fixture import Archive

BIG = b"0123456789" * 50_000


@pytest.fixture(scope="module", autouse=True)
def release(archive: Archive) -> Iterator[Path]:
    folder = archive.site.data.releases
    for date in ("2025-12-31", "2026-01-31"):
        (folder / date / "csv").mkdir(parents=True)
    newest = folder / "2026-01-31"
    (newest / "csv" / "requests.csv.gz").write_bytes(BIG)
    (newest / "SHA256SUMS").write_text("0  csv/requests.csv.gz\n")
    (newest / "page.html").write_text("<script>alert(1)</script>")
    (newest / ".hidden").write_text("no")
    (newest / "way-out").symlink_to(archive.site.archive)
    (folder / "2026-02-28.tmp~").mkdir()
    (folder / "2026-02-28.tmp~" / "half.csv").write_text("half")
    yield newest
    (newest / "way-out").unlink()


def test_list_names_every_file_of_the_latest_release(get: Get) -> None:
    page = get("/en/downloads").text
    assert page.index("2026-01-31") < page.index("2025-12-31")
    assert "/en/downloads/2026-01-31/csv/requests.csv.gz" in page
    assert "500,000" in page
    assert "half.csv" not in page
    assert "way-out" not in page


def test_releases_of_one_day_are_in_the_order_they_were_made(tmp_path: Path) -> None:
    data = DataDir(tmp_path)
    for name in ("2026-01-31", "2026-01-31-2", "2026-01-31-10", "2026-02-01"):
        (data.releases / name).mkdir(parents=True)
    assert [release.date for release in releases(data)] == ["2026-02-01", "2026-01-31-10", "2026-01-31-2", "2026-01-31"]


def test_file_is_given_whole(get: Get) -> None:
    for date in ("2026-01-31", "latest"):
        answer = get(f"/downloads/{date}/csv/requests.csv.gz")
        assert (answer.status_code, answer.content) == (200, BIG)
        assert answer.headers["content-disposition"] == 'attachment; filename="requests.csv.gz"'
        assert "content-encoding" not in answer.headers
    sums = get("/zh/downloads/2026-01-31/SHA256SUMS")
    assert sums.headers["content-type"].startswith("text/plain")


def test_html_in_a_release_is_only_a_download(get: Get) -> None:
    answer = get("/downloads/2026-01-31/page.html")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        "2026-01-31/../../captures.db",
        "2026-01-31/%2e%2e/%2e%2e/captures.db",
        "2026-01-31/..%2f..%2fcaptures.db",
        "../captures.db",
        "%2e%2e/captures.db",
        "2026-01-31//etc/passwd",
        "2026-01-31/%2fetc%2fpasswd",
        "2026-01-31/.hidden",
        "2026-01-31/way-out",
        "2026-01-31/csv",
        "2026-02-28.tmp~/half.csv",
        "2026-01-31/csv%00.gz",
    ],
)
def test_nothing_else_is_given(get: Get, path: str) -> None:
    assert get(f"/downloads/{path}").status_code == 404
