"""Which code page an RTF's bytes are in: that of the font, else that of the file."""

from dataclasses import dataclass, field

_OF_CHARSET = {
    77: "mac-roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gb18030", 136: "big5hkscs", 161: "cp1253",
    162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874",
    238: "cp1250",
}  # fmt: skip
_OF_CODEPAGE = {936: "gb18030", 54936: "gb18030", 950: "big5hkscs", 65001: "utf-8", 10000: "mac-roman", 1361: "johab"}


@dataclass(slots=True)
class Charsets:
    """The code pages that a file's head declares."""

    file: str = "cp1252"
    fonts: dict[int, str] = field(default_factory=dict)

    def declare_file(self, codepage: int) -> None:
        """Take the file's code page (control word ansicpg)."""
        self.file = codepage_name(codepage) or self.file

    def declare_font(self, font: int, charset: int) -> None:
        """Take a font's charset (control word fcharset); 0 and 1 leave it to the file."""
        if charset in _OF_CHARSET:
            self.fonts[font] = _OF_CHARSET[charset]

    def decode(self, data: bytes, font: int) -> str:
        """Return the text of bytes set in a font; what is valid nowhere becomes U+FFFD."""
        if data.isascii():
            return data.decode("ascii")
        name = self.fonts.get(font, self.file)
        if name.startswith("cp125"):  # converters leave the western default in place over Chinese bytes
            try:
                return data.decode("gb18030")
            except UnicodeDecodeError:
                pass
        return data.decode(name, "replace")


def codepage_name(codepage: int) -> str | None:
    """Return Python's name of a Windows code page, None where it knows none."""
    name = _OF_CODEPAGE.get(codepage, f"cp{codepage}")
    try:
        "".encode(name)
    except LookupError:
        return None
    return name
