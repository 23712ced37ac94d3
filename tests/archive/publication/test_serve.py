"""`nianbao serve` as a reader runs it."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from archive.publication.command import serve
from tests.archive.publication.fixture import COUNTY_ID, Archive
from tests.browser import needs_chromium, screenshot


@contextmanager
def running(archive: Archive, port: str = "0") -> Iterator[tuple[subprocess.Popen[str], str]]:
    command = [
        sys.executable,
        "-c",
        "from archive.cli import main; main()",
        "serve",
        "--data",
        str(archive.site.data.root),
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
