"""Which entries of a list look like annual reports, which links lead to their lists, which files a page offers."""

import re
import unicodedata
from urllib.parse import unquote, urlsplit

DOCUMENTS = ("pdf", "doc", "docx", "wps", "ofd", "xls", "xlsx", "rtf", "zip", "rar")
_LONGEST_TITLE = 500  # characters; what is longer is a text
_SUBJECT = re.compile("信息.{0,4}公开|政务公开|公开工作|政府公开|依申请公开")
_REPORT = re.compile(
    "年报|年度.{0,8}(?:报告|汇报)|工作(?:报告|汇报|总结)|公开.{0,12}(?:报告|汇报)|年度.{0,4}总结|年度?[^季月半]{0,20}公开(?:工作)?情况$"
)
_YEAR_NAMED = r"(?:(?:19|20)\d\d|[一二][〇○零Oo九][〇○零Oo一二三四五六七八九]{2})"
_NAMED = "(?:年报|年度报告|年度工作报告)"
_BARE = re.compile(rf"{_YEAR_NAMED}年?(?:年?度)?{_NAMED}?|{_NAMED}")
_OF_ORGAN = re.compile(
    r"[\u4e00-\u9fff（）()、]{2,30}(?:局|委|办|厅|部|院|中心|政府|公署|街道|办公室|办事处|镇|乡|苏木|处|所|队|馆|管委会)"
    rf"{_YEAR_NAMED}年?(?:年?度)?{_NAMED}"
)
_OTHER_MATTER = re.compile("财务|决算|预算|法治政府")
_REPORT_ON_OPENNESS = re.compile("政府信息公开(?:工作)?(?:年报|年度.{0,4}报告)")
_OTHER_FORM = re.compile("政府网站.{0,6}(年度)?(工作)?(年度)?(报表|报告|年报)|统计年报|企业年报")
_ABOUT_COMPILING = re.compile("(做好|编制(?!委|办)|报送|开展).*通知")
_CUT = re.compile(r"(\.{2,}|…)$")
_DATE = re.compile(r"((?:19|20)\d\d)\s*[-年./]\s*(\d{1,2})\s*[-月./]\s*(\d{1,2})")
_EXTENSION = re.compile(rf"\.({'|'.join(DOCUMENTS)})$", re.IGNORECASE)

_LONGEST_NAME = 40  # characters of a column's name; what is longer is a sentence
_AROUND_NAME = re.compile(r"^[\s·•\-–—>»›▪■◆●★☆\[【〔《<+]+|[\s>»›.…\]】〕》+:]+$")
_COUNTED = re.compile(r"\(\d{1,5}\)$|\[\d{1,5}\]$|(?:更多|more)$", re.IGNORECASE)
_REPORT_COLUMN = re.compile(
    r"(?:公开|公开工作|公开情况)(?:(?:19|20)\d\d)?年?(?:度)?(?:年报|报告|年度报告|工作报告|工作年报|工作年度报告|年度工作报告|情况报告)"
    r"(?:专栏|专题|栏目|专区|汇总|列表|目录|公开|公示|查询|展示|发布|公布|平台)?$"
)
_NO_COLUMN = re.compile("政府网站|法治|财政|决算|预算|统计年|企业年|评估|解读|图解|通知|指南|意见|考核|社会责任|绩效")
_YEARLY = re.compile(r"(?:19|20)\d\d年?度?(?:年报|年度报告|报告|年度工作报告|工作报告)?")
_KIND = re.compile(
    r"各?(?:[市县区旗州省]|乡镇|全[市县区旗])?(?:人民)?(?:政府|级|直)?(?:本级|办公室|各?(?:工作)?部门|直属(?:单位|机构)|单位|"
    r"各?乡镇|镇街|街镇|街道|街道办事处|乡镇街道|乡镇\(街道\)|镇\(街道\)|乡\(镇\)|苏木镇|开发区|园区|管委会|企事业单位|"
    r"公共企事业单位|垂管(?:单位|部门)|派出机构|乡\(镇、街道\)|乡|镇)?(?:年报|年度报告|报告)?"
)
_WIDER = re.compile(
    r"(?:政府信息公开|政务信息公开|信息公开|政务公开|政府公开)(?:专栏|专区|平台|目录|网|首页|专题|栏目)?"
    r"|(?:法定)?主动公开(?:内容|目录|信息)?|公开目录|法定公开内容|公开"
)
_REPORT_FOLDER = re.compile(
    r"(?:gk|gkgz|gkzl)?n[d]?b(?:g|gs)?n?|\w{0,12}gk(?:gz|zl)?nd?b(?:g|dg|gz)?\w{0,8}|\w{0,8}ndbg\w{0,4}|"
    r"\w{0,8}xxgkbg|\w{0,8}gkndgzbg|\w{0,10}annualreport\w{0,8}",
    re.IGNORECASE,
)


def looks_like_report(title: str) -> bool:
    """Tell whether an entry's title may name an annual report; in doubt it does, since the column is theirs."""
    title = unicodedata.normalize("NFKC", re.sub(r"\s", "", title[:_LONGEST_TITLE]))
    if _OTHER_FORM.search(title) or _ABOUT_COMPILING.search(title):
        return False
    if _OTHER_MATTER.search(title) and not _REPORT_ON_OPENNESS.search(title):
        return False
    if _SUBJECT.search(title):
        return bool(_REPORT.search(title) or _CUT.search(title))
    return bool(_BARE.fullmatch(title) or _OF_ORGAN.fullmatch(title))


def names_subject(title: str) -> bool:
    """Tell whether a title says what it reports on; a bare one (2023年年报) is of whatever column it stands in."""
    return bool(_SUBJECT.search(re.sub(r"\s", "", title)))


def column_name(text: str) -> str:
    """Return a link's text as the bare name of a column: no spaces, no marks and counts around it."""
    name = unicodedata.normalize("NFKC", re.sub(r"\s", "", text[:200]))
    for _ in range(3):
        name = _AROUND_NAME.sub("", name) if not _COUNTED.search(name) else _COUNTED.sub("", name)
    return name


def names_report_column(name: str) -> bool:
    """Tell whether a bare name is that of a column of annual reports: 政府信息公开年报, of a year or an organ too."""
    return len(name) <= _LONGEST_NAME and bool(_REPORT_COLUMN.search(name)) and not _NO_COLUMN.search(name)


def names_part(name: str) -> bool:
    """Tell whether a name may be a column inside one of annual reports: 2021年, 乡镇, 部门, 市政府, 年度报告."""
    return bool(name and (_YEARLY.fullmatch(name) or _KIND.fullmatch(name)))


def names_wider_column(name: str) -> bool:
    """Tell whether a name is that of a column in which one of annual reports may be found: 政府信息公开, 政务公开."""
    return bool(_WIDER.fullmatch(name))


def leads_to_report_column(url: str) -> bool:
    """Tell whether a folder in an address is named as those of annual reports are: zfxxgknb, ndbg, gknb2017."""
    folders = urlsplit(url).path.split("/")
    return any(
        _REPORT_FOLDER.fullmatch(re.sub(r"^(?:19|20)\d\dn?|[_-]?\d+n?$|[_-]\d+n?[_-]\d+$", "", name))
        for name in folders
    )


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
