"""Reads an HTML page: the report's text and tables, and what the page says about it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from lxml import etree

from pipelines.document import Document, Hint, Paragraph, Picture, Problem, Table, Unreadable
from pipelines.formats._grid import RawCell, lay_out
from pipelines.formats._hidden import unfolded
from pipelines.formats._parse import parse
from pipelines.formats._source import embedded, prepare, strip
from pipelines.formats._walk import Piece, Walked, Walker, squeeze, text_of
from pipelines.labels import label_kind, labelled

FORMAT = "html"
TAKES_CHARSET = True

_META = {
    "articletitle": "title",
    "title": "title",
    "og:title": "title",
    "pubdate": "published",
    "publishdate": "published",
    "publishtime": "published",
    "contentsource": "source",
    "source": "source",
    "sitename": "site",
    "columnname": "column",
}
_ATTACHMENT = re.compile(r"\.(?:pdf|docx?|xlsx?|ofd|wps|et|zip|rar)(?:$|[?#&])", re.IGNORECASE)
_NAMED_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|ofd|wps|zip|rar)$", re.IGNORECASE)
_SECTION = re.compile(r"^[一二三四五六]、")
_TITLE_LIKE = re.compile(r"(?:19|20)\d\d\s*年|年度?(?:工作)?[报報]告|年[报報]")
_CRUMBS = re.compile(r"位置\s*[：:是]*(.+)$")
_LISTED = re.compile("年[报報]|[报報]告|[报報]表|通知")
_MAX_LISTED = 60
_CONTAINER_TEXT = 200
_ELSEWHERE = re.compile(r"(?:javascript|about|data|blob|file|cid|mid):|#", re.IGNORECASE)
MAX_IMAGES = 60


def read(data: bytes, digest: str, charset: str | None = None, inside: Mapping[str, str] | None = None) -> Document:
    """Return the page's text and tables. Raises Unreadable for a page beyond the limits or without content.

    `inside` are the addresses of pictures that came with the page, each with the name of the picture in the file.
    """
    source = prepare(data, charset)
    root, problems = parse(source.data)
    if source.lost:
        detail = f"{source.lost} characters could not be decoded as {source.encoding}; compare with the original page"
        problems.append(Problem(kind="undecodable", detail=detail))
    hints = list(_page_hints(root))
    links = list(_links(root))
    detail_of = embedded(source.data)
    if detail_of is None:
        walked = Walker(hiding=source.hiding).walk(root)
        pieces = _choose(walked, hints)
        if walked.folded and not any(piece.form for piece in pieces):
            detail = "the page hides a table of the form and shows none; look at it in a browser and save what it shows"
            problems.append(Problem(kind="table_unknown", detail=detail))
        pieces += unfolded(walked, pieces, problems)
    else:
        hints += [Hint(kind=kind, text=text, source=key) for kind, text, key in detail_of.statements]
        links += detail_of.links
        markup, hiding = strip(detail_of.content)
        body, more = parse(markup)
        problems += more
        links += _links(body)
        pieces = Walker(hiding=hiding).walk(body).pieces
    blocks, media = _blocks(pieces, hints, problems)
    shown = _shown(media, links, inside or {})
    if not (blocks or problems or links or any(shown)):
        raise Unreadable("unreadable", "the page has no text; it may need a browser to show it; save it from one")
    return Document(
        format=FORMAT,
        digest=digest,
        blocks=tuple(blocks),
        hints=tuple(dict.fromkeys(hints)),
        problems=tuple(problems),
        encoding=source.encoding,
        links=tuple(dict.fromkeys(links)),
        frames=shown.frames,
        images=shown.images,
        pictures=shown.pictures,
    )


class _Shown(NamedTuple):
    """What an article shows besides text: addresses of frames and pictures, and pictures that came with the page."""

    frames: tuple[str, ...]
    images: tuple[str, ...]
    pictures: tuple[Picture, ...]


def _shown(media: list[tuple[Piece, int]], links: list[tuple[str, str]], inside: Mapping[str, str]) -> _Shown:
    """Sort an article's pictures and frames, each with the number of blocks before it.

    A frame that shows an attachment is one of the links already.
    """
    attached = {address for address, _ in links}
    frames: dict[str, None] = {}
    images: dict[str, None] = {}
    pictures: list[Picture] = []
    for piece, before in media:
        address = piece.address
        name = address[5:] if address.startswith("data:") else inside.get(address)
        if piece.media == "img" and name:
            pictures.append(Picture(source=name, at=before, why="inline"))
        elif not _ELSEWHERE.match(address) and address not in attached:
            (images if piece.media == "img" else frames)[address] = None
    return _Shown(tuple(frames)[:MAX_IMAGES], tuple(images)[:MAX_IMAGES], tuple(pictures[:MAX_IMAGES]))


def _page_hints(root: etree._Element) -> Iterator[Hint]:
    for element in root.iter("title", "meta", "ucaptitle", "publishtime", "h1"):
        if element.tag == "meta":
            name = (element.get("name") or element.get("property") or "").strip()
            text, kind, source = element.get("content") or "", _META.get(name.lower()), f"meta {name}"
        else:
            text, source = text_of(element), "html title" if element.tag == "title" else str(element.tag)
            kind = "published" if element.tag == "publishtime" else "title"
        text = squeeze(text)
        if kind and text:
            yield Hint(kind=kind, text=text[:300], source=source)


def _links(root: etree._Element) -> Iterator[tuple[str, str]]:
    for element in root.iter("a", "iframe", "embed", "object"):
        address = element.get("href") or element.get("src") or element.get("data") or ""
        if not address or address.startswith(("javascript:", "#", "mailto:")):
            continue
        text = squeeze(text_of(element)) or (element.get("title") or "")
        if _ATTACHMENT.search(address) or _NAMED_FILE.search(text):
            yield address.strip(), text[:300]


def _choose(walked: Walked, hints: list[Hint]) -> list[Piece]:
    """Return the pieces of the report: those of the article's container when it surely holds all of it."""
    pieces = walked.pieces
    for piece in pieces[:200]:
        crumbs = _CRUMBS.search(piece.text) if "位置" in piece.text[:14] else None
        if crumbs:
            hints.append(Hint(kind="column", text=crumbs[1].strip()[:200], source="breadcrumbs"))
    best = max(
        (bounds for bounds in walked.containers if _holds_all(pieces, *bounds)),
        key=lambda bounds: bounds[1] - bounds[0],
        default=None,
    )
    if best is not None:
        return [piece for piece in pieces[: best[0]] if _is_header(piece)] + pieces[best[0] : best[1]]
    listed = [piece.text[:200] for piece in pieces if piece.linked and _LISTED.search(piece.text)]
    hints.extend(Hint(kind="link", text=text, source="link on the page") for text in listed[:_MAX_LISTED])
    return [piece for piece in pieces if piece.heading or not piece.linked]


def _holds_all(pieces: list[Piece], start: int, end: int) -> bool:
    """Say whether a container holds every table of the form, every section heading and a report's worth of text."""
    outside = [*pieces[:start], *pieces[end:]]
    if any(piece.form or (not piece.linked and _SECTION.match(piece.text)) for piece in outside):
        return False
    if any(piece.form for piece in pieces[start:end]):
        return True
    inside_text = sum(len(piece.text) for piece in pieces[start:end] if not piece.linked)
    outside_text = sum(len(piece.text) for piece in outside if not piece.linked)
    return inside_text >= _CONTAINER_TEXT and inside_text >= outside_text


def _is_header(piece: Piece) -> bool:
    """Say whether a piece before the article's body tells something about it (title, date, source)."""
    if piece.heading or piece.about:
        return True
    if piece.linked or piece.rows or len(piece.text) > 200:
        return False
    return bool(_TITLE_LIKE.search(piece.text)) or any(True for _ in labelled(piece.text))


def _blocks(
    pieces: Iterable[Piece], hints: list[Hint], problems: list[Problem]
) -> tuple[list[Paragraph | Table], list[tuple[Piece, int]]]:
    """Return the blocks, and the pictures and frames each with the number of blocks before it."""
    blocks: list[Paragraph | Table] = []
    media: list[tuple[Piece, int]] = []
    index = 0
    for piece in pieces:
        if piece.media:
            media.append((piece, len(blocks)))
        elif not piece.rows:
            blocks.append(Paragraph(text=piece.text, heading=piece.heading))
        elif piece.about:
            blocks.extend(_facts(piece.rows, hints))
        else:
            try:
                blocks.append(lay_out(piece.rows, index))
            except Unreadable as error:
                problems.append(error.problem)
            else:
                index += 1
    return blocks, media


def _facts(rows: list[list[RawCell]], hints: list[Hint]) -> Iterator[Paragraph]:
    """Turn a table about the document into hints, and into paragraphs so that nothing printed is lost."""
    for row in rows:
        pending = ""
        said: list[str] = []
        for cell in row:
            kind = label_kind(pending) if pending else None
            if kind and not label_kind(cell.text):
                label = re.sub(r"[\s：:]+", "", pending)
                said[-1] = f"{label}：{cell.text}"
                if kind != "other" and cell.text:
                    hints.append(Hint(kind=kind, text=cell.text, source=f"metadata table {label}"))
                pending = ""
            else:
                pending = cell.text
                said.append(cell.text)
            for found, label, value in labelled(cell.text):
                if found != "other":
                    hints.append(Hint(kind=found, text=value, source=f"metadata table {label}"))
        text = " ".join(" ".join(said).split())
        if text:
            yield Paragraph(text=text)
