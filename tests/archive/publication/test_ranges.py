"""Files of a release in parts and by their tags, so that a broken download goes on and a kept one is not sent again."""

import asyncio
import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.publication.answers import File
from archive.publication.sending import PIECE, FileResponse, plan
from tests.archive.publication.conftest import Get
from tests.archive.publication.fixture import Archive

DATA = bytes(range(256)) * 4_000  # longer than a piece
TAG = f'"{hashlib.sha256(DATA).hexdigest()}"'
URL = "/downloads/2024-05-01/csv/figures.csv.gz"
CHANGED = "Wed, 01 May 2024 00:00:00 GMT"


@pytest.fixture(scope="module", autouse=True)
def release(archive: Archive) -> Iterator[Path]:
    folder = archive.site.data.releases / "2024-05-01"
    (folder / "csv").mkdir(parents=True)
    path = folder / "csv" / "figures.csv.gz"
    path.write_bytes(DATA)
    os.utime(path, (1714521600, 1714521600))
    (folder / "SHA256SUMS").write_text(f"{TAG[1:-1]}  csv/figures.csv.gz\nno sum  README.md\n")
    yield folder
    shutil.rmtree(folder)


def test_whole_file_says_how_to_keep_it(get: Get) -> None:
    answer = get(URL)
    assert (answer.status_code, answer.content) == (200, DATA)
    said = {name: answer.headers[name] for name in ("etag", "last-modified", "accept-ranges", "content-length")}
    assert said == {
        "etag": TAG, "last-modified": CHANGED, "accept-ranges": "bytes", "content-length": str(len(DATA)),
    }  # fmt: skip
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_latest_may_be_another_soon(get: Get, release: Path) -> None:
    name = max(path.name for path in release.parent.iterdir() if path.is_dir() and path.name[0] == "2")
    answer = get(f"/downloads/latest/{'csv/figures.csv.gz' if name == release.name else 'SHA256SUMS'}")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "public, max-age=300"


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-0", 0, 1), ("bytes=5-300000", 5, 300_001), ("bytes=1000000-", 1_000_000, 1_024_000),
        ("bytes=-7", 1_023_993, 1_024_000), ("bytes=-9999999", 0, 1_024_000), ("bytes=9-9999999", 9, 1_024_000),
    ],
)  # fmt: skip
def test_one_range_is_that_part(get: Get, asked: str, start: int, end: int) -> None:
    answer = get(URL, range=asked)
    assert (answer.status_code, answer.content) == (206, DATA[start:end])
    assert answer.headers["content-range"] == f"bytes {start}-{end - 1}/{len(DATA)}"
    assert answer.headers["content-length"] == str(end - start)
    assert answer.headers["etag"] == TAG


@pytest.mark.parametrize("asked", ["bytes=1024000-", "bytes=2000000-2000001", "bytes=-0"])
def test_a_range_outside_the_file_is_refused(get: Get, asked: str) -> None:
    answer = get(URL, range=asked)
    assert (answer.status_code, answer.content) == (416, b"")
    assert answer.headers["content-range"] == f"bytes */{len(DATA)}"


@pytest.mark.parametrize("asked", ["bytes=5-2", "bytes=0-1,4-5", "lines=1-2", "bytes=-", "bytes=a-b", "bytes=１-2"])
def test_what_is_no_single_range_gets_the_whole_file(release: Path, asked: str) -> None:
    file = File(path=release / "csv" / "figures.csv.gz", content_type="x/y", attachment=True)
    assert plan(file, 10, 0.0, {"range": asked}).status == 200


def test_a_kept_file_is_not_sent_again(get: Get) -> None:
    for condition in ({"if_none_match": TAG}, {"if_none_match": f'"x", W/{TAG}'}, {"if_modified_since": CHANGED}):
        answer = get(URL, **condition)
        assert (answer.status_code, answer.content) == (304, b""), condition
        assert answer.headers["etag"] == TAG
    assert get(URL, if_none_match='"other"', if_modified_since=CHANGED).status_code == 200
    assert get(URL, if_modified_since="Tue, 30 Apr 2024 00:00:00 GMT").status_code == 200
    assert get(URL, if_modified_since="never").status_code == 200


def test_a_part_of_another_file_is_not_gone_on_with(get: Get) -> None:
    assert get(URL, range="bytes=5-", if_range=TAG).status_code == 206
    assert get(URL, range="bytes=5-", if_range=CHANGED).status_code == 206
    for other in ('"other"', f"W/{TAG}", "Tue, 30 Apr 2024 00:00:00 GMT"):
        assert get(URL, range="bytes=5-", if_range=other).status_code == 200, other


def test_head_says_the_same_and_sends_nothing(release: Path) -> None:
    sent = []

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    file = File(path=release / "csv" / "figures.csv.gz", content_type="x/y", attachment=False)
    asyncio.run(FileResponse(file, "HEAD", {"range": "bytes=1-2"}).asgi_send(send))
    assert sent[0]["status"] == 206
    assert (b"content-length", b"2") in sent[0]["headers"]
    assert [message["body"] for message in sent[1:]] == [b""]


def test_a_file_is_read_for_those_who_take_it_only(tmp_path: Path) -> None:
    path = tmp_path / "large.bin"
    path.write_bytes(bytes(20 * PIECE))
    pieces: list[int] = []

    async def leave() -> None:
        left = asyncio.Event()

        async def send(message: dict[str, bytes]) -> None:
            if message.get("body"):
                pieces.append(len(message["body"]))
                left.set()

        async def receive() -> dict[str, str]:
            await left.wait()
            return {"type": "http.disconnect"}

        file = File(path=path, content_type="application/octet-stream", attachment=True)
        await FileResponse(file, receive=receive).asgi_send(send)

    asyncio.run(leave())
    assert 0 < len(pieces) < 10
