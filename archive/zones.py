"""Development zones: no official list has them; a zone belongs to the region that its name begins with."""

import re
from collections.abc import Sequence

from archive.regions import Region, ancestors, region_at, stem, with_stem

COMMITTEE = "管理委员会"
_LONGEST_STEM = 6
_NAME = re.compile(
    r"[一-鿿]{0,14}?(?:开发区|高新区|经开区|新区|实验区|试验区|示范区|合作区|保税港?区|度假区|旅游区|景区|名胜区|园区|产业园|"
    r"工业园|工业区|管理区|经济区|港区|新城)(?!街道|镇|乡|社区|中学|小学|医院)"
)
# New areas that lie in several prefectures: only the province is certain.
_AREAS = {"西咸新区": "610000", "雄安新区": "130000", "天府新区": "510000", "贵安新区": "520000", "赣江新区": "360000"}
_OWN_NAME = re.compile(r"(?:新区|新城)")
_OFFICE = re.compile(r"(?:党工委)?(?:管理委员会|管委会|管理局)?$")


def zone_in(text: str) -> str | None:
    """Return the zone that a name begins with, without its committee: 湛江经济技术开发区 of its 公安局."""
    match = _NAME.match(text)
    return match[0] if match else None


def official_zone(text: str) -> str:
    """Return a zone's name with its committee; the names of a zone's departments stay as they are."""
    zone = zone_in(text)
    if zone is None or not _OFFICE.fullmatch(text[len(zone) :]) or text.endswith("管理局"):
        return text
    return zone + COMMITTEE


def zone_name(region: Region, rest: str) -> str:
    """Return one name for 湛江市经济技术开发区… and 湛江经济技术开发区…: the region without its kind, then the rest."""
    own = stem(region)
    return rest if rest.startswith(own) else own + rest


def area_in(text: str) -> tuple[str, str] | None:
    """Return the province of a new area that lies in several prefectures, and the name from the area on.

    Before it may stand the province (河北雄安新区); what names anything else before it is another zone.
    """
    for area, code in _AREAS.items():
        before, found, _ = text.partition(area)
        province = region_at(code, None)
        if found and province and before in {"", province.name, stem(province)}:
            return code, text[len(before) :]
    return None


def is_own_name(candidates: Sequence[Region], rest: str) -> bool:
    """Say whether a new area may have a name of its own that is a district's elsewhere (滨湖新区, 江北新区)."""
    return bool(_OWN_NAME.match(rest)) and all(region.name.endswith("区") for region in candidates)


def zone_regions(text: str, above: Sequence[Region], year: int | None) -> tuple[Sequence[Region], str]:
    """Return the regions that a zone's name may begin with for short (inside those above), and what follows."""
    if zone_in(text) is None:
        return (), text
    codes = {region.region for region in above}
    for length in range(min(_LONGEST_STEM, len(text) - 2), 1, -1):
        found = [
            region
            for region in with_stem(text[:length], year)
            if not codes or not codes.isdisjoint((region.region, *ancestors(region, year)))
        ]
        if len(found) > 1 and found[0].level == "province" and found[0].region in ancestors(found[1], year):
            del found[0]  # 吉林高新技术产业开发区 is named for the city
        if found:
            return found, text[length:]
    return (), text


def widest(candidates: Sequence[Region], year: int | None) -> Region | None:
    """Return the candidate that contains all others (文山州 of 文山州 and 文山市): the zone lies in it either way."""
    if not candidates:
        return None
    first = candidates[0]
    return first if all(first.region in ancestors(other, year) for other in candidates[1:]) else None
