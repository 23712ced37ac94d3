"""What an interface answers in JSON where it gives nothing: a code and a sentence instead of records."""

import json
from collections.abc import Iterator, Mapping
from typing import NamedTuple

MOST = 8_000  # characters of the answer; one with records is longer
_DEEP = 4
_CODES = frozenset({"code", "status", "statuscode", "errcode", "errno", "errorcode", "retcode", "resultcode"})
_RECORDS = frozenset({"html", "title", "content"})


class Refusal(NamedTuple):
    """The sentences (and other strings) of such an answer and the codes that it names, as they are written.

    One that gives records refuses nothing, whatever they say: of it nothing is told.
    """

    said: tuple[str, ...] = ()
    codes: frozenset[str] = frozenset()


def refusal(page: str) -> Refusal | None:
    """Return what an answer in JSON says instead of giving records, None for what is no such answer."""
    text = page[: MOST + 1].lstrip("\ufeff \t\r\n")
    if text[:1] not in ("{", "[", '"') or len(page) > MOST:
        return None
    try:
        answer = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None
    if isinstance(answer, str):
        return Refusal((answer,))
    if isinstance(answer, list) or _holds_records(answer, _DEEP):
        return Refusal()
    return Refusal(tuple(_strings(answer, _DEEP)), frozenset(_codes(answer)))


def _holds_records(value: object, deep: int) -> bool:
    """Tell whether an answer gives something: objects, numbered or in a list, markup, a title; or goes on too deep."""
    if isinstance(value, dict):
        named = any(
            (key.lower() in _RECORDS and one) or (key.isdigit() and isinstance(one, dict)) for key, one in value.items()
        )
        return named or not deep or any(_holds_records(one, deep - 1) for one in value.values())
    return isinstance(value, list) and any(isinstance(one, dict | list) for one in value)


def _strings(value: object, deep: int) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for one in inside if deep else ():
        yield from _strings(one, deep - 1)


def _codes(answer: Mapping[str, object]) -> Iterator[str]:
    for key, value in answer.items():
        if str(key).lower().replace("_", "") in _CODES:
            yield str(value)
