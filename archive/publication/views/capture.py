"""One capture: its facts, and its bytes as a download or as plain text, never as a page of ours."""

from archive.masking import mask
from archive.publication.answers import Answer, Ask, Html, Missing, Raw
from archive.publication.documents import Kept, capture_by_id, document_bytes, refuse_if_withheld

PATH = r"/capture/(?P<id>[0-9A-Za-z:.-]{8,80})(?:/(?P<form>text|download))?"
EXTENSIONS = {"html": "html", "pdf": "pdf", "docx": "docx", "text": "txt"}
TEXT_LIMIT = 5_000_000


def view(ask: Ask) -> Answer:
    """Return the facts, or with /text or /download the bytes."""
    kept = capture_by_id(ask.db, ask.value("id"))
    refuse_if_withheld(ask, kept.digest)
    row = ask.db.execute("SELECT format, encoding FROM documents WHERE document = ?", (kept.digest,)).fetchone()
    match ask.values.get("form"):
        case "download":
            extension = EXTENSIONS.get(row["format"] if row else "", "bin")
            return Raw(
                body=_bytes(ask, kept),
                content_type="application/octet-stream",
                filename=f"{(kept.digest or kept.capture)[:16]}.{extension}",
            )
        case "text":
            body = _bytes(ask, kept)
            words = mask(body[:TEXT_LIMIT].decode((row["encoding"] if row else None) or "utf-8", "replace"))
            if len(body) > TEXT_LIMIT:
                words += f"\n\n{ask.say('capture.cut', shown=TEXT_LIMIT)}\n"
            return Raw(body=words.encode(), content_type="text/plain; charset=utf-8")
    return _facts(ask, kept, row["format"] if row else None)


def _bytes(ask: Ask, kept: Kept) -> bytes:
    if kept.digest is None:
        raise Missing("missing.bytes")
    return document_bytes(ask.site.data, [kept])


def _facts(ask: Ask, kept: Kept, form: str | None) -> Answer:
    reports = ask.db.execute(
        "SELECT s.role, r.report, r.body, r.year, r.scope, r.title, r.demonstration, b.name AS body_name"
        " FROM report_sources s JOIN reports r USING (report) JOIN bodies b USING (body) WHERE s.capture = ?",
        (kept.capture,),
    ).fetchall()
    return Html(
        template="capture.html",
        title=ask.say("capture.title"),
        demonstration=any(row["demonstration"] for row in reports) or _demonstration_site(ask, kept.site),
        context={"kept": kept, "reports": reports, "format": form, "as_text": form in {"html", "text"}},
    )


def _demonstration_site(ask: Ask, site: str | None) -> bool:
    """Tell whether a site has reports of demonstration data: then its lists and pages are that too."""
    found = ask.db.execute(
        "SELECT 1 FROM captures c JOIN report_sources s USING (capture) JOIN reports r USING (report)"
        " WHERE c.site = ? AND r.demonstration = 1 LIMIT 1",
        (site,),
    )
    return found.fetchone() is not None
