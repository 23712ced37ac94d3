"""The kept documents of simulated reports, and their captures."""

import hashlib
import random
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape

from archive.datadir import DataDir
from archive.records import Capture, Context, Outcome, Role
from archive.store.writer import WarcWriter
from pipelines.build.derived import CaptureRows
from tests.generators.simulated.bodies import Teller
from tests.generators.simulated.layouts import Layout
from tests.generators.simulated.texts import Told

_TYPES = {"html": b"text/html; charset=utf-8", "pdf": b"application/pdf"}
HIDDEN = 9_973  # one document in so many is withheld
REASON = "含个人信息"
_TABLES = {2: "t2", 3: "t3", 4: "t4", 6: "t14"}  # after the text of which section a table is printed


def html_of(title: str, published: str, told: Told, layout: Layout, printed: Mapping[str, str]) -> bytes:
    """Return a report as its web page prints it."""
    parts = [f"<h1>{escape(title)}</h1><p>发布日期：{published}</p>"]
    for number, heading, text in told.sections:
        parts += [f"<h2>{heading}</h2>"] if heading else []
        parts += [f"<p>{line}</p>" for line in text.split("\n") if line]
        table = layout.tables.get(_TABLES.get(number, ""))
        parts += [table.filled(printed)] if table else []
    head = f"<html><head><meta charset='utf-8'><title>{escape(title)}</title></head>"
    return f"{head}<body>{''.join(parts)}</body></html>".encode()


def pdf_of(layout: Layout, mark: str) -> bytes:
    """Return the layout's own PDF with a mark at its end: its pages print the layout's figures, not a report's."""
    return layout.data + f"\n% {mark}\n".encode()


@dataclass(slots=True)
class Keeper:
    """Keeps documents as captures, in WARC files and in the build's table."""

    writer: WarcWriter
    rows: CaptureRows
    dice: random.Random
    withheld: dict[str, str]
    met: set[str] = field(default_factory=set)
    count: int = 0

    def keep(self, teller: Teller, year: int, name: str, data: bytes, title: str) -> list[Capture]:
        """Keep a report's document: one capture, at times a second one by a later crawl that found it unchanged."""
        self._visit(teller)
        self.count += 1
        if self.count % HIDDEN == 8:
            self.withheld[hashlib.sha256(data).hexdigest()] = REASON
        format_ = name.rpartition(".")[2]
        role = Role.DETAIL if format_ == "html" else Role.ATTACHMENT
        url = f"https://www.{teller.site}.gov.cn/zwgk/xxgknb/{year}/{name}"
        crawls = ("2026-02-01", "2026-03-01") if self.dice.random() < 0.1 else ("2026-02-01",)
        found = []
        for day in crawls:
            context = Context(
                crawl=f"simulated-{day}", role=role, outcome=Outcome.KEPT, site=teller.site, body=None,
                region=teller.body.region, parent=_list(teller), listed_title=title, listed_date=f"{year + 1}-01-20",
            )  # fmt: skip
            found.append(self._respond(url, day, _TYPES[format_], data, context))
        return found

    def _visit(self, teller: Teller) -> None:
        """Keep a site's list once; one site in fifty refused a crawl."""
        if teller.site in self.met:
            return
        self.met.add(teller.site)
        facts = {"site": teller.site, "region": teller.body.region, "role": Role.LIST}
        context = Context(crawl="simulated-2026-02-01", outcome=Outcome.KEPT, **facts)
        page = f"<html><title>政府信息公开年报</title><body>{teller.site}</body></html>".encode()
        self._respond(_list(teller), "2026-02-01", _TYPES["html"], page, context)
        if self.dice.random() < 0.02:
            reason = "a challenge page answered; import files saved by a person"
            context = Context(crawl="simulated-2026-03-01", outcome=Outcome.BLOCKED, reason=reason, **facts)
            self._respond(_list(teller), "2026-03-01", _TYPES["html"], b"<html>challenge</html>", context)

    def _respond(self, url: str, day: str, kind: bytes, body: bytes, context: Context) -> Capture:
        second = self.dice.randrange(86_400)
        status = 412 if context.outcome == Outcome.BLOCKED else 200
        capture = self.writer.response(
            url, time=f"{day}T{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}.000000Z", status=status,
            reason="OK" if status == 200 else "Precondition Failed", http_version="HTTP/1.1",
            headers=[(b"Content-Type", kind)], body=body, request=None, context=context,
        )  # fmt: skip
        self.rows.add(capture)
        return capture


def _list(teller: Teller) -> str:
    return f"https://www.{teller.site}.gov.cn/zwgk/xxgknb/"


@contextmanager
def keeping(data: DataDir, rows: CaptureRows, withheld: dict[str, str], seed: int) -> Iterator[Keeper]:
    """Give a keeper whose captures have the same names for the same seed."""
    dice = random.Random(f"{seed}/captures")  # noqa: S311 (must repeat by seed)
    ids = random.Random(f"{seed}/ids")  # noqa: S311 (must repeat by seed)
    with WarcWriter(
        data, crawl="simulated", ids=lambda: str(uuid.UUID(int=ids.getrandbits(128), version=4)),
        clock=lambda: "2026-02-01T00:00:00.000000Z",
    ) as writer:  # fmt: skip
        yield Keeper(writer, rows, dice, withheld)
