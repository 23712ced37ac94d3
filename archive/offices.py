"""Bodies that stand beside the order of governments and their departments: vertical systems, branch offices, the corps.

A vertical system (tax, customs, statistics teams) has offices in every region that no local government runs. A branch
(公安局鹿城区分局) belongs to its bureau, whatever district it serves. The Xinjiang Production and Construction Corps
(兵团) runs divisions (师), most of them one with a city.
"""

import re

from archive.regions import Region, region_at

CORPS = "新疆生产建设兵团"
CORPS_REGION = "650000"
_PLACED = re.compile(
    r"(?:国家税务总局|国家统计局|国家金融监督管理总局|国家外汇管理局|国家能源局|国家矿山安全监察局|国家邮政局|国家粮食和物资储备局|"
    r"中国人民银行|中国银行保险监督管理委员会|中国银行业监督管理委员会|中国保险监督管理委员会|中国证券监督管理委员会|中华人民共和国)"
    r"(?=[一-鿿]{4})"
)
_BY_STEM = re.compile(
    r"(?:监管局|监管分局|监管组|监管办公室|监管专员办事处|调查总队|调查队|海关|海事局|分行|中心支行|支行|分局|监察局)"
    r"(?:办公室)?$"
)
_IN_SOME_PLACE = re.compile(r"[一-鿿]{1,12}[省市州盟县区旗]税务局")
_BRANCH = re.compile(r"(.+?(?:局|委员会|厅))([一-鿿]{1,14}(?:分局|支队|大队|派出所))")
_DISTRICT_BRANCH = re.compile(
    r"(公安|自然资源和规划|规划和自然资源|自然资源|国土资源|规划|生态环境|环境保护|市场监督管理|工商行政管理|质量技术监督)分局"
)
_ENVIRONMENT = "生态环境局"
_OWN = re.compile(
    r"(?:国家税务局|税务局|邮政管理局|通信管理局|烟草专卖局|气象局)(?:[一-鿿]{1,12}(?:分局|税务所|稽查局))?"
)
_LOCAL_TAX = "地方税务局"  # under the province's government, below it under the province's bureau
_DIVISION = re.compile(rf"(?:(?:{CORPS}|兵团)第?|第)?([一二三四五六七八九十]{{1,3}}师)(?![范大专附资])")
# The cities that are one with a division (师市合一), by the division's number.
_CITIES = {
    "一师": "阿拉尔市",
    "二师": "铁门关市",
    "三师": "图木舒克市",
    "四师": "可克达拉市",
    "五师": "双河市",
    "六师": "五家渠市",
    "七师": "胡杨河市",
    "八师": "石河子市",
    "九师": "白杨市",
    "十师": "北屯市",
    "十三师": "新星市",
    "十四师": "昆玉市",
}


def system_place(text: str) -> str | None:
    """Return what follows the name of a vertical system, where its offices stand in places; None for others."""
    match = _PLACED.match(text)
    return text[match.end() :] if match else None


def stem_of_office(text: str) -> str | None:
    """Return the place that an office of a vertical system names without its kind: 苏州 of 苏州调查队."""
    match = _BY_STEM.search(text)
    return text[: match.start()] if match and match.start() >= 2 else None


def names_a_place(text: str) -> bool:
    """Say whether what follows 国家税务总局 is the tax bureau of some place."""
    return _IN_SOME_PLACE.fullmatch(text) is not None


def without_corps(text: str) -> str | None:
    """Return a name of the corps as that of its city (石河子市教育局 of 第八师石河子市教育局); None for others."""
    match = _DIVISION.match(text)
    city = _CITIES.get(match[1]) if match else None
    if match and city and text[match.end() :].startswith(city):
        return text[match.end() :]
    rest = text.removeprefix(CORPS)
    return rest if rest != text and rest.startswith(tuple(_CITIES.values())) else None


def corps_name(text: str) -> str | None:
    """Return the full name of a body of the corps that is not one with a city; None for other names."""
    if text.startswith(("第", "兵团")) and _DIVISION.match(text):
        return CORPS + text.removeprefix("兵团")
    if text == "兵团":
        return CORPS
    return text if text.startswith(CORPS) else None


def is_run_from_above(name: str, region: Region) -> bool:
    """Say whether a body with a local name is an office of a system run from above (气象局, 国家税务局)."""
    rest = name.removeprefix(region.name)
    return _OWN.fullmatch(rest) is not None or (rest == _LOCAL_TAX and region.level != "province")


def official_tax(region: Region, rest: str) -> str:
    """Return the official name of what is printed as 淮安市税务局: since 2018 all are bureaus of the state's."""
    return f"国家税务总局{region.name}税务局" if rest == "税务局" else rest


def is_division(name: str) -> bool:
    """Say whether a body of the corps is a division or below one."""
    return name.startswith(CORPS) and _DIVISION.match(name) is not None


def is_beside(name: str) -> bool:
    """Say whether a body is under no local government: an office of a vertical system, or a body of the corps."""
    return _PLACED.match(name) is not None or name.startswith(CORPS)


def bureau_of(name: str, region: Region) -> tuple[str, str] | None:
    """Return (region code, name) of the bureau whose branch office a body is; None for a body that is no branch.

    温州市公安局鹿城区分局 is a branch of 温州市公安局, as is 鹿城区公安分局; 淮安市洪泽生态环境局 of 淮安市生态环境局.
    """
    if match := _BRANCH.fullmatch(name):
        return region.region, match[1]
    rest = name.removeprefix(region.name)
    city = region_at(region.parent, None)
    if region.name.endswith("区") and city and city.level in ("prefecture", "province"):
        match = _DISTRICT_BRANCH.fullmatch(rest)
        if match and city.name.endswith("市"):
            return city.region, f"{city.name}{match[1]}局"
    if region.level == "prefecture" and rest.endswith(_ENVIRONMENT) and rest not in {_ENVIRONMENT, name}:
        return region.region, region.name + _ENVIRONMENT
    return None


def branch_level(name: str, region: Region) -> str | None:
    """Return the level of a branch office: one below that of its bureau; None for a body that is no branch."""
    bureau = bureau_of(name, region)
    if bureau is None or bureau[0] != region.region:
        return None
    if region.level == "province":
        return "county" if region.name.endswith("市") else "prefecture"
    return {"prefecture": "county", "county": "township"}.get(region.level)
