"""One capture: its facts, its bytes as a download or as plain text, and a web page as a sanitised copy in a frame."""

from markupsafe import Markup

from archive.masking import mask
from archive.publication.answers import Answer, Ask, Html, Missing, Raw
from archive.publication.dates import written
from archive.publication.documents import Kept, capture_by_id, document_bytes, grid_of, refuse_if_withheld
from archive.publication.render import environment
from archive.publication.sanitised import Unshowable, Wanted, sanitised

PATH = r"/capture/(?P<id>[0-9A-Za-z:.-]{8,80})(?:/(?P<form>text|download|page))?"
EXTENSIONS = {"html": "html", "pdf": "pdf", "docx": "docx", "text": "txt"}
TEXT_LIMIT = 5_000_000


def view(ask: Ask) -> Answer:
    """Return the facts, with /text or /download the bytes, with /page the sanitised copy.

    `table`, `row` and `column` (from 0) in the query of a copy name the cell to mark.
    """
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
        case "page":
            if row is None or row["format"] != "html":
                raise Missing("copy.no_html")
            return _copy(ask, kept, row["encoding"])
    return _facts(ask, kept, row["format"] if row else None)


def _bytes(ask: Ask, kept: Kept) -> bytes:
    if kept.digest is None:
        raise Missing("missing.bytes")
    return document_bytes(ask.site.data, [kept])


def _copy(ask: Ask, kept: Kept, encoding: str | None) -> Raw:
    """Return the sanitised copy, below words that say what it is; without links, pictures and styles."""
    wanted = _wanted(ask, kept)
    try:
        copy = sanitised(_bytes(ask, kept), encoding, wanted)
    except Unshowable as error:
        raise Missing(error.key, 404, **error.values) from error
    said = [ask.say("copy.banner", url=kept.url, time=written(kept.time, ask.language))]
    if _demonstration_site(ask, kept.site):
        said.append(ask.say("frame.demonstration"))
    if not copy.whole:
        said.append(ask.say("copy.not_whole"))
    if wanted and not copy.marked:
        said.append(ask.say("copy.not_found"))
    page = environment().get_template("copy.html")
    words = page.render(language=ask.language, title=ask.say("copy.title"), said=said, body=Markup(copy.body))  # noqa: S704 (made by sanitised)
    return Raw(body=words.encode(), content_type="text/html; charset=utf-8", framed=True)


def _wanted(ask: Ask, kept: Kept) -> Wanted | None:
    table, row, column = (ask.number(name) for name in ("table", "row", "column"))
    grid = grid_of(ask.db, kept.digest or "", table) if table is not None else None
    if grid is None:
        return None
    cells = [cell for line in grid.rows for cell in line]
    number = next((at for at, cell in enumerate(cells) if cell.covers(row, column)), None)
    return None if number is None else Wanted([cell.text for cell in cells], number)


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
        context={
            "kept": kept,
            "reports": reports,
            "format": form,
            "as_text": form in {"html", "text"},
            "as_copy": form == "html",
        },
    )


def _demonstration_site(ask: Ask, site: str | None) -> bool:
    """Tell whether a site has reports of demonstration data: then its lists and pages are that too."""
    found = ask.db.execute(
        "SELECT 1 FROM captures c JOIN report_sources s USING (capture) JOIN reports r USING (report)"
        " WHERE c.site = ? AND r.demonstration = 1 LIMIT 1",
        (site,),
    )
    return found.fetchone() is not None
