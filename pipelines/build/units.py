"""From captures to what is read: the states a URL went through, and the unit (document and context) of each."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from email.message import Message
from itertools import groupby

from archive.articles import part_number, picture_number
from archive.records import CARRIED, UNLISTED, Capture, Outcome, Role
from archive.store.history import is_confirmed

REPORT_ROLES = frozenset({Role.DETAIL, *CARRIED, Role.FILE, Role.OTHER})
_READABLE = frozenset({Outcome.KEPT, Outcome.UNCHANGED})


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitContext:
    """What a document's assembling may know beside its bytes; the first statement of each kind counts."""

    url: str
    listed_title: str | None = None
    listed_date: str | None = None
    body: str | None = None
    region: str | None = None
    charset: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureOf:
    """Which picture (or which further page of an article) of how many a page showed in a crawl."""

    number: int
    count: int
    crawl: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One capture of a state; `picture` where it is one of several pictures, or pages of an article, of its parent.

    `unlisted` says that it was asked for though no list or page named it any more.
    """

    id: str
    time: str
    role: str
    parent: str | None
    picture: PictureOf | None = None
    unlisted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One picture of a set: its number on the page, its document and the captures of it."""

    number: int
    url: str
    digest: str
    charset: str | None
    seen: tuple[Seen, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictures:
    """The pictures kept of the `count` that a page shows, by number."""

    count: int
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """The document that a URL served from its first capture until another one came.

    With `pictures`, all the pictures that a page showed, or an article with its further pages; digest, captures and
    bytes are those of the first.
    """

    url: str
    position: int
    digest: str
    context: UnitContext
    seen: tuple[Seen, ...]
    bytes_of: str  # id of a capture that has the bytes
    pictures: Pictures | None = None

    @property
    def unit(self) -> str:
        """Name of the unit: the same document in the same context is assembled once."""
        known: list[object] = [self.digest, asdict(self.context)]
        if self.pictures is not None:
            parts = [[part.number, part.url, part.digest, part.charset] for part in self.pictures.parts]
            known += [self.pictures.count, parts]
        text = json.dumps(known, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]

    @property
    def is_part(self) -> bool:
        """Whether it was only ever one of several pictures of a page, and is a report only with the others."""
        return self.pictures is None and all(seen.picture for seen in self.seen)


@dataclass(frozen=True, slots=True, kw_only=True)
class Url:
    """One address: its states in time, and whether it is gone now.

    `missing` is the time of the first answer that it is not there, after it was last served; one such answer may be
    a slip of the server, so it is `gone` only when another crawl on another day got the same answer.
    """

    url: str
    states: tuple[State, ...]
    gone: bool
    missing: str | None = None

    @property
    def signature(self) -> str:
        """Changes whenever anything that the build uses of this address changes."""
        known = [[asdict(state) for state in self.states], self.gone, self.missing]
        text = json.dumps(known, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recapture:
    """Another capture of what was kept already, `like` being an earlier capture of the same document and address."""

    id: str
    time: str
    digest: str
    like: str


def recaptures(before: Sequence[State], now: Url) -> list[Recapture] | None:
    """Return the captures that an address gained where nothing else about it changed; None where something did."""
    if len(before) != len(now.states) or any(seen.picture for state in now.states for seen in state.seen):
        return None  # which set a picture was captured with, its set must say
    found = []
    for old, new in zip(before, now.states, strict=True):
        gained = new.seen[len(old.seen) :]
        known = {seen.parent for seen in old.seen}
        if replace(new, seen=old.seen) != old or new.seen[: len(old.seen)] != old.seen:
            return None
        if any(seen.parent not in known or seen.unlisted != old.seen[-1].unlisted for seen in gained):
            return None
        found += [Recapture(id=seen.id, time=seen.time, digest=old.digest, like=old.seen[0].id) for seen in gained]
    return found


def holds_document(capture: Capture) -> bool:
    """Say whether a capture stands for a document that may be a report."""
    return (
        capture.digest is not None
        and capture.context.role in REPORT_ROLES
        and capture.context.outcome in _READABLE
        and (capture.status is None or 200 <= capture.status < 300 or capture.status == 304)
    )


def url_of(captures: Iterable[Capture], parents: Iterable[Capture]) -> Url | None:
    """Return what one address went through, from all its captures by time and id; None without any document.

    `parents` are captures of the page that linked here; what they know fills what the address's own do not.
    """
    everything = list(captures)
    documents = [capture for capture in everything if holds_document(capture)]
    if not documents:
        return None
    states = []
    for position, (digest, group) in enumerate(groupby(documents, key=lambda capture: capture.digest)):
        run = list(group)
        full = next((capture for capture in run if capture.refers_to is None), run[0])
        states.append(
            State(
                url=documents[0].url,
                position=position,
                digest=str(digest),
                context=_context(run, list(parents)),
                seen=tuple(_seen(capture) for capture in run),
                bytes_of=full.id,
            )
        )
    absences = _absences(everything)
    return Url(
        url=documents[0].url,
        states=tuple(states),
        gone=is_confirmed(absences),
        missing=absences[0].time if absences else None,
    )


def _absences(captures: Iterable[Capture]) -> list[Capture]:
    """Return the answers, since the address last served a document, that it is not there.

    A block page, a failure, a redirect or a refusal says nothing about whether the page is still there.
    """
    found: list[Capture] = []
    for capture in captures:
        if holds_document(capture):
            found = []
        elif capture.context.outcome == Outcome.GONE:
            found.append(capture)
    return found


def _seen(capture: Capture) -> Seen:
    context = capture.context
    said = {Role.ATTACHMENT: picture_number, Role.IFRAME: part_number}.get(context.role) if context.parent else None
    found = said(context.link_text) if said else None
    several = found is not None and found[1] > 1
    return Seen(
        id=capture.id,
        time=capture.time,
        role=str(context.role),
        parent=context.parent,
        picture=PictureOf(number=found[0], count=found[1], crawl=context.crawl) if found and several else None,
        unlisted=context.reason == UNLISTED,
    )


def _context(run: list[Capture], parents: list[Capture]) -> UnitContext:
    both = [*run, *parents]
    return UnitContext(
        url=run[0].url,
        listed_title=_first(capture.context.listed_title for capture in both),
        listed_date=_first(capture.context.listed_date for capture in both),
        body=_first(capture.context.body for capture in both),
        region=_first(capture.context.region for capture in both),
        charset=_first(charset_of(capture.content_type) for capture in run),
    )


def _first(values: Iterator[str | None]) -> str | None:
    return next((value for value in values if value), None)


def charset_of(content_type: str | None) -> str | None:
    """Return the charset that a Content-Type declares, in lower case."""
    if not content_type:
        return None
    message = Message()
    message["Content-Type"] = content_type
    charset = message.get_param("charset")
    return charset.strip().lower() or None if isinstance(charset, str) else None
