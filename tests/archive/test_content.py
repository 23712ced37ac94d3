import gzip
import io
import zipfile
import zlib

import brotli
import pytest

from archive.content import UNSUPPORTED, ContentError, TooLargeError, decode_body, decode_text, sniff, unpack

CHINESE = "示例县人民政府2023年政府信息公开工作年度报告。本年度收到申请三件，办理结果如下。"
TRADITIONAL = "示例縣人民政府2022年政府信息公開工作年度報告，主動公開政府信息情況，規範性文件數量"


def zipped(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, "x" * 2000)
    return out.getvalue()


def open_document(kind: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        archive.writestr("content.xml", "x" * 2000)
    return out.getvalue()


def ole(stream: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504 + stream.encode("utf-16-le") + b"\x00" * 64


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"%PDF-1.7\n...", "pdf"),
        (b"\r\n\r\n%PDF-1.4\n...", "pdf"),
        (zipped("[Content_Types].xml", "word/document.xml"), "docx"),
        (zipped("[Content_Types].xml", "word/document.xml")[:300], "docx"),
        (zipped("[Content_Types].xml", "xl/workbook.xml"), "xlsx"),
        (zipped("OFD.xml", "Doc_0/Document.xml"), "ofd"),
        (open_document("text"), "odt"),
        (open_document("text")[:200], "odt"),
        (open_document("spreadsheet"), "ods"),
        (zipped("content.xml", "META-INF/manifest.xml"), "odt"),
        (zipped("content.xml"), "zip"),
        (zipped("a.txt"), "zip"),
        (ole("WordDocument"), "doc"),
        (ole("Workbook"), "xls"),
        (ole("Book"), "xls"),
        (ole("EncryptedPackage"), "encrypted"),
        (ole("Other"), "ole"),
        (b"{\\rtf1\\ansi", "rtf"),
        (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument>', "wordxml"),
        (b"\x89PNG\r\n\x1a\n", "image"),
        (b"\xff\xd8\xff\xe0", "image"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image"),
        (gzip.compress(b"x", mtime=0), "archive"),
        (b"Rar!\x1a\x07", "archive"),
        (b'{"content": "<p>x</p>"}', "json"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n", "mhtml"),
        (b"X-Document-Type: Workbook\r\nContent-Type: text/html\r\n\r\n<p>", "mhtml"),
        (b"Date: 2024-01-02\r\nno web archive\r\n", "text"),
        (b"<!DOCTYPE html><title>x</title>", "html"),
        (b"\n\n  <p style='x'>y</p>", "html"),
        (b"<!-- saved --><table><tr><td>1</table>", "html"),
        (("<html><p>" + CHINESE).encode("utf-16"), "html"),
        (CHINESE.encode(), "text"),
        (CHINESE.encode("gb18030"), "text"),
        (("# " + CHINESE + "\n\n| a | b |\n|---|---|\n").encode(), "text"),
        ("a < b 且 c > d".encode(), "text"),
        (b"", None),
        (b"\xef\xbb\xbf \r\n\t", None),
        (b"\x00" * 100, None),
        (bytes(range(256)) * 4, None),
    ],
)
def test_sniff_goes_by_content(data, expected):
    assert sniff(data) == expected


def test_every_unsupported_format_says_what_to_do():
    assert all("import" in advice for advice in UNSUPPORTED.values())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("declared", [None, "iso-8859-1", "utf-8", "gb2312", "big5", "no-such-charset"])
def test_text_is_decoded_by_validity_not_by_declaration(encoding, declared):
    data = f'<meta charset="{declared or "utf-8"}"><p>{CHINESE * 3}</p>'.encode(encoding)
    text, _ = decode_text(data, declared)
    assert CHINESE in text


def test_big5_is_taken_only_when_clearly_better():
    assert decode_text(TRADITIONAL.encode("big5"))[0] == TRADITIONAL
    assert decode_text(TRADITIONAL.encode("gb18030"))[0] == TRADITIONAL


def test_one_broken_character_does_not_change_the_charset():
    text, encoding = decode_text((CHINESE * 20).encode() + "县".encode()[:2], "gbk")
    assert encoding == "utf-8"
    assert text.startswith(CHINESE)
    assert text.endswith("\ufffd")


def test_bodies_are_unpacked():
    body = CHINESE.encode() * 50
    assert decode_body(gzip.compress(body), "gzip", 10_000) == body
    assert decode_body(gzip.compress(body[:60]) + gzip.compress(body[60:]), "x-gzip", 10_000) == body
    assert decode_body(zlib.compress(body), "deflate", 10_000) == body
    raw = zlib.compressobj(wbits=-15)
    assert decode_body(raw.compress(body) + raw.flush(), "deflate", 10_000) == body
    assert decode_body(brotli.compress(body), "br", 10_000) == body
    assert decode_body(gzip.compress(brotli.compress(body)), "br, gzip", 10_000) == body
    assert decode_body(body, None, 10_000) == body
    assert decode_body(body, "UTF-8", 10_000) == body  # a charset, where some servers name it
    assert decode_body(gzip.compress(body), "gbk, gzip", 10_000) == body


@pytest.mark.parametrize(
    ("encoding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress), ("br", brotli.compress)]
)
def test_a_bomb_a_cut_and_a_damaged_body_are_errors(encoding, pack):
    bomb = pack(b"0" * 5_000_000)
    with pytest.raises(ContentError, match="more than 100000 bytes"):
        decode_body(bomb, encoding, 100_000)
    with pytest.raises(ContentError, match=r"cut off|damaged"):
        decode_body(bomb[:-4], encoding, 6_000_000)
    with pytest.raises(ContentError, match=r"cut off|damaged"):
        decode_body(b"not compressed at all", encoding, 100_000)


def test_an_unknown_encoding_and_a_large_body_are_errors():
    with pytest.raises(ContentError, match="not known"):
        decode_body(b"x", "sdch", 10)
    with pytest.raises(ContentError, match="larger than 3 bytes"):
        decode_body(b"four", None, 3)


def test_bomb_is_noticed_piece_by_piece_before_it_fills_the_memory():
    bomb = brotli.compress(gzip.compress(b"\0" * 30_000_000))
    lengths: list[int] = []
    with pytest.raises(TooLargeError, match="more than 20000000 bytes"):
        lengths.extend(len(piece) for piece in unpack(bomb, "gzip, br", 20_000_000))
    assert 0 < max(lengths) <= 1 << 20


@pytest.mark.parametrize("size", [(1 << 20) - 1, 1 << 20, (1 << 20) + 1, 3 << 20])
def test_pieces_of_whatever_length_join_to_the_whole(size):
    body = b"\0" * size
    assert decode_body(gzip.compress(body) * 2 + b"\0" * 9, "gzip", 1 << 23) == body * 2
    assert decode_body(brotli.compress(zlib.compress(body)), "deflate, br", 1 << 23) == body
    with pytest.raises(ContentError, match="cut off"):
        decode_body(gzip.compress(body)[:-1], "gzip", 1 << 23)


def test_body_packed_many_times_over_is_not_read():
    with pytest.raises(ContentError, match="5 times over"):
        decode_body(b"", "gzip,gzip,gzip,gzip,gzip", 10)
