"""The WARC files of real crawls open in other programs."""

import gzip
import json
import os
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from tests.crawler.conftest import NIANBAO, captures, run_command
from tests.crawler.web import REPORTS, Answer, report, trs_list

PACKED, ARRIVED, GONE = "/nb/202401/t20240110_1.html", "/nb/n.html", "/nb/202301/t20230110_2.html"
FILE = "/nb/202401/W020240110.pdf"
# Its Python has pywb, which is no part of our environment: GPL, and it asks for older versions of what we use.
PYWB = os.environ.get("NIANBAO_PYWB")
REPLAY = """
import json, sys
from pywb.apps.frontendapp import FrontEndApp
from pywb.manager.manager import main
from werkzeug.test import Client
main(["init", "kept"])
main(["add", "kept", *sys.argv[1:]])
client = Client(FrontEndApp(custom_config={}))
for line in sys.stdin:
    answer = client.get("/kept/" + line.strip())
    print("REPLAYED " + json.dumps([answer.status_code, answer.data.hex(), answer.headers.get("Location")]))
"""


@pytest.fixture
def warcs(web, data, registry, crawl) -> list[Path]:
    """Return the files of two crawls and an import: all kinds of records, packed bodies, redirects, revisits."""
    web.pages["/robots.txt"] = Answer("User-agent: *\nDisallow: /secret", kind="text/plain")
    entries = (*REPORTS, ("/nb/t20240110_7.html", REPORTS[0][1], ""), ("./202401/W020240110.pdf", REPORTS[0][1], ""))
    secret = (("/secret/t20240110_9.html", REPORTS[0][1], ""),)
    web.pages["/nb/"] = Answer(trs_list(*entries, *secret))
    web.pages[PACKED] = Answer(gzip.compress(report(2023).encode(), mtime=0), headers={"Content-Encoding": "gzip"})
    web.pages["/nb/t20240110_7.html"] = Answer("moved", 302, headers={"Location": ARRIVED})
    web.pages[ARRIVED] = Answer(report(2023))
    web.pages[FILE] = Answer(b"%PDF-1.7 a report", kind="application/pdf", validators=False)
    for _ in range(2):
        run = crawl(registry({"expect": "{failed = 1}"}))
        assert run.returncode == 0, run.stderr
    by_hand = data.root.parent / "年报.docx"
    by_hand.write_bytes(b"PK\x03\x04 by hand")
    address = f"{web.url}/by-hand.docx"
    run = run_command([*NIANBAO, "import", str(by_hand), "--url", address, "--data", str(data.root)])
    assert run.returncode == 0, run.stderr
    return sorted(data.warc.glob("*.warc.gz"))


def test_warcio_finds_every_record_of_crawls_in_order(data, warcs, capsys):
    class Inputs:
        inputs = tuple(map(str, warcs))
        verbose = True

    assert Checker(Inputs).process_all() == 0
    said = capsys.readouterr().out
    assert "digest failed" not in said
    kinds: Counter[str] = Counter()
    for path in warcs:
        with path.open("rb") as stream:
            kinds.update(record.rec_type for record in ArchiveIterator(stream))
    held = captures(data)
    events = sum(capture.status is None and capture.digest is None for capture in held)
    assert events == 2  # what robots.txt forbids, in each crawl
    exchanges = len(held) - events - 1
    assert kinds["resource"] == 1
    assert kinds["warcinfo"] == len(warcs) == 3
    assert kinds["revisit"] == sum(capture.refers_to is not None for capture in held) >= 4
    assert kinds["response"] + kinds["revisit"] == kinds["request"] == exchanges
    assert kinds["metadata"] == len(held)
    assert said.count("digest pass") >= kinds["response"] + kinds["request"] + kinds["metadata"]


@pytest.mark.skipif(not PYWB, reason="NIANBAO_PYWB names no Python that has pywb")
def test_pywb_replays_what_was_kept(web, warcs, tmp_path):
    paths = [PACKED, GONE, "/nb/t20240110_7.html", ARRIVED, FILE, "/by-hand.docx", "/nb/"]
    # pywb shows a 304 as the empty answer that it was, so those pages are asked for as of their first capture; the
    # PDF, which came twice, as of its second, which refers to the first.
    when = {path: "2000" if path != FILE else "3000" for path in paths}
    run = subprocess.run(
        [PYWB or "", "-c", REPLAY, *map(str, warcs)],
        input="".join(f"{when[path]}id_/{web.url}{path}\n" for path in paths),
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
        cwd=tmp_path,
    )
    answers = [json.loads(line.partition(" ")[2]) for line in run.stdout.splitlines() if line.startswith("REPLAYED")]
    shown = {path: (status, bytes.fromhex(body), to) for path, (status, body, to) in zip(paths, answers, strict=True)}
    for path in (ARRIVED, FILE, "/nb/"):
        body = web.pages[path].body
        assert shown[path][:2] == (200, body if isinstance(body, bytes) else body.encode())
    assert shown[PACKED][:2] == (200, report(2023).encode())  # pywb unpacks for who does not ask for gzip
    assert shown[GONE][0] == 404
    assert (shown["/nb/t20240110_7.html"][0], shown["/nb/t20240110_7.html"][2].endswith(ARRIVED)) == (302, True)
    assert shown["/by-hand.docx"][1] == b"PK\x03\x04 by hand"
