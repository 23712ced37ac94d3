import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from archive.datadir import DataDir
from archive.records import Capture
from archive.store.index import CaptureIndex
from tests.crawler.web import Web

ROOT = Path(__file__).parents[2]  # where scrapy.cfg lies
NIANBAO = (sys.executable, "-c", "from archive.cli import main; main(prog_name='nianbao')")


@pytest.fixture(autouse=True)
def no_proxy_to_our_own_web(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask our own servers directly, also where this machine's environment names a proxy."""
    monkeypatch.setenv("no_proxy", "127.0.0.1,localhost")


@pytest.fixture
def web() -> Iterator[Web]:
    with Web() as server:
        yield server


@pytest.fixture
def data(tmp_path: Path) -> DataDir:
    return DataDir(tmp_path / "data")


@pytest.fixture
def registry(tmp_path: Path, web: Web) -> Callable[..., Path]:
    """Write a registry with one entry per keyword set; each names the web's host and port unless it says otherwise."""

    def write(*entries: dict[str, str]) -> Path:
        path = tmp_path / "sites.toml"
        blocks = []
        for number, entry in enumerate(entries or ({},), 1):
            values = {
                "id": f'"site-{number}"',
                "body": '"示例县人民政府"',
                "region": '"990101"',
                "list": f'"{web.url}/nb/"',
                "family": '"trs"',
                "hosts": f'["127.0.0.1:{web.port}"]',
                **entry,
            }
            blocks.append("\n".join(["[[site]]", *(f"{key} = {value}" for key, value in values.items())]))
        path.write_text("\n\n".join(blocks), "utf-8")
        return path

    return write


@pytest.fixture
def command(data: DataDir) -> Callable[..., list[str]]:
    def make(registry: Path, *options: str) -> list[str]:
        return [*NIANBAO, "crawl", "--sites", str(registry), "--data", str(data.root), *options]

    return make


@pytest.fixture
def scrapy(data: DataDir) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run the spider with Scrapy's own command, with settings as `NAME=value`."""

    def run(registry: Path, *settings: str) -> subprocess.CompletedProcess[str]:
        options = [part for setting in (*settings, f"NIANBAO_DATA={data.root}") for part in ("-s", setting)]
        return run_command([sys.executable, "-m", "scrapy", "crawl", "reports", "-a", f"sites={registry}", *options])

    return run


@pytest.fixture
def crawl(command: Callable[..., list[str]]) -> Callable[..., subprocess.CompletedProcess[str]]:
    def run(registry: Path, *options: str) -> subprocess.CompletedProcess[str]:
        return run_command(command(registry, *options))

    return run


def run_command(command: Sequence[str], **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a command from the project's folder; a proxy that this machine may have is not asked for our own web."""
    kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    environment = {**kept, "NIANBAO_LANG": "en", **variables}
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, env=environment, cwd=ROOT)


def captures(data: DataDir) -> list[Capture]:
    with CaptureIndex(data) as index:
        index.sync()
        return list(index.all())
