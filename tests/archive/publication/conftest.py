"""The invented archive, served in this process."""

import asyncio
from collections.abc import Callable, Iterator

import httpx
import pytest
from playwright.sync_api import Browser

from archive.publication.serving import make_datasette
from archive.publication.site import Site
from tests.archive.publication.fixture import Archive, make
from tests.browser import chromium, served

Get = Callable[..., httpx.Response]


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    made = make(tmp_path_factory.mktemp("published"))
    yield made
    made.site.close()


def client(archive: Archive, **settings: int) -> Get:
    return client_of(archive.site, **settings)


def client_of(site: Site, **settings: int) -> Get:
    app = make_datasette(site, settings).app()

    def get(path: str, **headers: str) -> httpx.Response:
        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(app=app)
            async with httpx.AsyncClient(transport=transport, base_url="http://test") as asking:
                return await asking.get(
                    path, headers={name.replace("_", "-"): value for name, value in headers.items()}
                )

        return asyncio.run(ask())

    return get


@pytest.fixture(scope="session")
def get(archive: Archive) -> Get:
    return client(archive)


@pytest.fixture(scope="session")
def get_few(archive: Archive) -> Get:
    """A server that returns at most five rows."""
    return client(archive, max_returned_rows=5)


@pytest.fixture(scope="session")
def archive_slow(archive: Archive) -> Get:
    """A server that stops a query after half a second: its own at the start need more than a few milliseconds."""
    return client(archive, sql_time_limit_ms=500)


@pytest.fixture(scope="module")
def address(archive: Archive) -> Iterator[str]:
    """The archive's address on loopback, for a browser."""
    with served(make_datasette(archive.site).app()) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for a module's tests; while it runs, its thread can run no other event loop."""
    with chromium() as running:
        yield running
