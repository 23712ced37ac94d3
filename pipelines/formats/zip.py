"""Reads a ZIP of documents (a report and its annexes, reports of several years): all its files as one document."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace

from archive.content import sniff
from pipelines import formats
from pipelines.document import Document, Hint, Member, Problem, Unreadable
from pipelines.formats._joined import join
from pipelines.xmlzip import BROKEN_ZIP

FORMAT = "zip"
HOLDS_DOCUMENTS = True
MAX_ENTRIES = 5_000
MAX_MEMBERS = 200  # files that are read; the archives of offices hold a handful
MAX_TOTAL = 256 * 2**20  # bytes of all members unpacked
MAX_RATIO = 200  # bytes unpacked for each packed one, where it comes to more than MAX_HARMLESS
MAX_HARMLESS = 32 * 2**20
MAX_DEPTH = 1  # archives inside the archive; those inside them are told and left out
MAX_NAME = 200

_UTF8 = 0x800
_ENCRYPTED = 0x1
# What systems and browsers put beside documents: the resources of a page, copies of icons, lock files of an office.
_LITTER = re.compile(
    r"(?:^|/)(?:__MACOSX/|\.|~\$|thumbs\.db$|desktop\.ini$)|\.(?:css|js|map|woff2?|ttf|ico|lnk|tmp)$", re.IGNORECASE
)
_RESOURCES = re.compile(r"^(.+?)(?:[_.]files|_文件)/", re.IGNORECASE)
_NUMBERS = re.compile(r"(\d+|[一二三四五六七八九十]+)")
_HAN = {character: value for value, character in enumerate("一二三四五六七八九", 1)}


def read(data: bytes, digest: str, finish: Callable[[bytes, Document], Document] | None = None) -> Document:
    """Return the files' blocks in natural order of their names. Raises Unreadable for archives beyond the bounds.

    A file that cannot be read is a problem that names it. `finish` is done to each file's document, given its bytes:
    so text recognition, which comes after reading, can look at the pictures inside the files.
    """
    reading = _Reading(len(data), finish)
    reading.take(data, "", 0)
    if not reading.found and not reading.problems:
        raise Unreadable("empty_file", "the ZIP archive holds no document; unpack it and look for the report")
    document = join([document for _, document in reading.found], FORMAT, digest)
    stems = (Hint(kind="title", text=_stem(name), source="file name in the ZIP") for name, _ in reading.found)
    return replace(
        document,
        hints=tuple(dict.fromkeys((*document.hints, *stems))),
        problems=tuple(dict.fromkeys((*reading.problems, *document.problems))),
        members=tuple(reading.members()),
    )


class _Reading:
    """What was read from an archive so far: the documents that hold anything, by their path, and the problems."""

    def __init__(self, packed: int, finish: Callable[[bytes, Document], Document] | None) -> None:
        self._finish = finish
        self.found: list[tuple[str, Document]] = []
        self.problems: list[Problem] = []
        self._most = min(MAX_TOTAL, max(packed * MAX_RATIO, MAX_HARMLESS))
        self._left = self._most
        self._count = 0

    def take(self, data: bytes, path: str, depth: int) -> None:
        """Read an archive's files. Raises Unreadable for one that is broken or beyond the bounds."""
        try:
            archive = zipfile.ZipFile(io.BytesIO(data))
        except BROKEN_ZIP as error:
            raise Unreadable("truncated", f"the ZIP is cut off or broken ({error}); fetch it again") from None
        entries = archive.infolist()
        if len(entries) > MAX_ENTRIES:
            raise Unreadable("too_large", f"the ZIP has {len(entries)} entries, more than {MAX_ENTRIES}; unpack it")
        for name, info in sorted(_wanted(entries), key=lambda item: (_natural(item[0]), item[0])):
            self._count += 1
            if self._count > MAX_MEMBERS:
                detail = f"the ZIP holds more than {MAX_MEMBERS} files; the rest is not read; unpack it and import"
                self.problems.append(Problem(kind="too_large", detail=detail))
                return
            self._member(archive, info, f"{path}{name}", depth)

    def _member(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, depth: int) -> None:
        try:
            data = self._unpacked(archive, info)
            if sniff(data) == FORMAT:
                self._nested(data, name, depth)
                return
        except Unreadable as error:
            self.problems.append(_of(name, error.problem))
            return
        document = formats.read_document(data)
        if self._finish is not None:
            document = self._finish(data, document)
        self.problems += [_of(name, problem) for problem in document.problems]
        if document.blocks or document.links or document.pictures or document.images or document.frames:
            self.found.append((name, replace(document, problems=())))

    def _nested(self, data: bytes, name: str, depth: int) -> None:
        if depth >= MAX_DEPTH:
            detail = f"it lies {MAX_DEPTH + 1} archives deep and is not unpacked; unpack it and import the file"
            raise Unreadable("too_large", detail)
        self.take(data, f"{name}/", depth + 1)

    def _unpacked(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
        if info.flag_bits & _ENCRYPTED:
            raise Unreadable("encrypted", "it is encrypted; unpack it with its password and import the file")
        try:
            with archive.open(info) as stream:
                data = stream.read(self._left + 1)
        except BROKEN_ZIP as error:
            raise Unreadable("truncated", f"it is broken ({error}); fetch the ZIP again") from None
        if len(data) > self._left:
            detail = f"with it the ZIP unpacks to more than {self._most} bytes; import the report alone"
            raise Unreadable("too_large", detail)
        self._left -= len(data)
        return data

    def members(self) -> Iterator[Member]:
        """Yield where each file's tables and pages stand in the joined document."""
        table = page = 0
        for name, document in self.found:
            tables, pages = sum(1 for _ in document.tables()), document.pages or 0
            yield Member(
                name=name,
                format=document.format,
                digest=document.digest,
                tables=(table, table + tables),
                pages=(page + 1, page + 1 + pages),
            )
            table, page = table + tables, page + pages


def _wanted(entries: list[zipfile.ZipInfo]) -> list[tuple[str, zipfile.ZipInfo]]:
    """Return the entries that may be documents, each with its readable path."""
    named = [(_name(info), info) for info in entries if info.filename and not info.is_dir() and info.file_size]
    pages = {name.rpartition(".")[0] for name, _ in named}
    return [(name, info) for name, info in named if not _LITTER.search(name) and not _is_resource(name, pages)]


def _is_resource(name: str, pages: set[str]) -> bool:
    """Say whether a file is a picture or frame that a browser saved beside a page of the archive."""
    found = _RESOURCES.match(name)
    return found is not None and found[1] in pages


def _name(info: zipfile.ZipInfo) -> str:
    """Return an entry's path; most packers in China write it in GBK without saying so."""
    name = info.filename
    if not info.flag_bits & _UTF8:
        try:
            raw = name.encode("cp437")
            name = _decoded(raw)
        except UnicodeError:
            pass
    return "".join(character if character.isprintable() else "?" for character in name)[-MAX_NAME:]


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030")


def _natural(name: str) -> list[tuple[int, int, str]]:
    """Return what sorts names as people do: 2 before 10, 二 before 三 and 十."""
    return [
        (0, _number(part), "") if number % 2 else (1, 0, part.lower())
        for number, part in enumerate(_NUMBERS.split(name))
    ]


def _number(text: str) -> int:
    if text.isascii() and text.isdigit():
        return int(text[:18])
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return int("".join(str(_HAN[character]) for character in text[:18]))
    return (_HAN.get(tens[-1:], 1)) * 10 + (_HAN.get(ones[:1], 0))


def _stem(name: str) -> str:
    return name.rpartition("/")[2].rpartition(".")[0][:300]


def _of(name: str, problem: Problem) -> Problem:
    return replace(problem, detail=f"{name} in the ZIP: {problem.detail}")
