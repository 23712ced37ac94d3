import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from archive.datadir import DataDir
from archive.records import Capture, Outcome
from tests.crawler.conftest import captures, run_command
from tests.crawler.traps.web import TrapWeb


@dataclass(frozen=True)
class Crawled:
    """One crawl that is over: what it said, kept and left lying about."""

    run: CompletedProcess[str]
    data: DataDir

    def kept(self, url: str) -> list[Capture]:
        return [capture for capture in captures(self.data) if capture.url == url]

    def last(self, url: str) -> Capture:
        return self.kept(url)[-1]

    def ended(self, url: str) -> tuple[Outcome, str]:
        context = self.last(url).context
        return context.outcome, context.reason or ""


@dataclass(frozen=True)
class Entry:
    """One entry of the registry; `listed` is the address of its list."""

    id: str
    listed: str
    hosts: Sequence[str] = ()
    more: str = ""

    def toml(self) -> str:
        return "\n".join(
            (
                "[[site]]",
                f'id = "{self.id}"',
                'body = "示例县人民政府"',
                'region = "990101"',
                f'list = "{self.listed}"',
                'family = "jpage"',
                f"hosts = {list(self.hosts)}",
                self.more,
            )
        )


Crawl = Callable[..., Crawled]


@pytest.fixture(scope="session")
def crawl_with(tmp_path_factory: pytest.TempPathFactory) -> Crawl:
    """Crawl entries with settings as `NAME=value` and with environment variables."""

    def crawl(entries: Sequence[Entry], *settings: str, folder: Path | None = None, **variables: str) -> Crawled:
        place = folder or tmp_path_factory.mktemp("crawl")
        sites = place / "sites.toml"
        sites.write_text("\n\n".join(entry.toml() for entry in entries), "utf-8")
        data = DataDir(place / "data")
        options = [part for setting in (*settings, f"NIANBAO_DATA={data.root}") for part in ("-s", setting)]
        command = [sys.executable, "-m", "scrapy", "crawl", "reports", "-a", f"sites={sites}", *options]
        return Crawled(run_command(command, **variables), data)

    return crawl


@pytest.fixture
def trap() -> Iterator[TrapWeb]:
    with TrapWeb() as server:
        yield server
