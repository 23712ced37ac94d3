"""Which documents are the same report, and which revision of it: decided from what all its captures say.

Everything is compared as read by the same code, so a better reader never invents a revision, and nothing depends
on the order in which captures were read.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from archive.bodies import Body
from archive.corrections import Correction
from archive.records import CARRIED
from pipelines.build.units import Part, Seen, State
from pipelines.build.wording import lines_of, plain
from pipelines.report import Figure, Flag, Report

UNKNOWN_SCOPE = "unknown"
_TELLING = 6  # figures other than 0 and blank
_AGREEING = 0.8
_READS = re.compile(r" reads ['\"](.{0,200}?)['\"](?: at |; )")  # where its place may change, not the cell


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One report as one state of a URL shows it."""

    url: str
    digest: str
    part: int
    year: int
    scope: str
    report: Report
    seen: tuple[Seen, ...]
    gone: bool
    missing: str | None = None  # since when its address answers that it is not there
    applied: tuple[Correction, ...] = ()  # corrections that its figures already show
    others: tuple[Part, ...] = ()  # the further pictures of a page, whose first one this is
    whose: Body | None = None  # as its own address and year tell it

    @property
    def order(self) -> tuple[str, str, str, int]:
        """Sorts candidates by first capture; the same for any order of reading."""
        return self.seen[0].time, self.url, self.digest, self.part

    @property
    def lineage(self) -> tuple[str, int]:
        """What may follow itself in time: a report at its place in the document of one URL."""
        return self.url, self.part


@dataclass(slots=True)
class Revision:
    """One revision of a report; `primary` is the candidate whose figures it shows.

    `pages` are the states of pages that hold no report themselves but carried it as an attachment. `carried` are
    candidates of older revisions that go on as sources of this one, because they hold tables that it lacks.
    """

    year: int
    scope: str
    candidates: list[Candidate] = field(default_factory=list)
    pages: list[State] = field(default_factory=list)
    carried: list[Candidate] = field(default_factory=list)

    @property
    def primary(self) -> Candidate:
        """The candidate with the most undoubted figures, the earliest of equals."""
        return min(self.candidates, key=lambda item: (-_certain(item), -len(item.report.figures), item.order))

    @property
    def gone(self) -> bool:
        """Whether no address has it any more."""
        return all(candidate.gone for candidate in self.candidates)

    @property
    def missing_since(self) -> str | None:
        """Since when no address has it, confirmed or not; None while one does."""
        times = [candidate.missing for candidate in self.candidates]
        return max((time for time in times if time), default=None) if all(times) else None

    @property
    def address(self) -> str:
        """Where the report can be seen: the shown document's address or, once that is gone, one that still has it."""
        primary, figures = self.primary, figures_of(self.primary.report)
        alive = [one for one in self.candidates if not one.missing and figures_of(one.report) == figures]
        if not primary.missing or not alive:
            return primary.url
        return min(alive, key=lambda item: item.order).url

    @property
    def name(self) -> str:
        """Time of the first capture and first 8 hex digits of its document's digest."""
        first = min(self.candidates, key=lambda item: item.order)
        return f"{first.seen[0].time} {first.digest[:8]}"

    @property
    def first_captured(self) -> str:
        """Time of the first capture."""
        return min(candidate.seen[0].time for candidate in self.candidates)

    @property
    def last_captured(self) -> str:
        """Time of the last capture."""
        seen = [*(item.seen for item in self.candidates), *(item.seen for item in self.pages)]
        seen += [part.seen for item in self.candidates for part in item.others]
        return max(captures[-1].time for captures in seen)


def _certain(candidate: Candidate) -> int:
    return sum(not figure.flags for figure in candidate.report.figures)


def figures_of(report: Report) -> dict[str, int | float | None]:
    """Return the values by code: what two documents of one report must agree on.

    Where a figure of the text repeats, the first is the report's own total and the others are its parts.
    """
    return {code: figure.value for code, figure in first_of(report.figures).items()}


def first_of(figures: Iterable[Figure]) -> dict[str, Figure]:
    """Return the figures by code, the first of those that repeat, as `figures_of` counts them."""
    found: dict[str, Figure] = {}
    for figure in figures:
        found.setdefault(figure.code, figure)
    return found


def said_by(figure: Figure) -> tuple[object, ...]:
    """Return what a figure says as a reader would compare it: beside its value what else its cell has.

    A blank says nothing more, however it is printed.
    """
    return figure.value, figure.approx, figure.unit, plain(figure.note or "")


def unread_of(report: Report) -> list[tuple[str, str]]:
    """Return the cells of the form that hold what is no number, each with its code and as printed."""
    told = (problem for problem in report.problems if problem.kind == "cell_unreadable")
    found = ((" ".join(problem.where), _READS.search(problem.detail)) for problem in told)
    return sorted((code, reads[1]) for code, reads in found if reads)


def content_of(report: Report) -> str:
    """Return a digest of the report's own text and figures as a reader would compare them."""
    text = plain("\n".join(lines_of(report)))
    values = sorted((code, repr(said_by(figure))) for code, figure in first_of(report.figures).items())
    cells = sorted((cell.form_table, plain(cell.label), plain(cell.text)) for cell in report.unknown)
    unread = [(code, plain(reads)) for code, reads in unread_of(report)]
    return hashlib.sha256(f"{text}\n{values}\n{cells}\n{unread}".encode("utf-8", "surrogatepass")).hexdigest()


def revisions_of(candidates: Iterable[Candidate]) -> list[list[Revision]]:
    """Return the reports of one body: per year and scope its revisions, oldest first (the last is current)."""
    reports: dict[tuple[int, str], list[Candidate]] = {}
    ordered = sorted(candidates, key=lambda item: item.order)
    for candidate in _settle_scopes(ordered):
        reports.setdefault((candidate.year, candidate.scope), []).append(candidate)
    return [_split(reports[key]) for key in sorted(reports)]


def _settle_scopes(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Give a candidate of unknown scope the scope of another that is clearly the same report."""
    settled = []
    for candidate in candidates:
        if candidate.scope != UNKNOWN_SCOPE:
            settled.append(candidate)
            continue
        kin = {other.scope for other in candidates if other.scope != UNKNOWN_SCOPE and _same_report(candidate, other)}
        settled.append(replace(candidate, scope=kin.pop()) if len(kin) == 1 else candidate)
    return settled


def _same_report(one: Candidate, other: Candidate) -> bool:
    if one.year != other.year:
        return False
    linked = one.url == other.url or _links(one, other) or _links(other, one)
    figures, others = figures_of(one.report), figures_of(other.report)
    return linked or not figures or figures == others or _nearly_equal(figures, others)


def _nearly_equal(one: dict[str, int | float | None], other: dict[str, int | float | None]) -> bool:
    """Say whether two sets of figures are those of one report with a slip in a copy: most that tell something agree."""
    telling = [code for code in one.keys() & other.keys() if one[code] or other[code]]
    agreeing = sum(one[code] == other[code] for code in telling)
    return len(telling) >= _TELLING and agreeing >= _AGREEING * len(telling)


def _links(page: Candidate, attachment: Candidate) -> bool:
    return any(seen.parent == page.url for seen in attachment.seen)


def _split(candidates: Sequence[Candidate]) -> list[Revision]:
    """Part the candidates of one report, in order of first capture, into revisions.

    A URL that is new to the report is another source of it (page and attachment, mirror, copy); only a URL whose
    own content changes begins a revision, unless it thereby follows another that changed before it.
    """
    revisions: list[Revision] = []
    last: dict[tuple[str, int], tuple[Revision, str]] = {}
    for candidate in candidates:
        content = content_of(candidate.report)
        before = next((last[place] for place in _places(candidate) if place in last), None)
        revision = _home(candidate, content, revisions, before)
        if revision is None:
            revision = Revision(candidate.year, candidate.scope)
            if revisions and not candidate.report.figures:
                revision.candidates += _holders(revisions[-1], candidate)
            revisions.append(revision)
        revision.candidates.append(candidate)
        last[candidate.lineage] = revision, content
    return revisions


def _places(candidate: Candidate) -> list[tuple[str, int]]:
    """Return where a candidate stands: at its own address, and at one that redirects there and so is its parent."""
    first = candidate.seen[0]
    redirected = [(first.parent, candidate.part)] if first.parent and first.role not in CARRIED else []
    return [candidate.lineage, *redirected]


def _home(
    candidate: Candidate, content: str, revisions: Sequence[Revision], before: tuple[Revision, str] | None
) -> Revision | None:
    """Return the revision that a candidate belongs to, None if it begins one."""
    if not revisions:
        return None
    figures = figures_of(candidate.report)
    if before is None:
        same = [item for item in revisions if figures and figures_of(item.primary.report) == figures]
        if same:
            return same[-1]
        return None if _has_ended(revisions[-1], candidate) and not _holds(revisions[-1], content) else revisions[-1]
    home, content_before = before
    if content == content_before:
        return home
    newest = revisions[-1]
    follows = home is not newest and figures == figures_of(newest.primary.report)
    return newest if follows else None


def _has_ended(revision: Revision, candidate: Candidate) -> bool:
    """Say whether a revision's documents were removed, or named no more, before another address took their place."""
    printing = [one for one in revision.candidates if one.report.figures]
    if printing and not candidate.report.figures:
        return False  # a page whose attachment is still to come
    return all(_last_named(one) < candidate.seen[0].time for one in printing or revision.candidates)


def _last_named(one: Candidate) -> str:
    """Return when a candidate was last served and named by a list or page; behind every time while it still is."""
    if not (one.gone or one.seen[-1].unlisted):
        return "9"
    return max((seen.time for seen in one.seen if one.gone or not seen.unlisted), default="")


def _holds(revision: Revision, content: str) -> bool:
    return any(content_of(one.report) == content for one in revision.candidates)


def _holders(before: Revision, page: Candidate) -> list[Candidate]:
    """Return the sources of a page's figures that go on when only the page's own words change."""
    latest = {item.lineage: item for item in before.candidates if item.report.figures and item.url != page.url}
    return list(latest.values())


def add_pages(revisions: Sequence[Revision], pages: Iterable[State]) -> None:
    """Give each revision the states of its attachments' pages that were served while it was current.

    Only first captures count, so that a page captured once more stays with the same revisions.
    """
    of_url: dict[str, list[State]] = {}
    for state in pages:
        of_url.setdefault(state.url, []).append(state)
    starts = [revision.first_captured for revision in revisions]
    for states in of_url.values():
        for state, after in zip(states, [*states[1:], None], strict=True):
            for number, revision in enumerate(revisions):
                begun = number == len(revisions) - 1 or state.seen[0].time < starts[number + 1]
                ended = number > 0 and after is not None and after.seen[0].time <= starts[number]
                if begun and not ended:
                    revision.pages.append(state)


def differing_codes(revision: Revision) -> set[str]:
    """Return the codes on which documents of one revision disagree."""
    return {code for _, codes in disagreements(revision) for code in codes}


def disagreements(
    revision: Revision,
) -> list[tuple[Candidate, dict[str, tuple[int | float | None, int | float | None]]]]:
    """Return each document that disagrees with the one shown, with its value and the one shown for each code."""
    shown = figures_of(revision.primary.report)
    found = []
    for candidate in sorted(revision.candidates, key=lambda item: item.order):
        other = figures_of(candidate.report)
        codes = sorted(code for code in shown.keys() & other.keys() if shown[code] != other[code])
        if codes:
            found.append((candidate, {code: (other[code], shown[code]) for code in codes}))
    return found


def flag_differing(figures: Iterable[Figure], codes: set[str]) -> tuple[Figure, ...]:
    """Return the figures, those with these codes flagged `sources_differ`."""
    return tuple(
        replace(figure, flags=(*figure.flags, Flag.SOURCES_DIFFER))
        if figure.code in codes and Flag.SOURCES_DIFFER not in figure.flags
        else figure
        for figure in figures
    )


def roles_of(revision: Revision) -> list[tuple[Candidate, str]]:
    """Return each candidate with its role: page, attachment, iframe, file, mirror (same bytes), copy (another page)."""
    roles = []
    met: list[Candidate] = []
    for candidate in sorted((*revision.candidates, *revision.carried), key=lambda item: item.order):
        roles.append((candidate, _role(candidate, met)))
        met.append(candidate)
    return roles


def _role(candidate: Candidate, met: Sequence[Candidate]) -> str:
    role = candidate.seen[0].role
    if role in ("attachment", "iframe", "file"):
        return role
    others = [other for other in met if other.url != candidate.url]
    if not others or any(other.url == candidate.url for other in met):
        return "page"
    if any(other.digest == candidate.digest for other in others):
        return "mirror"
    linked = any(_links(candidate, other) or _links(other, candidate) for other in others)
    return "page" if linked else "copy"
