"""Documents inside others: a page saved as a web archive, files packed into a ZIP. Independent of the readers."""

import base64
import io
import quopri
import zipfile
from collections.abc import Mapping

BOUNDARY = "----=_NextPart_01DA.5F3B"


def web_archive(
    page: bytes,
    charset: str = "utf-8",
    *,
    encoding: str = "quoted-printable",
    more: Mapping[str, tuple[str, bytes]] | None = None,
    subject: str = "",
    closed: bool = True,
) -> bytes:
    """Return a page as MHTML; `more` are further parts by their address: content type and bytes."""
    location = "http://www.example.invalid/a/page.htm"
    head = (
        f"From: <Saved by a browser>\r\nSnapshot-Content-Location: {location}\r\nSubject: {subject}\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype="text/html";\r\n'
        f'\tboundary="{BOUNDARY}"\r\n\r\n'
    )
    parts = [_part(location, f'text/html; charset="{charset}"', page, encoding)]
    parts += [_part(address, kind, data, "base64") for address, (kind, data) in (more or {}).items()]
    body = b"".join(f"--{BOUNDARY}\r\n".encode() + part + b"\r\n" for part in parts)
    return head.encode() + body + (f"--{BOUNDARY}--\r\n".encode() if closed else b"")


def _part(address: str, kind: str, data: bytes, encoding: str) -> bytes:
    if encoding == "base64":
        body = base64.encodebytes(data)
    elif encoding == "quoted-printable":
        body = quopri.encodestring(data)
    else:
        body = data
    name = f"Content-ID: <{address[4:]}>" if address.startswith("cid:") else f"Content-Location: {address}"
    return f"Content-Type: {kind}\r\nContent-Transfer-Encoding: {encoding}\r\n{name}\r\n\r\n".encode() + body


def packed(files: Mapping[str, bytes], *, names: str = "utf-8") -> bytes:
    """Return a ZIP of files; `names` is the charset of their names, which only UTF-8 is said to be."""
    out = io.BytesIO()
    written: list[tuple[bytes, bytes]] = []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (name, data) in enumerate(files.items()):
            raw = name.encode(names)
            stand_in = f"{number:03}~".ljust(len(raw), "~") if names != "utf-8" else name
            written.append((stand_in.encode(), raw))
            info = zipfile.ZipInfo(stand_in, (2024, 1, 2, 3, 4, 6))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    zipped = out.getvalue()
    for stand_in, raw in written:  # of the same length, so every offset stays
        zipped = zipped.replace(stand_in, raw)
    return zipped
