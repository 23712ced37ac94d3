"""Names of public bodies: what is one, how it stands in a title, and which of two says more."""

import re
from functools import lru_cache

from pipelines.about.years import YEAR

_SUFFIX = re.compile(
    r"(?:人民政府|政府|办公室|办公厅|政府办|党政办|委员会|管委会|公署|街道|街道办|办事处|苏木|总局|分局|[局委厅部处署院行社会]|中心|"
    r"总队|支队|大队|集团|公司|医院|大学|学院|学校|中学|小学|银行|法院|开发区|实验区|示范区|园区|新区|高新区|[省市县区旗州盟乡镇场站所馆台])"
    r"(?:\([^()]{1,20}\))?$"
)
_CHARACTERS = re.compile(r"^[\u3400-\u9fff·•()、〇0-9A-Za-z]+$")
_VAGUE = re.compile(
    r"^(?:[我本该贵各全][省市州县区旗盟乡镇局委办厅院街单机部中]|本站|网站|原创|互联网|佚名|管理员|编辑|其他|其它|未知|.{0,3}本级|.{0,3}无$)"
)
_SENTENCE = re.compile(
    r"根据|按照|公布|编制|要求|关于|报告|规定|工作|情况|如下|一是|下载|首页|目录|指南|年报|信息公开|政务公开|政府信息|共计|累计|截至|以来|主动|^在"
)
_REPORT_TAIL = re.compile(
    r"(?:关于)?(?:印发|发布|公布|公开)?(?:政府|政务)?(?:信息(?:主动)?公开|政务公开|政府公开)(?:工作)?(?:情况)?的?"
    r"(?:(?:19|20)\d\d年?)?(?:年?度)?(?:工作)?(?:情况)?的?(?:年度)?(?:工作)?(?:总结)?(?:报告|年报).*$"
)
_ALSO = re.compile(r"(?:依法行政|法治政府建设|政务公开|政务服务|网站建设)(?:工作)?(?:情况)?[及和与暨、]$")
_REGION_END = re.compile(r"(?:[省市县旗州乡镇]|自治区|(?<![发新园验范作术高合税])区|苏木|街道)$")
_NO_GOVERNMENT = re.compile(
    r"(?:开发区|新区|园区|实验区|示范区|合作区|保税区|高新区|管理区|旅游区|景区|度假区|工业区)$"
)
_PREFIX = re.compile(r"^(?:[\u3400-\u9fff]{1,12}?(?:省|自治区|市|自治州|州|盟|地区|县|区|旗|师|兵团|镇|乡))+$")
_GOVERNMENT = ("人民政府", "政府", "街道办事处", "办事处")


@lru_cache(maxsize=4096)
def is_organ(text: str) -> bool:
    """Say whether a text is the name of a body and nothing else."""
    return (
        3 <= len(text) <= 45
        and bool(_CHARACTERS.match(text) and _SUFFIX.search(text))
        and not (_VAGUE.match(text) or _SENTENCE.search(text) or YEAR.search(text))
    )


@lru_cache(maxsize=4096)
def organ_in_title(title: str) -> str | None:
    """Return the body that a title without spaces names, as printed there, or None."""
    rest = _REPORT_TAIL.sub("", title)
    if rest == title:
        return None
    rest = re.sub(r"(?:关于|度)+$", "", YEAR.sub("", rest).replace("年度", ""))
    rest = re.sub(r"^(?:关于|公布|发布|印发|附件\d*[:：]?|\d+[.、])+", "", rest).strip("的-_:()·《》 ")
    if rest.count("(") > rest.count(")"):
        rest += ")"
    rest = _ALSO.sub("", rest)
    if rest.endswith("人民"):  # "…县人民政府信息公开…": the report words have taken the name's end
        rest += "政府"
    if not 2 <= len(rest) <= 45 or not _CHARACTERS.match(rest) or _VAGUE.match(rest) or _SENTENCE.search(rest):
        return None
    return rest


def full_name(organ: str) -> str:
    """Return the body that a bare region's name stands for: 泾源县 in a title means 泾源县人民政府."""
    if organ.endswith("街道"):
        return organ + "办事处"
    if organ.endswith(("自治区", "地区", "盟")) and not organ.endswith("自治区"):
        return organ + "行政公署"
    if _REGION_END.search(organ) and not _NO_GOVERNMENT.search(organ):
        return organ + "人民政府"
    if organ.endswith("政府") and not organ.endswith("人民政府") and _REGION_END.search(organ[:-2]):
        return organ[:-2] + "人民政府"
    return organ


def extends(longer: str, name: str) -> bool:
    """Say whether a name is the same body's with the regions above it: 遂溪县建新镇人民政府 for 建新镇人民政府."""
    return len(longer) > len(name) and longer.endswith(name) and bool(_PREFIX.match(longer[: -len(name)]))


def agree(one: str, other: str) -> bool:
    """Say whether two names may be of the same body: one abbreviates the other (县发改局, 沭阳县发展和改革局)."""
    short, long = sorted((_stem(one), _stem(other)), key=len)
    rest = iter(long)
    return all(char in rest for char in short)


_COMMITTEE = re.compile(r"(?:党工委)?(?:管理委员会|管委会)|机关|本级")


def is_above(one: str, other: str) -> bool:
    """Say whether one of two names is that of the government above the other: 阿巴嘎旗, 阿巴嘎旗那仁宝拉格苏木."""
    short, long = sorted((_stem(one), _stem(other)), key=len)
    rest = long.removeprefix(short)
    return rest != long and bool(rest and _REGION_END.search(short)) and not _COMMITTEE.fullmatch(rest)


def publishes_for(other: str, government: str) -> bool:
    """Say whether a department may be the one that publishes for its government (大数据局 for the county's report)."""
    region = government.removesuffix("人民政府")
    return region != government and (region[-3:] in other or bool(re.match(r"[省市州县区旗]", other)))


def _stem(name: str) -> str:
    """Return a name without what is often left out: that it is the government, or its office."""
    name = re.sub(r"\([^()]*\)", "", name)
    name = re.sub(r"(?:办公室|办公厅|党政办|政府办|政务公开办|办)$", "", name)
    for suffix in _GOVERNMENT:
        name = name.removesuffix(suffix)
    return name
