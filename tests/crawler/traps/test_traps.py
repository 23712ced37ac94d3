"""One crawl of a web of traps; each test looks at one of them."""

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import brotli
import pytest

from archive import schema
from archive.export.excel import guarded
from archive.records import Outcome, Role
from archive.store.reader import read_document_bytes, read_response
from tests.crawler.traps.conftest import Crawl, Crawled, Entry
from tests.crawler.traps.web import TrapWeb, answer, cut, listing, page, redirect, reset, shell, title_of

MOST = 1_000_000  # bytes of one answer, in this crawl
ZEROS = b"\0" * 30_000_000
FORMULA = '=HYPERLINK("http://evil.example/","点此")2021年政府信息公开工作年度报告<script>alert(1)</script>'
LONG = "/nb/" + "a" * 5000 + ".html"
ODD = "/nb/年报 2023 (终).html"
ASKED = quote(ODD, safe="/()")
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + b"1 0 obj\n" * 300


def packed_traversal() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("../../../tmp/evil.txt", "x")
        archive.writestr("/etc/cron.d/evil", "x")
    return out.getvalue()


def chunked(*parts: bytes, end: bytes = b"0\r\n\r\n", head: str = "") -> bytes:
    body = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + end
    lines = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n{head}\r\n"
    return lines.encode() + body


def packed(body: bytes, encoding: str) -> bytes:
    return answer(body, "200 OK", f"Content-Encoding: {encoding}")


def lying(body: bytes, length: int):
    """Send a body that is longer than its head says."""
    return cut(answer(b"x" * length)[:-length] + body + b"\n", 1)


def endless_head(connection) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    for number in range(1_000_000):
        connection.sendall(b"X-%d: %s\r\n" % (number, b"x" * 200))


def traps(trap: TrapWeb, inner: TrapWeb) -> dict[str, object]:
    """Return the pages of the web: what the list names first, then what those lead to."""
    text = page().encode()
    return {
        # --- addresses that must not be asked
        "/private/secret.html": answer(page()),
        "/nb/to-inner.html": redirect(f"{inner.url}/redirected"),
        "/nb/to-metadata.html": redirect("http://169.254.169.254/latest/meta-data/"),
        "/nb/to-number.html": redirect(f"http://2130706433:{inner.port}/number"),
        "/nb/to-mapped.html": redirect(f"http://[::ffff:127.0.0.1]:{inner.port}/mapped"),
        "/nb/to-user.html": redirect(f"http://{trap.host}@{inner.host}/user"),
        "/nb/to-file.html": redirect("file:///etc/passwd"),
        "/nb/to-script.html": redirect("javascript:alert(1)"),
        "/nb/links.html": answer(page(f'<a href="{inner.url}/linked.pdf">附件</a><a href="file:///etc/hosts.doc">附</a>')),
        "/nb/frames.html": answer(shell(f'<iframe src="{inner.url}/framed.html" width="800" height="900"></iframe>')),
        # --- circles and redirects
        "/nb/circle.html": redirect("/nb/circle-2.html"),
        "/nb/self.html": redirect("/nb/self.html"),
        "/nb/frame-a.html": answer(shell('<iframe src="frame-b.html" width="800" height="900"></iframe>')),
        "/nb/with-body.html": redirect("/nb/arrived.html", body="moved to <a href='x'>here</a>"),
        "/nb/wants-session.html": redirect("/nb/wants-session.html;jsessionid=9A0C"),
        # --- sizes
        "/nb/large.html": answer(b"x" * (MOST + 1)),
        "/nb/large-chunked.html": chunked(*[b"x" * 100_000] * 11),
        "/nb/bomb-gzip.html": packed(gzip.compress(ZEROS), "gzip"),
        "/nb/bomb-deflate.html": packed(zlib.compress(ZEROS), "deflate"),
        "/nb/bomb-br.html": packed(brotli.compress(ZEROS), "br"),
        "/nb/bomb-nested.html": packed(gzip.compress(gzip.compress(ZEROS)), "gzip, gzip"),
        "/nb/bomb-pdf.pdf": answer(gzip.compress(ZEROS), "200 OK", "Content-Encoding: gzip", "Content-Type: a/pdf"),
        "/nb/endless-head.html": endless_head,
        "/nb/many-heads.html": answer(page(), "200 OK", *[f"X-{number}: y" for number in range(400)]),
        "/nb/long-line.html": answer(page(), "200 OK", "X-Long: " + "y" * 70_000),
        # --- what breaks off
        "/nb/short.html": cut(answer(text, "200 OK", 'ETag: "broken"'), 100),
        "/nb/cut-chunk.html": cut(chunked(text, end=b""), 10),
        "/nb/too-short-length.html": lying(text, len(page())),
        "/nb/no-last-chunk.html": cut(chunked(text, end=b"0"), 1),
        "/nb/reset.html": reset(answer(text, length=False)[:-300]),
        "/nb/cut-gzip.html": answer(gzip.compress(text)[:-9], "200 OK", "Content-Encoding: gzip", length=False),
        "/nb/open-ended.html": answer(text, length=False),
        "/nb/padded-chunks.html": chunked(text).replace(b"\r\n\r\n%x\r\n" % len(text), b"\r\n\r\n%x  \r\n" % len(text)),
        "/nb/more-behind.html": lying(text + b"<!-- more -->", len(text)),
        "/nb/early-hints.html": b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n" + answer(text),
        "/nb/charset.html": packed(text, "UTF-8"),
        "/nb/closes.html": cut(answer(text, "200 OK", "Connection: keep-alive") + b"\n", 1),
        "/nb/http-1.0.html": cut(answer(text, length=False).replace(b"HTTP/1.1", b"HTTP/1.0") + b"\n", 1),
        "/nb/chunked.html": chunked(text[:1000], text[1000:]),
        # --- types and statuses
        "/nb/a-pdf.html": answer(PDF),
        "/nb/html.pdf": answer(page(), "200 OK", "Content-Type: application/pdf"),
        "/nb/no-type.html": b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(text) + text,
        "/nb/304.html": b"HTTP/1.1 304 Not Modified\r\n\r\n",
        "/nb/206.html": answer(page(), "206 Partial Content", "Content-Range: bytes 0-9/10"),
        "/nb/204.html": b"HTTP/1.1 204 No Content\r\n\r\n",
        "/nb/old-http.html": cut(text + b"\n", 1),
        "/nb/double.html": answer(page(), "200 OK", "X-Twice: 1", "X-Twice: 2", f"Content-Length: {len(text)}"),
        "/nb/two-lengths.html": answer(page(), "200 OK", "Content-Length: 7"),
        "/nb/nul.html": answer(page("前\0后"), "200 OK", "X-Nul: a\0b"),
        # --- names
        "/nb/disposition.html": answer(page(), "200 OK", 'Content-Disposition: attachment; filename="../etc/passwd"'),
        "/nb/..%2f..%2f..%2fetc%2fpasswd": answer(page()),
        "/nb/names.zip": answer(packed_traversal(), "200 OK", "Content-Type: application/zip"),
        "/nb/formula.html": answer(page(title=FORMULA)),
        ASKED: answer(page()),
        LONG: answer(page()),
        f"/nb/{'nb/' * 8}loop.html": answer(page()),
        "/nb/id.html;jsessionid=AAAA": answer(page()),
    }  # fmt: skip


REACHED = {  # by the traps above, or under another address
    "/nb/circle-2.html": redirect("/nb/circle.html"),
    "/nb/frame-b.html": answer(shell('<iframe src="frame-a.html" width="800" height="900"></iframe>')),
    "/nb/arrived.html": answer(page()),
    "/nb/wants-session.html;jsessionid=9A0C": answer(page()),
    "/nb/id.html": answer(page()),
    "/robots.txt": answer("User-agent: *\nDisallow: /private/\n", "200 OK", "Content-Type: text/plain"),
}


@dataclass(frozen=True)
class Fallen:
    """The crawl of all traps, and the two servers: the site's, and one inside that nothing may reach."""

    crawled: Crawled
    trap: TrapWeb
    inner: TrapWeb
    root: Path

    def ended(self, path: str) -> tuple[Outcome, str]:
        return self.crawled.ended(self.trap.url + path)


@pytest.fixture(scope="module")
def fallen(crawl_with: Crawl, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fallen]:
    root = tmp_path_factory.mktemp("traps")
    with TrapWeb() as trap, TrapWeb() as inner:
        pages = traps(trap, inner)
        hrefs = [path if path != ASKED else ODD for path in pages]
        hrefs.insert(0, "/nb/id.html;jsessionid=BBBB")
        names = {"/nb/formula.html": FORMULA}
        entries = [
            (href, names.get(href, title_of(1990 + number, f"（{number}）"))) for number, href in enumerate(hrefs)
        ]
        trap.pages.update(pages | REACHED)
        trap.pages["/nb/"] = answer(listing(*entries))
        site = Entry("trap", f"{trap.url}/nb/", [trap.host])
        yield Fallen(crawl_with([site], f"DOWNLOAD_MAXSIZE={MOST}", folder=root), trap, inner, root)


def test_crawl_goes_on_to_its_end(fallen):
    assert fallen.crawled.run.returncode == 0, fallen.crawled.run.stderr
    assert "Traceback" not in fallen.crawled.run.stderr
    assert fallen.ended("/nb/") == (Outcome.KEPT, "")
    assert not list(fallen.crawled.data.warc.glob("*.open"))


def test_nothing_inside_is_asked(fallen):
    assert fallen.inner.log == []


def test_what_robots_txt_forbids_is_not_asked(fallen):
    assert "/private/secret.html" not in fallen.trap.asked
    outcome, reason = fallen.ended("/private/secret.html")
    assert outcome is Outcome.REFUSED
    assert "robots.txt forbids" in reason


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("{inner}/redirected", "neither *.gov.cn nor among the hosts"),
        ("http://169.254.169.254/latest/meta-data/", "neither *.gov.cn"),
        ("http://2130706433:{port}/number", "neither *.gov.cn"),
        ("http://[::ffff:127.0.0.1]:{port}/mapped", "neither *.gov.cn"),
        ("http://{trap}@{host}/user", "programs understand differently"),
        ("{inner}/linked.pdf", "neither *.gov.cn"),
        ("{inner}/framed.html", "neither *.gov.cn"),
    ],
)
def test_redirects_and_links_to_places_inside_are_refused_and_recorded(fallen, target, said):
    inner = fallen.inner
    url = target.format(inner=inner.url, port=inner.port, host=inner.host, trap=fallen.trap.host)
    outcome, reason = fallen.crawled.ended(url)
    assert outcome is Outcome.REFUSED
    assert said in reason


@pytest.mark.parametrize(("path", "target"), [("to-file", "file:///etc/passwd"), ("to-script", "javascript:alert(1)")])
def test_redirects_to_what_is_no_web_page_are_told(fallen, path, target):
    outcome, reason = fallen.ended(f"/nb/{path}.html")
    assert outcome is Outcome.REFUSED
    assert f"redirects to {target!r}" in reason


@pytest.mark.parametrize(
    ("path", "outcome", "said"),
    [("circle-2", Outcome.FAILED, "redirects in a circle"), ("self", Outcome.BLOCKED, "redirects to itself")],
)
def test_redirects_in_a_circle_are_told(fallen, path, outcome, said):
    ended, reason = fallen.ended(f"/nb/{path}.html")
    assert ended is outcome
    assert said in reason
    assert fallen.trap.asked[f"/nb/{path}.html"] == 1


def test_frames_in_a_circle_are_each_asked_once(fallen):
    assert (fallen.trap.asked["/nb/frame-a.html"], fallen.trap.asked["/nb/frame-b.html"]) == (1, 1)


def test_redirect_with_a_body_is_kept_and_followed(fallen):
    moved = fallen.crawled.last(fallen.trap.url + "/nb/with-body.html")
    assert moved.context.outcome is Outcome.REDIRECT
    assert read_response(fallen.crawled.data, moved).body == b"moved to <a href='x'>here</a>"
    assert fallen.ended("/nb/arrived.html") == (Outcome.KEPT, "")


def test_session_ids_make_no_other_page_but_are_followed_where_a_server_insists(fallen):
    assert {path: count for path, count in fallen.trap.asked.items() if "/id.html" in path} == {"/nb/id.html": 1}
    assert fallen.ended("/nb/wants-session.html;jsessionid=9A0C") == (Outcome.KEPT, "")


def test_page_that_its_length_cuts_is_not_kept_as_whole(fallen):
    outcome, reason = fallen.ended("/nb/too-short-length.html")
    assert outcome is Outcome.FAILED
    assert "longer than its Content-Length says" in reason


@pytest.mark.parametrize("path", ["large.html", "large-chunked.html"])
def test_answers_that_are_too_large_are_refused(fallen, path):
    outcome, reason = fallen.ended(f"/nb/{path}")
    assert outcome is Outcome.REFUSED
    assert "larger than is read" in reason


@pytest.mark.parametrize("path", ["gzip.html", "deflate.html", "br.html", "nested.html", "pdf.pdf"])
def test_bombs_are_refused_and_not_asked_again(fallen, path):
    outcome, reason = fallen.ended(f"/nb/bomb-{path}")
    assert outcome is Outcome.REFUSED
    assert "unpacks to more than" in reason
    assert fallen.trap.asked[f"/nb/bomb-{path}"] == 1


@pytest.mark.parametrize("path", ["endless-head", "many-heads", "long-line"])
def test_heads_without_end_are_refused_or_fail(fallen, path):
    outcome, reason = fallen.ended(f"/nb/{path}.html")
    assert outcome in {Outcome.REFUSED, Outcome.FAILED}
    assert reason
    assert [capture.digest for capture in fallen.crawled.kept(f"{fallen.trap.url}/nb/{path}.html")] == [None]


@pytest.mark.parametrize("path", ["short", "cut-chunk", "no-last-chunk", "reset", "cut-gzip"])
def test_answers_that_break_off_are_asked_again_and_never_kept(fallen, path):
    outcome, reason = fallen.ended(f"/nb/{path}.html")
    assert outcome is Outcome.FAILED
    assert "breaks off" in reason
    assert fallen.trap.asked[f"/nb/{path}.html"] == 3
    (event,) = fallen.crawled.kept(f"{fallen.trap.url}/nb/{path}.html")
    assert (event.digest, event.etag, event.status) == (None, None, None)


@pytest.mark.parametrize(
    "path",
    [
        "chunked.html",
        "open-ended.html",
        "a-pdf.html",
        "html.pdf",
        "no-type.html",
        "disposition.html",
        "more-behind.html",
        "padded-chunks.html",
        "early-hints.html",
        "charset.html",
        "closes.html",
        "http-1.0.html",
    ],
)
def test_documents_with_wrong_or_missing_labels_are_kept_as_they_are(fallen, path):
    kept = fallen.crawled.last(f"{fallen.trap.url}/nb/{path}")
    assert kept.context.outcome is Outcome.KEPT
    body = PDF if path == "a-pdf.html" else page().encode()
    assert read_document_bytes(fallen.crawled.data, kept) == body


@pytest.mark.parametrize("path", ["304", "206", "204", "old-http", "two-lengths"])
def test_answers_that_are_no_document_fail_with_their_reason(fallen, path):
    outcome, reason = fallen.ended(f"/nb/{path}.html")
    assert outcome is Outcome.FAILED
    assert reason
    assert fallen.crawled.last(f"{fallen.trap.url}/nb/{path}.html").refers_to is None


def test_headers_that_come_twice_are_kept_twice_and_zero_bytes_do_no_harm(fallen):
    double = fallen.crawled.last(fallen.trap.url + "/nb/double.html")
    assert double.context.outcome is Outcome.KEPT
    assert [v for n, v in read_response(fallen.crawled.data, double).headers if n == "x-twice"] == ["1", "2"]
    nul = fallen.crawled.last(fallen.trap.url + "/nb/nul.html")
    assert nul.context.outcome is Outcome.KEPT
    assert "前\0后".encode() in read_document_bytes(fallen.crawled.data, nul)


def test_names_lead_out_of_no_folder(fallen):
    assert fallen.ended("/nb/..%2f..%2f..%2fetc%2fpasswd") == (Outcome.KEPT, "")
    assert fallen.ended("/nb/names.zip") == (Outcome.KEPT, "")
    written = {path.relative_to(fallen.root).parts[0] for path in fallen.root.rglob("*")}
    assert written == {"data", "sites.toml"}
    inside = {path.name for path in fallen.crawled.data.root.rglob("*") if path.is_file()}
    assert not [name for name in inside if "passwd" in name or "evil" in name or ".." in name]


def test_script_and_formula_in_a_title_stay_what_they_were_and_are_harmless_in_a_csv_file(fallen):
    kept = fallen.crawled.last(fallen.trap.url + "/nb/formula.html")
    assert kept.context.listed_title == FORMULA
    assert kept.context.role is Role.DETAIL
    (column,) = [column for column in schema.tables()["captures"].columns if column.name == "listed_title"]
    assert guarded(FORMULA, column, frozenset()) == f"'{FORMULA}"


def test_addresses_with_spaces_and_chinese_are_asked_as_the_web_writes_them(fallen):
    assert fallen.trap.asked[ASKED] == 1
    assert fallen.ended(ASKED) == (Outcome.KEPT, "")


@pytest.mark.parametrize(
    ("path", "said"), [(LONG, "characters, more than"), ("/nb/" + "nb/" * 8 + "loop.html", "loop")]
)
def test_addresses_without_end_are_not_asked(fallen, path, said):
    outcome, reason = fallen.ended(path)
    assert outcome is Outcome.REFUSED
    assert said in reason
    assert path not in fallen.trap.asked
