"""What the labels of a statistics return can mean, and which rows of the form a table's rows are."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from pipelines.forms import statistics_forms
from pipelines.forms.model import StatisticsRow
from pipelines.spelling import bare, similarity

LIKELY = 0.6  # similarity from which a damaged label still counts as the form's
SURE = 0.75
_OWN = 1.0
_VARIANT = 0.95  # a label known to count something akin
_CLOSE = 0.1  # labels this much less alike than the best are no candidates
_SHORTEST = 4  # characters; shorter labels count only in the form's own wording
_LONGEST = 200
_TRIES = 4  # 其中 before 其中 is nonsense, so a few are enough
Scores = tuple[tuple[int, float], ...]  # (position in the form's rows, score from 0 to 1), best first


@lru_cache(maxsize=1 << 14)
def plain_label(text: str) -> str:
    """Return a label without numbering, remarks in brackets and 其中."""
    label = bare(text[: 4 * _LONGEST])
    for _ in range(_TRIES):
        if not label.startswith("其中"):
            break
        label = bare(label[2:].lstrip(":,.、"))
    return label


@cache
def _spellings(form: str) -> dict[str, tuple[tuple[int, float], ...]]:
    """Return every wording of the form's labels with the positions it stands for."""
    known: dict[str, dict[int, float]] = {}
    for position, row in enumerate(statistics_forms()[form].rows):
        for spelling in row.name.spellings():
            known.setdefault(plain_label(spelling), {})[position] = _OWN
        for spelling in row.variants:
            known.setdefault(plain_label(spelling), {}).setdefault(position, _VARIANT)
    return {label: tuple(places.items()) for label, places in known.items()}


@lru_cache(maxsize=1 << 14)
def is_own(text: str) -> bool:
    """Say whether a text is a label of a statistics return, word for word."""
    label = plain_label(text)
    return any(label in _spellings(form) for form in statistics_forms())


@lru_cache(maxsize=1 << 14)
def only_row(form: str, text: str) -> str | None:
    """Return the code of the one figure of a form whose label a text is, word for word; None for any other text."""
    places = _spellings(form).get(plain_label(text), ())
    if len(places) != 1 or places[0][1] < _OWN:
        return None
    row = statistics_forms()[form].rows[places[0][0]]
    return None if row.heading else row.code or None


@lru_cache(maxsize=1 << 14)
def scores(form: str, label: str) -> Scores:
    """Return the rows of a form that a plain label may stand for."""
    known = _spellings(form)
    if label in known:
        return known[label]
    if not _SHORTEST <= len(label) <= _LONGEST:
        return ()
    found: dict[int, float] = {}
    for spelling, places in known.items():
        score = similarity(label, spelling, LIKELY) if len(spelling) >= _SHORTEST else 0.0
        if score >= LIKELY:
            for position, _ in places:
                found[position] = max(score, found.get(position, 0.0))
    best = max(found.values(), default=0.0)
    return tuple(sorted(((p, s) for p, s in found.items() if s >= best - _CLOSE), key=lambda item: (-item[1], item[0])))


@lru_cache(maxsize=1 << 14)
def within(form: str, label: str) -> tuple[tuple[str, int], ...]:
    """Return code and position of the rows with a figure whose only label stands in a longer plain label."""
    if label in _spellings(form) or not _SHORTEST < len(label) <= _LONGEST:
        return ()
    rows = statistics_forms()[form].rows
    known = {
        places[0][0]
        for spelling, places in _spellings(form).items()
        if len(places) == 1 and len(spelling) >= _SHORTEST and spelling in label
    }
    return tuple((rows[place].code, place) for place in sorted(known) if rows[place].code and not rows[place].heading)


@dataclass(frozen=True, slots=True)
class Match:
    """The row of the form that a printed row is; `others` are rows that it may be as well.

    `stray` where it stands out of the form's order.
    """

    position: int
    score: float
    others: tuple[int, ...] = ()
    stray: bool = False

    def row(self, form: str) -> StatisticsRow:
        """Return the row of the form."""
        return statistics_forms()[form].rows[self.position]


def align(form: str, labels: Sequence[str]) -> list[Match | None]:
    """Return for each printed label, in printed order, the row of the form it stands for, or None.

    The best alignment in printed order decides, so that equal labels (被依法纠错数) are told apart by what stands
    around them. A label of the form's own wording that stands out of order keeps its meaning.
    """
    rows = [scores(form, label) for label in labels]
    size = len(statistics_forms()[form].rows)
    chosen = _best_path(rows, size)
    rivals = _as_good(rows, size, chosen)
    taken = {position for position in chosen if position is not None}
    strays: set[int] = set()
    for place, found in enumerate(rows):
        if chosen[place] is None and len(found) == 1 and found[0][1] >= _VARIANT:
            chosen[place] = found[0][0]  # printed again, or elsewhere
            strays.add(place)
            taken.add(found[0][0])
    matches = [_match(rows, chosen, place, taken) for place in range(len(rows))]
    return [
        replace(match, stray=place in strays, others=(*match.others, *rivals.get(place, ()))) if match else None
        for place, match in enumerate(matches)
    ]


def _as_good(rows: Sequence[Scores], size: int, chosen: Sequence[int | None]) -> dict[int, tuple[int]]:
    """Return the rows that another alignment, as good as the chosen one, takes for other rows of the form."""
    turned = [tuple((size - 1 - position, score) for position, score in found) for found in reversed(rows)]
    other = [None if item is None else size - 1 - item for item in reversed(_best_path(turned, size))]
    pairs = enumerate(zip(chosen, other, strict=True))
    return {place: (b,) for place, (a, b) in pairs if a is not None and b is not None and a != b}


def _match(rows: Sequence[Scores], chosen: Sequence[int | None], place: int, taken: set[int]) -> Match | None:
    position = chosen[place]
    if position is None:
        return None
    score = dict(rows[place])[position]
    before = max((item for item in chosen[:place] if item is not None), default=-1)
    after = min((item for item in chosen[place + 1 :] if item is not None), default=1 << 30)
    others = tuple(
        other
        for other, as_good in rows[place]
        if other not in taken and before < other < after and as_good >= score - _CLOSE / 2
    )
    return Match(position, score, others)


def _best_path(rows: Sequence[Scores], size: int) -> list[int | None]:
    best = [[0.0] * (size + 1) for _ in range(len(rows) + 1)]
    for i, found in enumerate(rows, 1):
        known = dict(found)
        above, here = best[i - 1], best[i]
        for j in range(1, size + 1):
            value = max(above[j], here[j - 1])
            score = known.get(j - 1, 0.0)
            here[j] = max(value, above[j - 1] + score * score) if score else value
    chosen: list[int | None] = [None] * len(rows)
    i, j = len(rows), size
    while i and j:
        if best[i][j] == best[i - 1][j]:
            i -= 1
        elif best[i][j] == best[i][j - 1]:
            j -= 1
        else:
            i, j = i - 1, j - 1
            chosen[i] = j
    return chosen
