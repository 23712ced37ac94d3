"""What an RTF group remembers, and which groups hold no text of the document."""

from dataclasses import dataclass

# destinations whose content is not shown where it stands, or only describes the document
SKIPPED = frozenset({
    "colortbl", "listtable", "listoverridetable", "rsidtbl", "generator", "revtbl", "filetbl", "themedata",
    "colorschememapping", "latentstyles", "datastore", "xmlnstbl", "header", "headerl", "headerr", "headerf",
    "footer", "footerl", "footerr", "footerf", "footnote", "annotation", "atnid", "atnauthor", "fldinst", "xe",
    "tc", "bkmkstart", "bkmkend", "nonshppict", "objdata", "objclass", "objname", "pn", "pnseclvl", "nonesttables",
    "shprslt", "sn", "sv", "private", "template", "passwordhash", "mmathPr", "wgrffmtfilter", "stylerestrictions",
    "ftnsep", "ftnsepc", "aftnsep", "aftnsepc", "keywords", "subject", "author", "operator", "company", "doccomm",
    "category", "manager", "comment", "hlinkbase", "creatim", "revtim", "printim", "buptim", "userprops",
    "datafield", "formfield", "background", "blipuid", "picprop", "do_not_read", "ffdeftext", "ffname", "nextfile",
    "falt", "panose",
})  # fmt: skip
# ignorable destinations ({\* …}) that hold text or table properties and are entered all the same
ENTERED = frozenset({"shpinst", "shppict", "nesttableprops", "do", "shptxt", "dptxbxtext", "ud", "upr"})
TEXT_BOXES = frozenset({"shptxt", "dptxbxtext"})
GATHERED = frozenset({"fonttbl", "stylesheet", "title", "info"})  # read for what they say, not as text

SYMBOLS = {
    "tab": "\t", "line": "\n", "lbr": "\n", "emdash": "—", "endash": "–", "emspace": "\u3000", "enspace": " ",
    "qmspace": " ", "bullet": "•", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”",
}  # fmt: skip
PARAGRAPH_ENDS = frozenset({"par", "sect", "page", "column"})


@dataclass(slots=True)
class Group:
    """The properties in force inside a group; a copy of it is what an inner group begins with."""

    destination: str = ""
    skipped: bool = False
    unicode_skip: int = 1
    font: int = 0
    hidden: bool = False
    apart: bool = False  # struck, raised or lowered: it must not join a number's digits
    level: int = 0  # of tables
    base: int = 0  # the level that a new paragraph has: that of a text box's anchor
    heading: bool = False
    depth: int = 0

    def plain(self, font: int) -> None:
        """Take back all character properties."""
        self.font, self.hidden, self.apart = font, False, False
