"""The XML of an XLSX workbook: its sheets with their cells as shown, merges, borders and hidden parts.

The XML is read here and not by python-calamine, which reads XLS: calamine gives values without their number formats
(960 shown as 960万, 0 shown as -), does not tell hidden rows, and allocates the whole rectangle between two far cells.
"""

import posixpath
import re
from collections.abc import Iterator

from lxml import etree

from pipelines.document import Problem, Unreadable
from pipelines.sheets.grid import MAX_CELLS, MAX_SHEETS, Place, Sheet, settle_merges
from pipelines.sheets.shown import Shown, format_code, shown
from pipelines.xmlzip import XmlZip, attribute, child, local

_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_NO_RESULT = "a formula without a stored result; open and save the file in its program, then import it again."
UNSURE = "its number format is not known here, so it may be shown otherwise; compare the sheet."
HIDDEN = "it stands in a hidden row or column and was not read; unhide it if it belongs to the report."


class Workbook:
    """An open XLSX. Raises Unreadable where it is broken or holds no sheet."""

    def __init__(self, package: XmlZip) -> None:
        self._package = package
        root = package.part("xl/workbook.xml")
        if root is None:
            what = "is in the binary form" if "xl/workbook.bin" in package.names else "has no workbook"
            raise Unreadable("unreadable", f"The spreadsheet {what}; save it as XLSX and import again.")
        self._root = root
        self._relations = self._targets("xl/_rels/workbook.xml.rels")
        self._strings = [_text(item) for item in self._items("sharedStrings.xml", "si")]
        self._styles = _Styles(self._part("styles.xml"))
        self._from_1904 = attribute(child(root, "workbookPr"), "date1904") in {"1", "true"}

    def sheets(self, problems: list[Problem]) -> Iterator[Sheet]:
        """Yield the sheets that are shown; a hidden one that holds text becomes a problem."""
        listed = list(self._root.iter("{*}sheet"))
        if len(listed) > MAX_SHEETS:
            raise Unreadable("too_large", f"The spreadsheet has {len(listed)} sheets, more than {MAX_SHEETS}.")
        for item in listed:
            target = self._relations.get(attribute(item, "id") or "")
            root = self._package.part(target) if target else None
            if root is None or local(root) != "worksheet":
                continue
            sheet = self._sheet(attribute(item, "name") or "", root)
            if attribute(item, "state") in {"hidden", "veryHidden"}:
                problems += hidden_sheet(sheet)
            else:
                yield sheet

    def _sheet(self, name: str, root: etree._Element) -> Sheet:
        sheet = Sheet(name, ruled=set())
        gone = _hidden_columns(root)
        row = -1
        for element in root.iter("{*}row"):
            number = attribute(element, "r") or ""
            row = int(number) - 1 if number.isdecimal() and len(number) < 8 else row + 1
            row_gone = attribute(element, "hidden") in {"1", "true"}
            column = -1
            for cell in element:
                if local(cell) != "c":
                    continue
                place = _place(attribute(cell, "r")) or (row, column + 1)
                column = place[1]
                self._take(sheet, cell, place, gone=row_gone or any(a <= column <= b for a, b in gone))
        for element in root.iter("{*}mergeCell"):
            start, _, end = (attribute(element, "ref") or "").partition(":")
            first, last = _place(start), _place(end)
            if first and last and first <= last and len(sheet.merges) < MAX_CELLS:
                sheet.merges.append((*first, *last))
        settle_merges(sheet)
        return sheet

    def _take(self, sheet: Sheet, cell: etree._Element, place: Place, *, gone: bool) -> None:
        style = self._styles.of(attribute(cell, "s"))
        look = self._shown(cell, style[0])
        if gone:
            if look.text.strip():
                sheet.doubts.append((place, HIDDEN))
            return
        if len(sheet.texts) >= MAX_CELLS:
            raise Unreadable("too_large", f"The sheet {sheet.name!r} has more than {MAX_CELLS} filled cells.")
        if style[1] and sheet.ruled is not None and len(sheet.ruled) < MAX_CELLS:
            sheet.ruled.add(place)
        if text := look.text.replace("\r\n", "\n").strip():
            sheet.texts[place] = text
        if not look.sure:
            sheet.doubts.append((place, _NO_RESULT if look.text.startswith("=") else UNSURE))

    def _shown(self, cell: etree._Element, code: str) -> Shown:
        kind = attribute(cell, "t") or "n"
        if kind == "inlineStr":
            inside = child(cell, "is")
            return Shown(_text(inside) if inside is not None else "")
        value = child(cell, "v")
        raw = (value.text or "").strip() if value is not None else ""
        if not raw:
            formula = child(cell, "f")
            return Shown("") if formula is None or kind == "str" else Shown(f"={formula.text or ''}", sure=False)
        if kind == "s":
            known = raw.isdecimal() and int(raw) < len(self._strings)
            return Shown(self._strings[int(raw)]) if known else Shown("\ufffd", sure=False)
        if kind == "b":
            return Shown("TRUE" if raw == "1" else "FALSE")
        return shown(raw, code, from_1904=self._from_1904) if kind == "n" else Shown(raw)

    def _targets(self, name: str) -> dict[str, str]:
        root = self._package.part(name)
        found = {}
        for item in root if root is not None else ():
            target = attribute(item, "Target") or ""
            full = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
            found[attribute(item, "Id") or ""] = full
        return found

    def _part(self, name: str) -> etree._Element | None:
        target = next((target for target in self._relations.values() if target.endswith(f"/{name}")), f"xl/{name}")
        return self._package.part(target)

    def _items(self, name: str, kind: str) -> list[etree._Element]:
        root = self._part(name)
        return [item for item in root if local(item) == kind] if root is not None else []


class _Styles:
    """Number format and border of each cell style."""

    def __init__(self, root: etree._Element | None) -> None:
        self._found: list[tuple[str, bool]] = []
        if root is None:
            return
        custom = {
            _number(attribute(item, "numFmtId")): attribute(item, "formatCode") or "General"
            for item in root.iter("{*}numFmt")
        }
        borders = [_has_lines(item) for item in _children(child(root, "borders"))]
        for item in _children(child(root, "cellXfs")):
            border = _number(attribute(item, "borderId"))
            code = format_code(_number(attribute(item, "numFmtId")), custom)
            self._found.append((code, border < len(borders) and borders[border]))

    def of(self, style: str | None) -> tuple[str, bool]:
        """Return a cell's number format and whether it has a border."""
        number = _number(style)
        return self._found[number] if number < len(self._found) else ("General", False)


def hidden_sheet(sheet: Sheet) -> list[Problem]:
    """Return the problem of a hidden sheet that holds text."""
    if not sheet.texts:
        return []
    detail = f"The sheet {sheet.name!r} is hidden and was not read; unhide it if it belongs to the report."
    return [Problem(kind="ambiguous", detail=detail, where=(f"sheet {sheet.name}",))]


def _children(element: etree._Element | None) -> list[etree._Element]:
    return list(element) if element is not None else []


def _has_lines(border: etree._Element) -> bool:
    return any(attribute(side, "style") not in {None, "none"} for side in border)


def _hidden_columns(root: etree._Element) -> list[tuple[int, int]]:
    return [
        (_number(attribute(item, "min")) - 1, _number(attribute(item, "max")) - 1)
        for item in root.iter("{*}col")
        if attribute(item, "hidden") in {"1", "true"}
    ]


def _number(value: str | None) -> int:
    return int(value) if value and value.isdecimal() and len(value) < 8 else 0


def _place(reference: str | None) -> Place | None:
    match = _REFERENCE.fullmatch(reference or "")
    if match is None or match[2].strip("0") == "":
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]) - 1, column - 1


def _text(item: etree._Element) -> str:
    """Return the text of a string item: its runs, without the readings printed above them."""
    parts = []
    for element in item:
        if local(element) == "t":
            parts.append(element.text or "")
        elif local(element) == "r":
            inside = child(element, "t")
            text = (inside.text or "") if inside is not None else ""
            place = attribute(child(element, "rPr", "vertAlign"), "val")
            apart = place in {"superscript", "subscript"} or child(element, "rPr", "strike") is not None
            parts.append(f" {text} " if apart and text.strip() else text)
    return "".join(parts)
