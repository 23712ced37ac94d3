"""What an ODT's styles do to text (hide it, strike it, raise it) and the numbers its list styles set before items."""

from dataclasses import dataclass

from lxml import etree

from pipelines.xmlzip import attribute, local

MAX_PARENTS = 20
_HAN = "〇一二三四五六七八九"
_CIRCLED = 0x2460  # ①


@dataclass(frozen=True, slots=True)
class TextStyle:
    """How a run is shown; None where the style leaves it to its parent."""

    hidden: bool | None = None
    apart: bool | None = None  # struck, raised or lowered: it must not join a number's digits
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list style."""

    shape: str
    prefix: str
    suffix: str
    start: int
    shown: int  # how many levels the label shows


class Styles:
    """The text styles and list styles of a document, those of `roots` in order of growing weight."""

    def __init__(self, *roots: etree._Element | None) -> None:
        self._text: dict[str, TextStyle] = {}
        self._lists: dict[str, dict[int, Level]] = {}
        for root in roots:
            for element in root.iter("{*}style", "{*}list-style") if root is not None else ():
                name = attribute(element, "name") or ""
                if local(element) == "list-style":
                    self._lists[name] = _levels(element)
                elif attribute(element, "family") in {"text", "paragraph"}:
                    self._text[name] = _text_style(element)

    def is_hidden(self, name: str | None) -> bool:
        """Whether text of this style is not shown."""
        return self._inherited(name, "hidden")

    def is_apart(self, name: str | None) -> bool:
        """Whether text of this style is struck, raised or lowered."""
        return self._inherited(name, "apart")

    def level(self, list_style: str, depth: int) -> Level | None:
        """Return a level of a list style, None where it numbers nothing."""
        return self._lists.get(list_style, {}).get(depth)

    def _inherited(self, name: str | None, what: str) -> bool:
        for _ in range(MAX_PARENTS):
            style = self._text.get(name or "")
            if style is None:
                return False
            value = getattr(style, what)
            if value is not None:
                return bool(value)
            name = style.parent
        return False


class Numbering:
    """Counts list items as they are shown."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._counts: dict[str, dict[int, int]] = {}

    def begin(self, list_style: str, depth: int, *, goes_on: bool) -> None:
        """Begin a list, anew unless it goes on where the last of its style ended."""
        counts = self._counts.setdefault(list_style, {})
        if not goes_on:
            for level in [level for level in counts if level >= depth]:
                del counts[level]

    def label(self, list_style: str, depth: int, start: int | None = None) -> str:
        """Count an item and return its label, empty where it has none or a bullet."""
        level = self._styles.level(list_style, depth)
        if level is None:
            return ""
        counts = self._counts.setdefault(list_style, {})
        counts[depth] = start if start is not None else counts.get(depth, level.start - 1) + 1
        for deeper in [other for other in counts if other > depth]:
            del counts[deeper]
        first = max(depth - level.shown + 1, 1)
        shapes = {at: self._styles.level(list_style, at) or level for at in range(first, depth + 1)}
        numbers = (_written(counts.get(at, shape.start), shape.shape) for at, shape in shapes.items())
        return level.prefix + ".".join(numbers) + level.suffix


def _text_style(style: etree._Element) -> TextStyle:
    hidden: bool | None = None
    apart: bool | None = None
    for properties in style:
        if local(properties) != "text-properties":
            continue
        display = attribute(properties, "display")
        hidden = display == "none" if display is not None else None
        marks = [attribute(properties, name) for name in ("text-line-through-style", "text-line-through-type")]
        marks.append((attribute(properties, "text-position") or "0%").split()[0])
        plain = {None, "none", "0%"}
        told = any(mark is not None for mark in marks[:2]) or marks[2] != "0%"
        apart = any(mark not in plain for mark in marks) if told else None
    return TextStyle(hidden, apart, attribute(style, "parent-style-name") or "")


def _levels(style: etree._Element) -> dict[int, Level]:
    found = {}
    for element in style:
        depth = attribute(element, "level") or ""
        if local(element) == "list-level-style-number" and depth.isascii() and depth.isdigit():
            found[int(depth)] = Level(
                shape=attribute(element, "num-format") or "",
                prefix=attribute(element, "num-prefix") or "",
                suffix=attribute(element, "num-suffix") or "",
                start=_number(attribute(element, "start-value"), 1),
                shown=_number(attribute(element, "display-levels"), 1),
            )
    return found


def _number(value: str | None, default: int) -> int:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 6 else default


def _written(number: int, shape: str) -> str:
    """Write an item's number; a shape is given by its first number, as in ODF."""
    if not shape:
        return ""
    if shape.startswith(("一", "壹")) and 0 < number < 100:
        tens, ones = divmod(number, 10)
        ten = ("" if tens == 1 else _HAN[tens]) + "十" if tens else ""
        return ten + (_HAN[ones] if ones else "")
    if shape.startswith("①") and number <= 20:
        return chr(_CIRCLED + number - 1)
    if shape in {"a", "A"} and number <= 26:
        return chr(ord(shape) + number - 1)
    return str(number)
