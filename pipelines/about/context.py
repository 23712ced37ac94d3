"""What is known about a document from elsewhere, and the parts of its text that speak about the report itself."""

import re
from dataclasses import dataclass
from functools import cached_property

from pipelines.about.traditional import TABLE, is_traditional
from pipelines.document import Document, Hint
from pipelines.labels import labelled
from pipelines.spelling import fold

_FRONT = 40
_TAIL = 12
_LONG = 700
_PINYIN = re.compile(r"(?<=[㐀-鿿])\([a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜ]{1,6}\)")
_FIRST_SECTION = re.compile(r"^[一二]\s*、")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportContext:
    """What the capture says: address, title and ISO date on the list page, and the body of the site's entry."""

    url: str | None = None
    listed_title: str | None = None
    listed_date: str | None = None
    body: str | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """Something said about the report, and where."""

    text: str
    source: str


class Evidence:
    """The parts of a document that speak about the report, in one spelling."""

    def __init__(self, document: Document, context: ReportContext) -> None:
        self.document = document
        self.context = context

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """All paragraphs in one spelling, long ones shortened."""
        raw = [paragraph.text[:_LONG] for paragraph in self.document.paragraphs()]
        texts = (clean(text) for text in raw)
        if is_traditional("".join(raw[:_FRONT])):
            return tuple(text.translate(TABLE) for text in texts)
        return tuple(texts)

    @cached_property
    def squeezed(self) -> tuple[str, ...]:
        """The texts without white space."""
        return tuple("".join(text.split()) for text in self.texts)

    @cached_property
    def front(self) -> tuple[str, ...]:
        """The paragraphs before the first section (or the first few where no section is marked)."""
        out: list[str] = []
        for text in self.texts[:_FRONT]:
            if _FIRST_SECTION.match(text) and len(text) < 40:
                break
            out.append(text)
        return tuple(out)

    @cached_property
    def tail(self) -> tuple[str, ...]:
        """The last paragraphs, where a report is signed."""
        return self.texts[-_TAIL:]

    @cached_property
    def statements(self) -> tuple[tuple[str, Statement], ...]:
        """(kind, statement) for hints of the reader and for "label：value" lines before the first section."""
        out = [(hint.kind, Statement(clean(hint.text), hint.source)) for hint in self.document.hints]
        for text in self.front:
            out.extend((kind, Statement(value, f"line {label}")) for kind, label, value in labelled(text))
        return tuple(out)

    def said(self, *kinds: str) -> list[Statement]:
        """Return the statements of the given kinds, in the order of the kinds."""
        return [statement for wanted in kinds for kind, statement in self.statements if kind == wanted]

    def hints(self, kind: str) -> list[Hint]:
        """Return the reader's hints of one kind."""
        return [hint for hint in self.document.hints if hint.kind == kind]


def clean(text: str) -> str:
    """Return text in one spelling and without pinyin glosses."""
    text = fold(text)
    return _PINYIN.sub("", text) if "(" in text else text
