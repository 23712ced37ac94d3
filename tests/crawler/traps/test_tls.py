"""Encrypted sites: strict really verifies; an entry alone lets a connection fall back, and it is recorded."""

import datetime
import ipaddress
import json
import ssl
import subprocess
import warnings
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from archive.records import Outcome
from archive.store.index import CaptureIndex
from crawler.registry import TLS
from tests.crawler.conftest import NIANBAO, captures
from tests.crawler.traps.conftest import Crawl, Crawled, Entry
from tests.crawler.traps.web import TrapWeb, answer, listing, page, title_of

OLD = pytest.mark.skipif(not (ssl.HAS_TLSv1 and ssl.HAS_TLSv1_1), reason="this machine's OpenSSL has no old TLS")
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


def serve(web: TrapWeb) -> TrapWeb:
    web.pages |= {f"/nb/{level}": answer(listing(("t.html", title_of(2023)))) for level in TLS}
    web.pages["/nb/t.html"] = answer(page(), "200 OK", 'ETag: "one"')
    return web


def entry(web: TrapWeb, tls: str) -> Entry:
    return Entry(tls, f"{web.url}/nb/{tls}", [web.host], f'tls = "{tls}"')


def tls_of(crawled: Crawled) -> set[tuple[str, str | None]]:
    return {(str(c.context.site), c.context.tls) for c in captures(crawled.data) if c.status is not None}


def test_certificate_nobody_signed_is_refused_unless_the_entry_says_otherwise(tmp_path, crawl_with: Crawl):
    with TrapWeb(context(certificate(tmp_path, "self-signed"))) as web:
        serve(web)
        strict = crawl_with([entry(web, "strict"), entry(web, "old")])
        assert not web.log
        reasons = [capture.context.reason or "" for capture in captures(strict.data)]
        assert len(reasons) == 4  # of both, robots.txt and the list
        assert all("is not trusted: it is signed by itself" in reason for reason in reasons)
        assert all('set tls = "unverified" in its entry' in reason for reason in reasons)
        read = crawl_with([entry(web, "strict"), entry(web, "unverified")])
    kept = read.last(f"{web.url}/nb/t.html")
    assert kept.context.outcome is Outcome.KEPT
    assert tls_of(read) == {("unverified", "TLSv1.3, not verified: it is signed by itself")}
    assert {c.context.outcome for c in captures(read.data) if c.context.site == "strict"} == {Outcome.REFUSED}
    with CaptureIndex(read.data) as index:
        index.rebuild()
        assert index.by_id(kept.id) == kept  # the metadata record has it, too
    said = subprocess.run(
        [*NIANBAO, "status", "--json", "--data", str(read.data.root)], capture_output=True, check=True
    )
    (site,) = [site for site in json.loads(said.stdout)["sites"] if site["site"] == "unverified"]
    assert site["connections"] == {"TLSv1.3, not verified: it is signed by itself": 3}


@pytest.mark.parametrize(
    ("address", "end", "fault"),
    [("127.0.0.2", _END, "it is not for 127.0.0.1"), ("127.0.0.1", _EXPIRED, "it has expired")],
)
def test_certificate_for_another_or_of_another_time_is_refused(tmp_path, crawl_with: Crawl, address, end, fault):
    path = certificate(tmp_path, "wrong", address, end)
    with TrapWeb(context(path)) as web:
        serve(web)
        crawled = crawl_with([entry(web, "strict")], SSL_CERT_FILE=str(path))
        assert not web.log
    outcome, reason = crawled.ended(f"{web.url}/nb/strict")
    assert outcome is Outcome.REFUSED
    assert fault in reason


def test_certificate_of_a_known_authority_is_verified(tmp_path, crawl_with: Crawl):
    path = certificate(tmp_path, "good")
    with TrapWeb(context(path)) as web:
        serve(web)
        crawled = crawl_with([entry(web, "strict")], SSL_CERT_FILE=str(path))
    assert tls_of(crawled) == {("strict", "TLSv1.3, verified")}
    assert crawled.last(f"{web.url}/nb/t.html").context.outcome is Outcome.KEPT


@OLD
def test_old_protocol_is_spoken_only_where_the_entry_allows_it(tmp_path, crawl_with: Crawl):
    path = certificate(tmp_path, "old")
    with TrapWeb(context(path, old=True)) as web:
        serve(web)
        strict = crawl_with([entry(web, "strict")], SSL_CERT_FILE=str(path))
        assert not web.log
        outcome, reason = strict.ended(f"{web.url}/nb/strict")
        assert outcome is Outcome.REFUSED
        assert 'set tls = "old" in its entry' in reason
        crawled = crawl_with([entry(web, "old")], SSL_CERT_FILE=str(path))
    ((_, made),) = tls_of(crawled)
    assert made in {"TLSv1, verified", "TLSv1.1, verified"}
    assert crawled.last(f"{web.url}/nb/t.html").context.outcome is Outcome.KEPT


@OLD
def test_old_level_still_checks_certificates(tmp_path, crawl_with: Crawl):
    with TrapWeb(context(certificate(tmp_path, "self-signed"), old=True)) as web:
        serve(web)
        crawled = crawl_with([entry(web, "old")])
        assert not web.log
        assert "is not trusted" in crawled.ended(f"{web.url}/nb/old")[1]
