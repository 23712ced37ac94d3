"""What a document links to is neither fetched nor read while LibreOffice converts it."""

import http.server
import io
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.office.convert import to_docx
from tests.libreoffice import converted, needs_libreoffice

pytestmark = needs_libreoffice

LINKING = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"
 xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
 xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
 office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.text"><office:body><office:text>
<text:p>正文<draw:frame text:anchor-type="as-char" svg:width="2cm" svg:height="2cm" draw:name="i">
<draw:image xlink:href="{page}/linked.png" xlink:type="simple"/></draw:frame></text:p>
<text:section text:name="s"><text:section-source xlink:href="{file}"/><text:p>旧文</text:p></text:section>
</office:text></office:body></office:document>"""


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """Yield the address of a server and the list of what it is asked for."""
    requests: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def parse_request(self) -> bool:
            requests.append(self.raw_requestline.decode("latin-1"))
            return False

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", requests
    server.shutdown()
    thread.join()
    server.server_close()


def text(package: object) -> str:
    assert isinstance(package, bytes)
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return archive.read("word/document.xml").decode()


def test_nothing_is_fetched_or_read(asked: tuple[str, list[str]], tmp_path: Path) -> None:
    address, requests = asked
    secret = tmp_path / "secret.txt"
    secret.write_text("geheim")
    source = LINKING.format(page=address, file=secret.as_uri()).encode()
    (legacy,) = converted([source], "fodt", "doc:MS Word 97")
    assert requests  # as LibreOffice does of itself
    assert address.encode() in legacy
    requests.clear()
    for file, suffix in ((legacy, ".doc"), (source, ".fodt")):
        (made,) = to_docx([file], suffix)
        assert "正文" in text(made)
        assert "geheim" not in text(made)
    assert requests == []
