"""A table of a form file together with its place, so that every fault can be named."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pipelines.forms.model import Comparable

COMPARABILITIES = ("exact", "near", "partial", "none")


class FormError(ValueError):
    """A form file is malformed; the message names file, place and fault."""


@dataclass(frozen=True, slots=True)
class Node:
    """A table of the file together with its place, so that every fault can be named."""

    place: str
    data: Mapping[str, object]

    def yes(self, key: str) -> bool:
        """Return whether a switch is on; off where it is missing."""
        value = self.data.get(key, False)
        if not isinstance(value, bool):
            raise FormError(f"{self.place}: {key} must be true or false, not {value!r}")
        return value

    def text(self, key: str, *, default: str | None = None) -> str:
        """Return a text, which may be empty only where there is a default."""
        value = self.data.get(key, default)
        if not isinstance(value, str) or (default is None and not value):
            raise FormError(f"{self.place}: {key} must be a text, not {value!r}")
        return value

    def number(self, key: str) -> int:
        """Return a whole number."""
        value = self.data.get(key)
        if not isinstance(value, int):
            raise FormError(f"{self.place}: {key} must be a whole number, not {value!r}")
        return value

    def texts(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """Return a list of texts, empty where it is missing."""
        value = self.data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value) or (required and not value):
            raise FormError(f"{self.place}: {key} must be a list of texts, not {value!r}")
        return tuple(value)

    def node(self, key: str) -> "Node":
        """Return a table below this one."""
        value = self.data.get(key)
        if not isinstance(value, Mapping):
            raise FormError(f"{self.place}: {key} must be a table")
        return Node(f"{self.place}.{key}", value)

    def nodes(self, key: str, *, required: bool = True) -> Iterator["Node"]:
        """Yield the tables of a list."""
        value = self.data.get(key, [])
        if not isinstance(value, list) or (required and not value):
            raise FormError(f"{self.place}: {key} must be a list with at least one entry")
        for position, item in enumerate(value):
            if not isinstance(item, Mapping):
                raise FormError(f"{self.place}: {key}[{position}] must be a table")
            yield Node(f"{self.place}.{key}[{position}]", item)


def compared(node: Node) -> Comparable:
    """Return how far a figure compares. Raises FormError for an unknown level or a missing reason."""
    level = node.text("comparability")
    if level not in COMPARABILITIES:
        raise FormError(f"{node.place}: comparability must be one of {', '.join(COMPARABILITIES)}, not {level!r}")
    counterpart = node.texts("counterpart")
    if "why" not in node.data and level == "exact":
        return Comparable(comparability=level, counterpart=counterpart)
    why = node.node("why")
    return Comparable(comparability=level, counterpart=counterpart, why=why.text("en"), why_zh=why.text("zh"))
