"""Readings and reports as compressed JSON and back, exactly: the same record comes out, types included.

No pickle: a cache file that someone else wrote can give a wrong reading at worst, never run code.
"""

import dataclasses
import json
import types
import zlib
from collections.abc import Callable, Mapping
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

Record = TypeVar("Record")
_Plain = Any  # what JSON holds
_SCALARS = frozenset({str, int, float, bool, type(None)})


def dump(record: object) -> bytes:
    """Return a record (a dataclass, or a tuple of them) as bytes; its type is not written down."""
    text = json.dumps(_plain(record), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return zlib.compress(text.encode("utf-8", "surrogatepass"), 6)


def load(kind: type[Record], data: bytes) -> Record:
    """Return the record of that type. Raises ValueError for bytes that `dump` did not make from one."""
    try:
        plain = json.loads(zlib.decompress(data).decode("utf-8", "surrogatepass"))
        decode: Callable[[_Plain], Record] = _decoder(_hashable(kind))
        record = decode(plain)
    except (zlib.error, TypeError, KeyError, IndexError, UnicodeDecodeError) as error:
        raise ValueError(f"these bytes are no {kind}: {error}") from error
    return record


def _plain(value: Any) -> _Plain:
    kind = type(value)
    if kind in _SCALARS:
        return value
    if kind is tuple or kind is list:
        return [_plain(item) for item in value]
    if isinstance(value, str):  # a member of a StrEnum
        return str(value)
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    names = _fields(_hashable(kind))
    return [kind.__name__, *[_plain(getattr(value, name)) for name in names]]


def _hashable(kind: type) -> Any:
    return kind


@cache
def _fields(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(kind))


@cache
def _decoder(kind: Any) -> Callable[[_Plain], Any]:
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is tuple:
        return _tuple_decoder(arguments)
    if origin is dict:
        value = _decoder(arguments[1])
        return lambda plain: {key: value(item) for key, item in plain.items()}
    if origin in (types.UnionType, Union):
        return _union_decoder(arguments)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind
    if dataclasses.is_dataclass(kind):
        return _record_decoder(kind)
    if kind in _SCALARS:
        return _same
    raise TypeError(f"a record may not hold {kind}")


def _same(plain: _Plain) -> _Plain:
    return plain


def _tuple_decoder(arguments: tuple[Any, ...]) -> Callable[[_Plain], Any]:
    if len(arguments) == 2 and arguments[1] is ...:
        item = _decoder(arguments[0])
        return tuple if item is _same else lambda plain: tuple([item(value) for value in plain])
    decoders = [_decoder(argument) for argument in arguments]
    if all(decoder is _same for decoder in decoders):
        return tuple
    return lambda plain: tuple(decoder(value) for decoder, value in zip(decoders, plain, strict=True))


def _union_decoder(arguments: tuple[Any, ...]) -> Callable[[_Plain], Any]:
    others = [argument for argument in arguments if argument not in _SCALARS]
    if not others:
        return _same
    if len(others) == 1:
        other = _decoder(others[0])
        return lambda plain: other(plain) if isinstance(plain, (list, dict)) else plain
    named = {argument.__name__: _decoder(argument) for argument in others}  # records say their own name
    return lambda plain: named[plain[0]](plain) if isinstance(plain, list) else plain


def _record_decoder(kind: Any) -> Callable[[_Plain], Any]:
    hints = get_type_hints(kind)
    names = _fields(kind)
    decoders = [_decoder(hints[name]) for name in names]

    def decode(plain: _Plain) -> Any:
        if plain[0] != kind.__name__:
            raise TypeError(f"{plain[0]} stands where {kind.__name__} belongs")
        return kind(**{name: item(value) for name, item, value in zip(names, decoders, plain[1:], strict=True)})

    return decode
