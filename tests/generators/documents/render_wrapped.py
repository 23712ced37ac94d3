"""Puts a made report into what it travels in: a saved web page, a ZIP of attachments."""

import base64
import quopri
import zipfile
from io import BytesIO

from tests.generators.documents.layout import Sheet
from tests.generators.documents.render_docx import render_docx
from tests.generators.documents.render_html import render_html
from tests.generators.documents.render_pdf import render_pdf

_BOUNDARY = "----=_NextPart_000_0000_01D9A0F2"
_NOTICE = "关于做好政府信息公开工作年度报告编制和发布工作的通知\n各有关单位：\n请按时报送。\n"


def render_mhtml(sheet: Sheet) -> bytes:
    """Return the page as browsers save it, with an image beside it."""
    page = render_html(sheet)
    if sheet.plan.dice("mhtml").random() < 0.5 and not sheet.plan.has("utf16"):
        body, encoding = quopri.encodestring(page), "quoted-printable"
    else:
        body, encoding = base64.encodebytes(page), "base64"
    head = (
        "From: <Saved by a browser>\r\nSubject: report\r\nMIME-Version: 1.0\r\n"
        f'Content-Type: multipart/related; type="text/html"; boundary="{_BOUNDARY}"\r\n\r\n'
    )
    parts = (
        ("text/html", encoding, "http://www.example.gov.cn/art/1.html", body.replace(b"\n", b"\r\n")),
        ("image/png", "base64", "http://www.example.gov.cn/logo.png", base64.encodebytes(b"\x89PNG\r\n\x1a\n" * 4)),
    )
    out = head.encode("ascii")
    for kind, way, address, data in parts:
        shown = f"--{_BOUNDARY}\r\nContent-Type: {kind}\r\nContent-Transfer-Encoding: {way}\r\n"
        out += f"{shown}Content-Location: {address}\r\n\r\n".encode("ascii") + data + b"\r\n"
    return out + f"--{_BOUNDARY}--\r\n".encode("ascii")


def render_zip(sheet: Sheet) -> bytes:
    """Return a ZIP with the report and a notice that is no report."""
    if sheet.plan.dice("zip").random() < 0.5:
        name, data = "政府信息公开年报.docx", render_docx(sheet)
    else:
        name, data = "政府信息公开年报.pdf", render_pdf(sheet)
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for member, inside in (("说明.txt", _NOTICE.encode("utf-8")), (name, data)):
            file.writestr(zipfile.ZipInfo(member, (2024, 1, 1, 0, 0, 0)), inside, zipfile.ZIP_DEFLATED)
    return out.getvalue()
