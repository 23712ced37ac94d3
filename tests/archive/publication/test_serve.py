"""`nianbao serve` as a reader runs it."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import httpx
import pytest
from click.testing import CliRunner

from archive.builds import current_build
from archive.datadir import DataDir
from archive.publication.command import serve
from archive.publication.supervising import CannotStart, Supervisor, Worker
from tests.archive.publication.fixture import COUNTY_ID, Archive
from tests.browser import needs_chromium, screenshot


@pytest.fixture
def data(archive: Archive, tmp_path: Path) -> DataDir:
    """Return a data folder of the test's own."""
    shutil.copytree(archive.site.data.root, tmp_path / "data", symlinks=True)
    return DataDir(tmp_path / "data")


@contextmanager
def running(
    archive: Archive, port: str = "0", data: DataDir | None = None
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    command = [
        sys.executable,
        "-c",
        "from archive.cli import main; main()",
        "serve",
        "--data",
        str((data or archive.site.data).root),
        "--port",
        port,
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            line = server.stdout.readline()
            found = re.fullmatch(r"Nianbao (\S+): (http://127\.0\.0\.1:\d+/)\n", line)
            assert found, line
            assert found[1] == archive.site.build
            yield server, found[2]
        finally:
            server.kill()


class Asking:
    """Readers that ask for one page again and again, each time on a new connection and on a kept one."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.answered = 0
        self.seen: list[str] = []
        self.failed: list[str] = []
        self._stop = threading.Event()
        self._turn = threading.Condition()
        self._threads = [threading.Thread(target=self._ask, args=(kept,)) for kept in (False, False, True)]

    def __enter__(self) -> "Asking":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def until(self, reached: Callable[[], bool]) -> None:
        """Wait until the readers have seen something."""
        with self._turn:
            assert self._turn.wait_for(reached, timeout=300)

    def _ask(self, kept: bool) -> None:
        with httpx.Client(base_url=self.address) as client:
            while not self._stop.is_set():
                try:
                    page = (client if kept else httpx).get(f"{self.address}en/bodies")
                    build = re.search(r"<code>(2\S+)</code>", page.text)
                    told = build[1] if build and page.status_code == 200 else f"{page.status_code}"
                except httpx.TransportError as error:
                    told = repr(error)
                with self._turn:
                    self.answered += 1
                    if not told.startswith("20"):
                        self.failed.append(told)
                    elif told not in self.seen:
                        self.seen.append(told)
                    self._turn.notify_all()


def test_serve_names_its_address_answers_and_ends_when_told(archive: Archive) -> None:
    with running(archive) as (server, address):
        with httpx.Client(base_url=address) as client:
            page = client.get(f"/zh/body/{COUNTY_ID}")
            assert page.status_code == 200
            assert archive.site.build in page.text
            assert client.get("/archive/bodies.json?_shape=array").json()[0]["demonstration"] == 1
        server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=40) in {0, -signal.SIGTERM}


def test_second_server_takes_the_address_over(archive: Archive) -> None:
    with running(archive) as (first, address):
        port = address.rstrip("/").rpartition(":")[2]
        with running(archive, port) as (_, same):
            assert same == address
            first.send_signal(signal.SIGTERM)
            first.wait(timeout=40)
            with httpx.Client(base_url=address) as client:
                assert [client.get("/en/bodies").status_code for _ in range(3)] == [200, 200, 200]


def test_a_newer_build_is_published_without_refusing_anybody(archive: Archive, data: DataDir) -> None:
    with running(archive, data=data) as (server, address), Asking(address) as asking:
        asking.until(lambda: asking.answered > 20)
        newer = shutil.copytree(data.current.resolve(), data.builds / "20990101T000000000000Z-newer1")
        link = data.builds / "current.new"
        link.symlink_to(newer.relative_to(data.root))
        link.rename(data.current)
        asking.until(lambda: newer.name in asking.seen)
        at_the_change = asking.answered
        asking.until(lambda: asking.answered > at_the_change + 50)
        assert server.stdout is not None
        assert server.stdout.readline() == f"Nianbao {newer.name}: {address}\n"
    assert asking.failed == []
    assert asking.seen == [archive.site.build, newer.name]


def test_a_build_that_cannot_be_served_leaves_the_one_before(archive: Archive, data: DataDir) -> None:
    with running(archive, data=data) as (server, address), Asking(address) as asking:
        data.withheld.write_text("digest,reason,date\nno digest,x,y\n", "utf-8")
        server.send_signal(signal.SIGHUP)
        asked = asking.answered
        asking.until(lambda: asking.answered > asked + 50)
        assert server.poll() is None
    assert asking.failed == []


def test_a_build_promoted_while_another_failed_to_start_is_tried(
    archive: Archive, data: DataDir, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tried: list[str] = []

    def promote(name: str) -> None:
        (data.builds / name).mkdir()
        shutil.copy(archive.site.archive, data.builds / name)
        data.current.unlink()
        data.current.symlink_to((data.builds / name).relative_to(data.root))

    def start(_: Supervisor) -> Worker:
        build = current_build(data)
        assert build is not None
        tried.append(build.id)
        if len(tried) == 1:
            promote("20260103T000000-third")
        raise CannotStart("it hangs")

    monkeypatch.setattr(Supervisor, "_start", start)
    serving = cast("subprocess.Popen[str]", SimpleNamespace(poll=lambda: None))
    with socket.socket() as listening:
        supervisor = Supervisor(data=data, listening=listening, say=print)
        supervisor._current = Worker(serving, archive.site.build)
        promote("20260102T000000-second")
        for _ in range(3):
            supervisor._look()
    assert tried == ["20260102T000000-second", "20260103T000000-third"]
    told = capsys.readouterr().err
    assert all(f"build {build} is not published (it hangs); the one before stays" in told for build in tried)


def test_a_worker_that_hangs_is_given_up(data: DataDir) -> None:
    with socket.socket() as listening:
        listening.listen()
        supervisor = Supervisor(data=data, listening=listening, say=print, start_within=0.0)
        with pytest.raises(CannotStart, match="did not answer within 0 s"):
            supervisor.run()


def test_the_workers_end_with_a_killed_server(archive: Archive) -> None:
    with running(archive) as (server, address):
        server.kill()
        server.wait()
        with httpx.Client(base_url=address) as client:
            for _ in range(10_000):
                try:
                    client.get("/static/nianbao.css")
                except httpx.TransportError:
                    return
        pytest.fail("the worker still answers")


def test_what_a_library_prints_cannot_fill_a_pipe_that_nobody_reads(archive: Archive) -> None:
    with running(archive) as (server, address):
        with httpx.Client(base_url=address) as client:
            wrong = [client.get("/archive/reports?_sort=nothing", timeout=60).status_code for _ in range(5)]
        workers = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
        kept = [len({Path(f"/proc/{worker}/fd/{handle}").readlink() for handle in (1, 2)}) for worker in workers]
    assert wrong == [400] * 5
    assert kept == [1]


def test_serve_without_a_build_says_what_to_do(tmp_path: Path) -> None:
    result = CliRunner().invoke(serve, ["--data", str(tmp_path)])
    assert result.exit_code == 1
    assert "run `nianbao build`" in result.output


def test_serve_on_an_address_that_cannot_be_had_says_so(archive: Archive) -> None:
    result = CliRunner().invoke(serve, ["--data", str(archive.site.data.root), "--host", "192.0.2.1"])
    assert result.exit_code == 1
    assert "cannot listen on 192.0.2.1" in result.output


@needs_chromium
@pytest.mark.parametrize("width", [1280, 390])
def test_page_is_drawn_in_a_browser(archive: Archive, tmp_path: Path, width: int) -> None:
    with running(archive) as (_, address):
        picture = screenshot(f"{address}report/{COUNTY_ID}/2023", tmp_path, width)
    assert picture.stat().st_size > 20_000  # an empty page compresses to a few kilobytes


def test_a_missing_browser_fails_where_it_must_not_be_missing(tmp_path: Path) -> None:
    probe = (
        "import shutil; shutil.which = lambda name: None\n"
        "import sys, pathlib; from tests.browser import needs_chromium, screenshot\n"
        "assert needs_chromium.args == (False,), needs_chromium\n"
        "screenshot('about:blank', pathlib.Path(sys.argv[1]), 10)"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe, str(tmp_path)],
        env={**os.environ, "NIANBAO_NEED_CHROMIUM": "1"},
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "no Chromium is installed: install it" in done.stderr
