"""What a new revision of a report changed: the differing figures, cells and sentences, old beside new."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import takewhile
from typing import NamedTuple

from archive.masking import mask
from pipelines.build.revisions import Candidate, Revision, content_of, first_of, said_by, unread_of
from pipelines.build.wording import plain, sentences_of
from pipelines.report import Figure, Report

MAX_CHANGES = 1000  # of one revision; a report has some 300 figures and as many sentences
MAX_SENTENCE = 2000  # characters
_BEFORE = 100  # characters kept before the first that differs, where a sentence is longer

Change = tuple[str, str | None, str | None, str | None]  # kind, code, old, new


class ChangeRow(NamedTuple):
    """A row of `revision_changes`."""

    report: int
    position: int
    previous_revision: int
    kind: str
    code: str | None
    old: str | None
    new: str | None


def change_rows(old: Revision, new: Revision, number: int, previous: int) -> tuple[ChangeRow, ...]:
    """Return how a revision differs from the one before; never nothing, so that no revision is without a reason."""
    found = list(dict.fromkeys(_changes(old, new))) or [("order", None, None, None)]
    rest = len(found) - MAX_CHANGES
    if rest > 0:
        found[MAX_CHANGES:] = [("more", None, None, str(rest))]
    return tuple(ChangeRow(number, position, previous, *change) for position, change in enumerate(found))


def _changes(old: Revision, new: Revision) -> Iterator[Change]:
    shown, pairs = (old.primary, new.primary), _pairs(old, new)
    yield from _figures(shown[0].report, shown[1].report)
    for before, after in pairs:
        both = {figure.code for figure in before.report.figures} & {figure.code for figure in after.report.figures}
        yield from (change for change in _figures(before.report, after.report) if change[1] in both)
    for before, after in pairs or [shown]:
        yield from _cells(before.report, after.report)
        for was, now in sentence_changes(sentences_of(before.report), sentences_of(after.report)):
            yield "sentence", None, *_shortened(was, now)


def _pairs(old: Revision, new: Revision) -> list[tuple[Candidate, Candidate]]:
    """Return the documents of both revisions that stand at the same place and differ."""
    before = {one.lineage: one for one in sorted(old.candidates, key=lambda item: item.order)}
    ordered = sorted(new.candidates, key=lambda item: item.order)
    both = [(before[one.lineage], one) for one in ordered if one.lineage in before]
    return [(was, now) for was, now in both if content_of(was.report) != content_of(now.report)]


def _figures(old: Report, new: Report) -> Iterator[Change]:
    before, after = first_of(old.figures), first_of(new.figures)
    for code in dict.fromkeys((*before, *after)):
        was, now = before.get(code), after.get(code)
        if was is None or now is None or was.value != now.value:
            yield "figure", code, _printed(was), _printed(now)
        elif said_by(was) != said_by(now):
            yield "figure", code, mask(was.text), mask(now.text)


def _printed(figure: Figure | None) -> str | None:
    """Return a figure as it is shown: None where it is not printed, the raw text where it is no number."""
    if figure is None:
        return None
    if figure.value is None:
        return mask(figure.text)
    return f"{figure.value:.15g}" if isinstance(figure.value, float) else str(figure.value)


def _cells(old: Report, new: Report) -> Iterator[Change]:
    for was, now in sentence_changes(_cells_of(old), _cells_of(new)):
        yield "cell", None, *_shortened(was, now)


def _cells_of(report: Report) -> list[str]:
    """Return the cells that are no figure: those that the form does not know, and those that hold no number."""
    unknown = [f"{cell.label} {cell.text}".strip() for cell in report.unknown]
    return [*unknown, *(f"{code} {reads}" for code, reads in unread_of(report))]


def sentence_changes(old: list[str], new: list[str]) -> Iterator[tuple[str | None, str | None]]:
    """Yield (old, new) for each sentence that only one side has; those after the same sentence are one that changed."""
    gone = _beyond(old, new)
    waiting: dict[str, list[str]] = defaultdict(list)
    for anchor, sentence in reversed(gone):
        waiting[anchor].append(sentence)
    for anchor, sentence in _beyond(new, old):
        yield (waiting[anchor].pop() if waiting[anchor] else None), sentence
    for anchor in dict.fromkeys(anchor for anchor, _ in gone):
        yield from ((sentence, None) for sentence in reversed(waiting[anchor]))


def _beyond(these: list[str], others: list[str]) -> list[tuple[str, str]]:
    """Return the sentences that `others` lack, each after the last one that they have."""
    left = Counter(plain(sentence) for sentence in others)
    found, anchor = [], ""
    for sentence in these:
        words = plain(sentence)
        if left[words] > 0:
            left[words] -= 1
            anchor = words
        else:
            found.append((anchor, sentence))
    return found


def _shortened(was: str | None, now: str | None) -> tuple[str | None, str | None]:
    """Mask both; of long ones keep the part where they begin to differ."""
    old, new = was and mask(was), now and mask(now)
    same = takewhile(lambda pair: pair[0] == pair[1], zip(old or "", new or "", strict=False))
    start = max(0, sum(1 for _ in same) - _BEFORE) if old and new else 0
    return _cut(old, start), _cut(new, start)


def _cut(text: str | None, start: int) -> str | None:
    if text is None or len(text) <= MAX_SENTENCE:
        return text
    end = start + MAX_SENTENCE
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"
