"""Pictures that one page shows as the pages of its report: which belong together, crawl by crawl.

Each picture is read by itself, like any document; a set of them is a state of its own, at the page's address.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from archive.records import Role
from pipelines.build.units import Part, Pictures, Seen, State
from pipelines.document import Problem


@dataclass(slots=True)
class PictureSet:
    """The pictures of a page while none of them changed: by number, the state and its captures."""

    count: int
    states: dict[int, State] = field(default_factory=dict)
    seen: dict[int, list[Seen]] = field(default_factory=dict)

    def takes(self, count: int, shown: dict[int, tuple[Seen, State]]) -> bool:
        """Say whether another crawl found the same pictures, as far as both have them."""
        return count == self.count and all(
            self.states[number].digest == state.digest for number, (_, state) in shown.items() if number in self.states
        )

    def add(self, shown: dict[int, tuple[Seen, State]]) -> None:
        """Take in the pictures that a crawl found."""
        for number, (seen, state) in shown.items():
            self.states.setdefault(number, state)
            self.seen.setdefault(number, []).append(seen)

    def state(self, address: str, page: str, position: int) -> State:
        """Return the set as a state at an address of its own; `page` is the page that shows it."""
        parts = tuple(
            Part(
                number=number,
                url=state.url,
                digest=state.digest,
                charset=state.context.charset,
                seen=tuple(self.seen[number]),
            )
            for number, state in sorted(self.states.items())
        )
        first = self.states[parts[0].number]
        return State(
            url=address,
            position=position,
            digest=first.digest,
            context=replace(first.context, url=page, charset=None),
            seen=parts[0].seen,
            bytes_of=first.bytes_of,
            pictures=Pictures(count=self.count, parts=parts),
        )


def address_of(page: str) -> str:
    """Return the address of the report that a page shows as pictures."""
    return f"{page}#pictures"


def picture_sets(page: str, states: Iterable[State]) -> list[State]:
    """Return what a page showed as pictures, one state for each set, oldest first, from the states of its pictures."""
    crawls: dict[str, list[tuple[Seen, State]]] = {}
    found = [
        (seen, state)
        for state in states
        for seen in state.seen
        if seen.parent == page and seen.picture and seen.role == Role.ATTACHMENT
    ]
    for seen, state in sorted(found, key=lambda item: (item[0].time, item[0].id)):
        assert seen.picture is not None  # noqa: S101 (chosen above; tells the type checker)
        crawls.setdefault(seen.picture.crawl, []).append((seen, state))
    sets: list[PictureSet] = []
    for shown in crawls.values():
        count = shown[-1][0].picture.count  # type: ignore[union-attr] # as above
        numbered = {
            seen.picture.number: (seen, state) for seen, state in shown if seen.picture and seen.picture.count == count
        }
        if not sets or not sets[-1].takes(count, numbered):
            sets.append(PictureSet(count))
        sets[-1].add(numbered)
    return [one.state(address_of(page), page, position) for position, one in enumerate(sets)]


def missing_parts(parts: Pictures, unread: Sequence[int], *, kind: str, part: str, of: str) -> list[Problem]:
    """Return a problem for each part of a set that is not kept, and each (by number) whose reading failed.

    `part` and `of` name what is counted and what it belongs to.
    """
    kept = {one.number: one.url for one in parts.parts}
    problems = []
    for number in range(1, parts.count + 1):
        if number in kept and number not in unread:
            continue
        what = f"cannot be read; look at {kept[number]}" if number in kept else f"is not kept; crawl the {of} again"
        detail = f"{part} {number} of {parts.count} of the {of} {what}; what it prints is missing"
        problems.append(Problem(kind=kind, detail=detail, where=(f"{part} {number}",)))
    return problems


def missing_pictures(pictures: Pictures, unread: Sequence[int]) -> list[Problem]:
    """Return a problem for each picture of a page that is not kept or could not be read."""
    return missing_parts(pictures, unread, kind="picture_missing", part="picture", of="page")
