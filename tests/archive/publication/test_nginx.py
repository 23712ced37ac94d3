"""Debian's nginx in front of the server, with the configuration of docs/examples."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from archive.datadir import DataDir
from tests.archive.publication.fixture import COUNTY_ID, Archive
from tests.archive.publication.test_serve import running

CONFIG = Path(__file__).parents[3] / "docs" / "examples" / "nginx.conf"
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
RELEASE = "2026-02-01"
TEXT = b"report,year\n1,2024\n"
FRAME = """
daemon off; pid {folder}/pid; error_log stderr warn;
events {{ worker_connections 64; }}
http {{
    access_log off; default_type application/octet-stream;
    client_body_temp_path {folder}/1; proxy_temp_path {folder}/2; fastcgi_temp_path {folder}/3;
    uwsgi_temp_path {folder}/4; scgi_temp_path {folder}/5;
    include {folder}/nianbao.conf;
}}
"""


@pytest.fixture(scope="module")
def front(archive: Archive, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """Give a client of an nginx that listens on a socket in a folder, before a running server."""
    if NGINX is None:
        if os.environ.get("NIANBAO_NEED_NGINX"):
            pytest.fail("NIANBAO_NEED_NGINX is set, but no nginx is installed: install it or unset the variable")
        pytest.skip("no nginx is installed")
    folder = tmp_path_factory.mktemp("nginx")
    shutil.copytree(archive.site.data.root, folder / "data", symlinks=True)
    data = DataDir(folder / "data")
    (data.releases / RELEASE / "csv").mkdir(parents=True)
    (data.releases / RELEASE / "csv" / "reports.csv").write_bytes(TEXT)
    (data.releases / "latest").symlink_to(RELEASE)
    folder.chmod(0o755)
    with running(archive, data=data) as (_, address):
        _configure(folder, data, address)
        command = [NGINX, "-p", str(folder), "-c", str(folder / "frame.conf"), "-e", "stderr"]
        subprocess.run([*command, "-t"], check=True, capture_output=True)
        with subprocess.Popen(command, stderr=subprocess.PIPE) as server:
            transport = httpx.HTTPTransport(uds=str(folder / "socket"), retries=50)  # until it listens
            try:
                with httpx.Client(base_url="http://archive.example.org", transport=transport) as client:
                    yield client
            finally:
                server.terminate()


def _configure(folder: Path, data: DataDir, address: str) -> None:
    ours = {
        "127.0.0.1:8001": address.removeprefix("http://").rstrip("/"),
        "    listen 80;\n    listen [::]:80;\n": f"    listen unix:{folder}/socket;\n",
        "/var/cache/nginx/nianbao": str(folder / "cache"),
        "/var/lib/nianbao/releases": str(data.releases),
    }
    text = CONFIG.read_text("utf-8")
    for theirs, own in ours.items():
        assert theirs in text
        text = text.replace(theirs, own)
    (folder / "nianbao.conf").write_text(text, "utf-8")
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "frame.conf").write_text(user + FRAME.format(folder=folder), "utf-8")


def test_pages_come_through_in_their_language_and_from_the_cache(front: httpx.Client) -> None:
    path = f"/body/{COUNTY_ID}"
    answers = {tag: front.get(path, headers={"accept-language": tag}) for tag in ("zh", "en", "zh")}
    assert {tag: answer.headers["content-language"] for tag, answer in answers.items()} == {"zh": "zh", "en": "en"}
    again = front.get(path, headers={"accept-language": "zh"})
    assert (again.status_code, again.headers["x-cache"]) == (200, "HIT")
    assert again.headers["content-language"] == "zh"
    assert "default-src 'none'" in again.headers["content-security-policy"]
    assert again.headers["content-encoding"] == "gzip"
    assert front.head(path).status_code == 200


def test_files_of_releases_come_with_ranges_and_marks(front: httpx.Client) -> None:
    for path in (f"/downloads/{RELEASE}/csv/reports.csv", "/zh/downloads/latest/csv/reports.csv"):
        part = front.get(path, headers={"range": "bytes=7-10"})
        assert (part.status_code, part.content) == (206, b"year")
        assert front.get(path, headers={"if-none-match": part.headers["etag"]}).status_code == 304
        assert part.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    [f"/downloads/{RELEASE}/../../withheld.csv", f"/downloads/{RELEASE}/%2e%2e/%2e%2e/current", "/downloads/x/y"],
)
def test_nothing_else_of_the_folder_is_sent(front: httpx.Client, path: str) -> None:
    assert front.get(path).status_code in {400, 404}


def test_only_reading_is_let_through(front: httpx.Client) -> None:
    assert front.post("/archive", content=b"x").status_code == 403
    assert front.post(f"/downloads/{RELEASE}/csv/reports.csv").status_code in {403, 405}


def test_who_asks_without_pause_is_told_to_wait(front: httpx.Client) -> None:
    told = {front.get("/static/nianbao.css").status_code for _ in range(300)}  # from the cache, so without delay
    assert told == {200, 429}
