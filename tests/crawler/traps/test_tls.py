"""Encrypted sites: strict really verifies; an entry alone lets a connection fall back, and it is recorded."""

import datetime
import ipaddress
import json
import socket
import ssl
import subprocess
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from archive.records import Outcome
from archive.store.index import CaptureIndex
from archive.store.reader import read_document_bytes
from tests.crawler.conftest import NIANBAO, captures
from tests.crawler.traps.conftest import Crawl, Crawled, Entry
from tests.crawler.traps.web import TrapWeb, answer, listing, page, title_of

HAS_OLD = ssl.HAS_TLSv1 and ssl.HAS_TLSv1_1
OLD = pytest.mark.skipif(not HAS_OLD, reason="this machine's OpenSSL has no old TLS")
_START = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
_END = datetime.datetime(2120, 1, 1, tzinfo=datetime.UTC)
_EXPIRED = datetime.datetime(2021, 1, 1, tzinfo=datetime.UTC)


def certificate(folder: Path, name: str, address: str = "127.0.0.1", end: datetime.datetime = _END) -> Path:
    """Write a certificate that signs itself, with its key, and return the file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_START)
        .not_valid_after(end)
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{name}.pem"
    plain = serialization.NoEncryption()
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8)
    path.write_bytes(made.public_bytes(form[0]) + key.private_bytes(*form, plain))
    return path


def context(path: Path, *, old: bool = False) -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(path)
    if old:
        made.set_ciphers("ALL:@SECLEVEL=0")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # that it is old is the point
            made.minimum_version = ssl.TLSVersion.TLSv1
            made.maximum_version = ssl.TLSVersion.TLSv1_1
    return made


def abruptly(whole: bytes) -> Callable[[socket.socket], None]:
    """Send an answer and close the connection under the encryption, without its farewell."""

    def send(connection: socket.socket) -> None:
        connection.sendall(whole)
        socket.socket(fileno=connection.detach()).close()

    return send


def serve(web: TrapWeb) -> TrapWeb:
    ended = {f"/nb/{name}.html": title_of(2020 + number) for number, name in enumerate(("whole", "cut", "chunks", "t"))}
    web.pages["/nb/"] = answer(listing(*ended.items()))
    web.pages["/nb/t.html"] = answer(page(), "200 OK", 'ETag: "one"')
    text = page().encode()
    web.pages["/nb/whole.html"] = abruptly(answer(text, length=False))
    web.pages["/nb/cut.html"] = abruptly(answer(text[:-9], length=False))
    chunked = answer(b"%x\r\n%s\r\n" % (len(text), text), "200 OK", "Transfer-Encoding: chunked", length=False)
    web.pages["/nb/chunks.html"] = abruptly(chunked)
    return web


@dataclass(frozen=True)
class Encrypted:
    """One crawl of a server for each entry, by the entry's id."""

    crawled: Crawled
    webs: dict[str, TrapWeb]

    def ended(self, site: str, path: str = "/nb/") -> tuple[Outcome, str]:
        return self.crawled.ended(self.webs[site].url + path)

    def tls(self, site: str) -> set[str | None]:
        found = captures(self.crawled.data)
        return {c.context.tls for c in found if c.context.site == site and c.status is not None}


@pytest.fixture(scope="module")
def encrypted(crawl_with: Crawl, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Encrypted]:
    folder = tmp_path_factory.mktemp("tls")
    unsigned, good = certificate(folder, "self-signed"), certificate(folder, "good")
    other, expired = certificate(folder, "other", "127.0.0.2"), certificate(folder, "expired", end=_EXPIRED)
    known = folder / "known.pem"
    known.write_bytes(b"".join(path.read_bytes() for path in (good, other, expired)))
    servers = {
        "unsigned-strict": (context(unsigned), "strict"),
        "unsigned-old": (context(unsigned), "old"),
        "unsigned-unverified": (context(unsigned), "unverified"),
        "other": (context(other), "strict"),
        "expired": (context(expired), "strict"),
        "good": (context(good), "strict"),
    }
    if HAS_OLD:
        servers["old-strict"] = context(good, old=True), "strict"
        servers["old-old"] = context(good, old=True), "old"
        servers["old-unsigned"] = context(unsigned, old=True), "old"
    with ExitStack() as running:
        webs = {name: serve(running.enter_context(TrapWeb(made))) for name, (made, _) in servers.items()}
        entries = [
            Entry(name, f"{web.url}/nb/", [web.host], f'tls = "{servers[name][1]}"') for name, web in webs.items()
        ]
        yield Encrypted(crawl_with(entries, "RETRY_TIMES=1", SSL_CERT_FILE=str(known)), webs)


@pytest.mark.parametrize("site", ["unsigned-strict", "unsigned-old"])
def test_certificate_nobody_signed_is_refused_unless_the_entry_says_otherwise(encrypted, site):
    assert not encrypted.webs[site].log
    refused = [capture.context for capture in captures(encrypted.crawled.data) if capture.context.site == site]
    assert [one.outcome for one in refused] == [Outcome.REFUSED] * 2  # robots.txt and the list
    assert all("is not trusted: it is signed by itself" in (one.reason or "") for one in refused)
    assert all('set tls = "unverified" in its entry' in (one.reason or "") for one in refused)


def test_what_an_entry_lets_pass_is_recorded_with_what_was_wrong(encrypted):
    assert encrypted.ended("unsigned-unverified", "/nb/t.html") == (Outcome.KEPT, "")
    wrong = "TLSv1.3, not verified: it is signed by itself"
    assert encrypted.tls("unsigned-unverified") == {wrong, f"{wrong}, closed without close_notify"}
    data = encrypted.crawled.data
    kept = encrypted.crawled.last(f"{encrypted.webs['unsigned-unverified'].url}/nb/t.html")
    with CaptureIndex(data) as index:
        index.rebuild()
        assert index.by_id(kept.id) == kept  # the metadata record has it, too
    said = subprocess.run([*NIANBAO, "status", "--json", "--data", str(data.root)], capture_output=True, check=True)
    (site,) = [site for site in json.loads(said.stdout)["sites"] if site["site"] == "unsigned-unverified"]
    assert site["connections"] == {wrong: 3, f"{wrong}, closed without close_notify": 1}


@pytest.mark.parametrize(("site", "fault"), [("other", "it is not for 127.0.0.1"), ("expired", "it has expired")])
def test_certificate_for_another_or_of_another_time_is_refused(encrypted, site, fault):
    assert not encrypted.webs[site].log
    outcome, reason = encrypted.ended(site)
    assert outcome is Outcome.REFUSED
    assert fault in reason


def test_certificate_of_a_known_authority_is_verified(encrypted):
    assert encrypted.tls("good") == {"TLSv1.3, verified", "TLSv1.3, verified, closed without close_notify"}
    assert encrypted.ended("good", "/nb/t.html") == (Outcome.KEPT, "")


def test_answer_that_ends_without_a_farewell_is_kept_only_where_its_text_is_whole(encrypted):
    assert encrypted.ended("good", "/nb/whole.html") == (Outcome.KEPT, "")
    kept = encrypted.crawled.last(f"{encrypted.webs['good'].url}/nb/whole.html")
    assert read_document_bytes(encrypted.crawled.data, kept) == page().encode()
    for name in ("cut", "chunks"):
        outcome, reason = encrypted.ended("good", f"/nb/{name}.html")
        assert outcome is Outcome.FAILED
        assert "breaks off before its end" in reason
        assert encrypted.webs["good"].asked[f"/nb/{name}.html"] == 2


@OLD
def test_old_protocol_is_spoken_only_where_the_entry_allows_it(encrypted):
    assert not encrypted.webs["old-strict"].log
    outcome, reason = encrypted.ended("old-strict")
    assert outcome is Outcome.REFUSED
    assert 'set tls = "old" in its entry' in reason
    assert {str(made).partition(", closed")[0] for made in encrypted.tls("old-old")} <= {
        "TLSv1, verified",
        "TLSv1.1, verified",
    }
    assert encrypted.ended("old-old", "/nb/t.html") == (Outcome.KEPT, "")


@OLD
def test_old_level_still_checks_certificates(encrypted):
    assert not encrypted.webs["old-unsigned"].log
    assert "is not trusted" in encrypted.ended("old-unsigned")[1]
