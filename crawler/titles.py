"""Which entries of a list look like annual reports, and which files a page offers."""

import re
from urllib.parse import unquote, urlsplit

DOCUMENTS = ("pdf", "doc", "docx", "wps", "ofd", "xls", "xlsx", "rtf", "zip", "rar")
_SUBJECT = re.compile("信息公开|政务公开|公开工作|政府公开")
_REPORT = re.compile("年报|年度.{0,8}报告|工作报告|公开.{0,4}报告|年度.{0,4}总结|工作总结")
_BARE = re.compile(r"(19|20)\d\d\s*年?(度)?\s*(年报|年度报告|年度工作报告)?|(年报|年度报告|年度工作报告)")
_OTHER_FORM = re.compile(
    "政府网站.{0,6}(年度)?(工作)?(年度)?(报表|报告|年报)|法治政府|财务|决算|预算|统计年报|企业年报"
)
_ABOUT_COMPILING = re.compile("(做好|编制|报送|开展).*通知")
_CUT = re.compile(r"(\.{2,}|…)$")
_DATE = re.compile(r"((?:19|20)\d\d)\s*[-年./]\s*(\d{1,2})\s*[-月./]\s*(\d{1,2})")
_EXTENSION = re.compile(rf"\.({'|'.join(DOCUMENTS)})$", re.IGNORECASE)


def looks_like_report(title: str) -> bool:
    """Tell whether an entry's title may name an annual report; in doubt it does, since the column is theirs."""
    title = re.sub(r"\s", "", title)
    if _OTHER_FORM.search(title) or _ABOUT_COMPILING.search(title):
        return False
    if _SUBJECT.search(title):
        return bool(_REPORT.search(title) or _CUT.search(title))
    return bool(_BARE.fullmatch(title))


def read_date(text: str) -> str | None:
    """Return the first date in a text as YYYY-MM-DD, or None; an impossible month or day is no date."""
    for year, month, day in _DATE.findall(text):
        if 1 <= int(month) <= 12 and 1 <= int(day) <= 31:
            return f"{year}-{int(month):02}-{int(day):02}"
    return None


def is_document(url: str, text: str = "") -> bool:
    """Tell by the address (its path, or a file name in its query) or the link's text whether it is a file."""
    address = urlsplit(url)
    names = [address.path, *(part.partition("=")[2] for part in address.query.split("&"))]
    return any(_EXTENSION.search(unquote(name)) for name in names) or bool(_EXTENSION.search(text.strip()))


def read_year(title: str) -> int | None:
    """Return the first year that a title names, or None."""
    found = re.search(r"(?<!\d)((?:19|20)\d\d)(?!\d)", title)
    return int(found[1]) if found else None
