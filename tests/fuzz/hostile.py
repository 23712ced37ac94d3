"""Files made to harm their reader: bombs, entities, endless nesting, cycles, names that lie."""

import struct
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

from tests.generators.documents.render_odt import package as odt
from tests.generators.documents.render_rtf import rtf

_DEEP = 200_000
_ENTITY = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
_LAUGHS = "<!DOCTYPE x [<!ENTITY a '1111111111'>" + "".join(
    f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(9)
) + "]>"  # fmt: skip
_DOCX = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body></w:document>'


def zipped(**parts: bytes | str) -> bytes:
    """Return a ZIP; "__" stands for a slash and "_DOT_" for a dot in the names of its members."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, inside in parts.items():
            member = name.replace("__", "/").replace("_DOT_", ".")
            file.writestr(zipfile.ZipInfo(member, (2024, 1, 1, 0, 0, 0)), inside, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _docx(xml: str) -> bytes:
    return zipped(word__document_DOT_xml=xml)


def _ofd(page: str) -> bytes:
    root = "<OFD><DocBody><DocRoot>Doc_0/Document.xml</DocRoot></DocBody></OFD>"
    document = '<Document><Pages><Page ID="1" BaseLoc="P.xml"/></Pages></Document>'
    return zipped(OFD_DOT_xml=root, Doc_0__Document_DOT_xml=document, Doc_0__P_DOT_xml=page)


def _xlsx(sheet: str) -> bytes:
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    book = f'<workbook xmlns:r="{kinds}"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>'
    links = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{kinds}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
    )
    return zipped(xl__workbook_DOT_xml=book, xl___rels__workbook_DOT_xml_DOT_rels=links,
                  xl__worksheets__sheet1_DOT_xml=sheet)  # fmt: skip


def pdf_of(*objects: str) -> bytes:
    """Return a PDF of these objects, numbered from 1, with a right table of their places."""
    out, places = b"%PDF-1.4\n", []
    for number, inside in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{inside}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    end = f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n{table}trailer\n<</Size {len(places) + 1}/Root 1 0 R>>\n"
    return out + f"{end}startxref\n{len(out)}\n%%EOF".encode("ascii")


def _many_pages() -> bytes:
    out = BytesIO()
    canvas = Canvas(out, invariant=1)
    for number in range(5_000):
        canvas.drawString(72, 700, f"page {number}")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _bomb_stream() -> bytes:
    packed = zlib.compress(b"0 0 m 9 9 l S " * 20_000_000, 9)
    head = f"<</Length {len(packed)}/Filter/FlateDecode>>stream\n"
    page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>"
    data = pdf_of("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>", page, "STREAM")
    return data.replace(b"STREAM", head.encode() + packed + b"\nendstream")


def _png(width: int, height: int, data: bytes = b"") -> bytes:
    def chunk(kind: bytes, inside: bytes) -> bytes:
        return struct.pack(">I", len(inside)) + kind + inside + struct.pack(">I", zlib.crc32(kind + inside))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = chunk(b"IDAT", data or zlib.compress(b"\x00" * 1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + body + chunk(b"IEND", b"")


def _endless_tiff() -> bytes:
    """Return a TIFF whose first directory is followed by itself."""
    entries = ((256, 4, 1, 8), (257, 4, 1, 8), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1), (273, 4, 1, 110),
               (277, 3, 1, 1), (278, 4, 1, 8), (279, 4, 1, 64))  # fmt: skip
    body = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    return b"II*\x00\x08\x00\x00\x00" + struct.pack("<H", len(entries)) + body + struct.pack("<I", 8) + b"\x00" * 200


def _nested_mail(depth: int) -> bytes:
    head = b"MIME-Version: 1.0\r\n"
    for number in range(depth):
        head += f'Content-Type: multipart/related; boundary="b{number}"\r\n\r\n--b{number}\r\n'.encode()
    return head + b"Content-Type: text/html\r\n\r\n<p>1</p>"


def _zip_of_zips(depth: int) -> bytes:
    data = b"text"
    for _ in range(depth):
        data = zipped(inner_DOT_zip=data)
    return data


_CYCLE = "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9/Parent 2 0 R>>"
_FORM = (
    "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>>>>>",
    "<</Length 5>>stream\n/F Do\nendstream",
    ("<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F 5 0 R>>>>/Length 11>>"
    "stream\n/F Do /F Do\nendstream"),
)  # fmt: skip

FILES: dict[str, Callable[[], bytes]] = {
    "pdf of 5,000 pages": _many_pages,
    "pdf whose pages hold themselves": lambda: pdf_of(*_CYCLE),
    "pdf whose drawing holds itself": lambda: pdf_of(*_FORM),
    "pdf with lengths that point at each other": lambda: pdf_of(
        *_CYCLE[:1], "<</Type/Pages/Kids[3 0 R]/Count 1>>", "<</Type/Page/Parent 2 0 R/Contents 4 0 R>>",
        "<</Length 5 0 R>>stream\nBT ET\nendstream", "6 0 R", "5 0 R",
    ),
    "pdf of nested arrays": lambda: pdf_of(*_CYCLE[:1], f"{'[' * _DEEP}{']' * _DEEP}"),
    "pdf with a stream that unpacks to 280 MB": _bomb_stream,
    "picture named .pdf": lambda: _png(20, 20),
    "picture of 3,600,000,000 points": lambda: _png(60_000, 60_000),
    "picture as high as a tower": lambda: _png(1, 100_000_000),
    "tiff that goes round": _endless_tiff,
    "html of nested tags": lambda: b"<html><body>" + b"<div>" * _DEEP,
    "html of nested tables": lambda: b"<html><body>" + b"<table><tr><td>" * _DEEP,
    "html with wide spans": lambda: b"<table>" + b"<tr><td colspan=1000 rowspan=65534>1</td></tr>" * 3_000,
    "docx of nested tags": lambda: _docx(_DOCX.format("<w:p>" * _DEEP)),
    "docx with an entity": lambda: _docx(_ENTITY + _DOCX.format("<w:p><w:r><w:t>&a;</w:t></w:r></w:p>")),
    "docx that laughs": lambda: _docx(_LAUGHS + _DOCX.format("<w:p><w:r><w:t>&j;</w:t></w:r></w:p>")),
    "docx with a huge part": lambda: _docx(_DOCX.format(" " * (80 << 20))),
    "odt of nested tags": lambda: odt("<text:p>" * _DEEP + "</text:p>" * _DEEP),
    "odt with repeated cells": lambda: odt(
        '<table:table><table:table-row table:number-rows-repeated="1000000000"><table:table-cell '
        'table:number-columns-repeated="1000000000"><text:p>1</text:p></table:table-cell></table:table-row></table:table>'
    ),
    "ofd with an entity": lambda: _ofd(_ENTITY + "<Page><Content>&a;</Content></Page>"),
    "ofd of nested tags": lambda: _ofd("<PageBlock>" * _DEEP),
    "xlsx with an entity": lambda: _xlsx(
        _ENTITY + "<worksheet><sheetData><row><c><v>&a;</v></c></row></sheetData></worksheet>"
    ),
    "xlsx with a far cell": lambda: _xlsx(
        '<worksheet><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    ),
    "rtf of nested groups": lambda: rtf("{" * _DEEP),
    "rtf with a far cell": lambda: rtf(r"\trowd" + r"\cellx99999999" * 50_000 + r"\intbl 1\cell\row"),
    "mail of nested parts": lambda: _nested_mail(3_000),
    "zip of zips": lambda: _zip_of_zips(60),
    "text of one line": lambda: b"1" * 60_000_000,
}  # fmt: skip
