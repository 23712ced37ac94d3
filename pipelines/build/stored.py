"""States of addresses as rows of `inputs.db`."""

import json
from collections.abc import Iterable
from dataclasses import asdict, astuple
from typing import Any

from pipelines.build.units import Part, PictureOf, Pictures, Seen, State, UnitContext

Row = tuple[str, int, str, str, str, str, str, str | None, int]


def row_of(state: State) -> Row:
    """Return a state as a row of `states`."""
    context, seen = json.dumps(asdict(state.context), ensure_ascii=False), _plain(state.seen)
    parts = None
    if state.pictures is not None:
        plain = [[part.number, part.url, part.digest, part.charset, _plain(part.seen)] for part in state.pictures.parts]
        parts = json.dumps([state.pictures.count, plain], ensure_ascii=False)
    known = (json.dumps(seen, ensure_ascii=False), state.bytes_of, parts, int(state.is_part))
    return state.url, state.position, state.digest, state.unit, context, *known


def _plain(seen: Iterable[Seen]) -> list[list[object]]:
    return [
        [
            item.id,
            item.time,
            item.role,
            item.parent,
            int(item.unlisted),
            *(astuple(item.picture) if item.picture else ()),
        ]
        for item in seen
    ]


def _seen(plain: Iterable[list[Any]]) -> tuple[Seen, ...]:
    return tuple(
        Seen(
            id=id_,
            time=time,
            role=role,
            parent=parent,
            unlisted=bool(unlisted),
            picture=PictureOf(number=more[0], count=more[1], crawl=more[2]) if more else None,
        )
        for id_, time, role, parent, unlisted, *more in plain
    )


def _pictures(text: str | None) -> Pictures | None:
    if text is None:
        return None
    count, parts = json.loads(text)
    known = (
        Part(number=number, url=url, digest=digest, charset=charset, seen=_seen(seen))
        for number, url, digest, charset, seen in parts
    )
    return Pictures(count=count, parts=tuple(known))


def state_of(row: Row) -> State:
    """Return the state of a row of `states`."""
    url, position, digest, _, context, seen, bytes_of, parts, _ = row
    return State(
        url=url,
        position=position,
        digest=digest,
        context=UnitContext(**json.loads(context)),
        seen=_seen(json.loads(seen)),
        bytes_of=bytes_of,
        pictures=_pictures(parts),
    )
