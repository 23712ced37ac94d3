import pytest

from archive import schema
from archive.bodies import aliases, body_id, normalise_name, parent_of, region_in, resolve
from archive.maintenance.make_aliases import derived


@pytest.mark.parametrize(
    ("name", "normalised"),
    [
        ("泾源县人民政府", "泾源县人民政府"),
        (" 泾源县　人民政府\n", "泾源县人民政府"),
        ("上海市人民政府（办公厅）", "上海市人民政府办公厅"),
        ("上海市人民政府(办公厅)", "上海市人民政府办公厅"),
        ("⼈民政府", "人民政府"),  # a Kangxi radical, as some PDFs have
        ("ＡＢＣ开发区", "abc开发区"),
    ],
)
def test_normalising_a_name_is_fixed(name: str, normalised: str) -> None:
    assert normalise_name(name) == normalised


@pytest.mark.parametrize(
    ("region", "name", "identifier"),
    [
        ("640424", "泾源县人民政府", "640424-b0697bdc"),
        ("320813", "洪泽区人民政府", "320813-8aa79335"),
        ("310000", "上海市人民政府办公厅", "310000-04e3fa7c"),
        ("000000", "鼓楼区人民政府", "000000-37ee2b75"),
    ],
)
def test_identifiers_are_fixed_once_published(region: str, name: str, identifier: str) -> None:
    assert body_id(region, name) == identifier


def test_a_region_is_six_digits() -> None:
    with pytest.raises(ValueError, match="six-digit"):
        body_id("3208", "淮安市人民政府")


@pytest.mark.parametrize(
    ("names", "region", "year", "identifier"),
    [
        (["泾源县人民政府", "固原市泾源县人民政府", "宁夏回族自治区泾源县政府"], "640424", 2020, "640424-b0697bdc"),
        (["泾源县人民政府", "宁夏回族自治区固原市泾源县人民政府"], None, 2020, "640424-b0697bdc"),
        (["洪泽区人民政府", "淮安市洪泽区人民政府", "江苏省淮安市洪泽区人民政府"], None, 2024, "320813-8aa79335"),
        (["发展和改革局", "沭阳县发展和改革局", "宿迁市沭阳县发展和改革局"], "321322", 2023, "321322-7c16d47c"),
        (["新添镇人民政府", "临洮县新添镇政府"], "621124", 2022, "621124-a7d6ae38"),
        (["洪泽县人民政府", "江苏省洪泽县人民政府"], "320800", 2014, "320813-8aa79335"),
    ],
)
def test_one_body_has_one_identifier_however_it_is_printed(
    names: list[str], region: str | None, year: int, identifier: str
) -> None:
    assert {body.id for name in names if (body := resolve(name, region, year))} == {identifier}


@pytest.mark.parametrize(
    ("name", "region", "code", "level", "kind"),
    [
        ("上海市人民政府办公厅", None, "310000", "province", "office"),
        ("淮安市人民政府", "320000", "320800", "prefecture", "government"),
        ("淮安市洪泽区人民政府", None, "320813", "county", "government"),
        ("沭阳县发展和改革局", None, "321322", "county", "department"),
        ("新添镇人民政府", "621124", "621124", "township", "township"),
        ("洪泽区高良涧街道办事处", None, "320813", "township", "township"),
        ("南京经济技术开发区管委会", "320100", "320100", "prefecture", "zone"),
        ("国家税务总局淮安市税务局", None, "320800", "prefecture", "department"),
        ("国家统计局", None, "100000", "national", "department"),
        ("教育部", None, "100000", "national", "department"),
        ("鼓楼区人民政府", "320100", "320106", "county", "government"),
        ("城区街道办事处", "140221", "140221", "township", "township"),
        ("示例省财政厅", None, "990000", "province", "department"),
        ("示例省甲州市东湖区人民政府", None, "990102", "county", "government"),
        ("东湖区人民政府", "990102", "990102", "county", "government"),
        ("东湖区人民政府", "360100", "360102", "county", "government"),
    ],
)
def test_region_level_and_kind(name: str, region: str | None, code: str, level: str, kind: str) -> None:
    body = resolve(name, region, 2022)
    assert body is not None
    assert (body.region, body.level, body.kind) == (code, level, kind)
    assert body.demonstration == code.startswith("99")
    assert body.id == body_id(code, body.name)


@pytest.mark.parametrize(
    ("name", "region", "doubt"),
    [
        ("鼓楼区人民政府", None, "several regions"),
        ("鼓楼区人民政府", "320000", "several regions"),
        ("某某局", None, "no known region"),
        ("青禾县人民政府", None, "no known region"),  # invented names never answer for real ones
    ],
)
def test_an_uncertain_region_is_unknown_and_says_why(name: str, region: str | None, doubt: str) -> None:
    body = resolve(name, region, 2022)
    assert body is not None
    assert body.region == "000000"
    assert body.level == "unknown"
    assert doubt in (body.doubt or "")


def test_a_name_that_contradicts_its_site_is_believed_with_a_doubt() -> None:
    body = resolve("衢江区湖南镇人民政府", "330303", 2021)
    assert body is not None
    assert body.region == "330803"
    assert "龙湾区" in (body.doubt or "")


@pytest.mark.parametrize("name", ["", "  ", "——"])
def test_a_name_without_a_letter_is_nobody(name: str) -> None:
    assert resolve(name, "320000", 2022) is None


def test_renames_lead_to_bodies_that_resolve_to_themselves() -> None:
    for row in aliases():
        body = resolve(row.name, row.body[:6], None)
        assert body is not None
        assert body.id == row.body
        old = resolve(row.alias, row.region, row.valid_to)
        assert old is not None
        assert old.id == row.body


def test_levels_and_kinds_are_those_the_table_names() -> None:
    columns = {column.name: column.en for column in schema.tables()["bodies"].columns}
    body = resolve("国务院", None, 2020)
    assert body is not None
    assert body.level in columns["level"]
    assert body.kind in columns["kind"]


@pytest.mark.parametrize(
    ("name", "year", "now", "then"),
    [
        ("庐江县人民政府", 2009, "340124-35a1d580", "341421"),
        ("庐江县人民政府", 2012, "340124-35a1d580", "340124"),
        ("洪泽县人民政府", 2012, "320813-8aa79335", "320829"),
        ("无为县人民政府", 2009, "340281-5517c477", "341422"),
        ("无为县人民政府", 2015, "340281-5517c477", "340225"),
        ("毕节地区行政公署", 2009, "520500-088bb0f6", "522400"),
    ],
)
def test_a_region_that_moved_keeps_its_bodies_and_their_region_of_the_year(
    name: str, year: int, now: str, then: str
) -> None:
    body = resolve(name, None, year)
    assert body is not None
    assert (body.id, region_in(body.region, year)) == (now, then)


@pytest.mark.parametrize(
    ("old", "new", "year"),
    [
        ("洪泽县水利局", "洪泽区水利局", 2012),
        ("庐江县白湖镇人民政府", "庐江县白湖镇人民政府", 2009),
        ("黔西县教育局", "黔西市教育局", 2009),
    ],
)
def test_departments_and_townships_go_on_with_their_county(old: str, new: str, year: int) -> None:
    before, after = resolve(old, None, year), resolve(new, None, 2022)
    assert before is not None
    assert before == after


def test_a_merger_unites_no_bodies() -> None:
    names = {"綦江县人民政府": 2009, "万盛区人民政府": 2009, "綦江区人民政府": 2020}
    assert len({body.id for name, year in names.items() if (body := resolve(name, None, year))}) == 3


def test_bodies_csv_is_what_the_regions_tell() -> None:
    assert set(derived()) <= set(aliases())


@pytest.mark.parametrize(
    ("names", "hint", "region", "kind"),
    [
        (["湛江经济技术开发区", "湛江市经济技术开发区管委会"], None, "440800", "zone"),
        (["平潭综合实验区管委会", "平潭综合实验区"], None, "350128", "zone"),
        (["武汉东湖新技术开发区管委会", "湖北省武汉市东湖新技术开发区管理委员会"], None, "420100", "zone"),
        (["文山三七产业园区管理委员会"], None, "532600", "zone"),
        (["文山三七产业园区管理委员会"], "532601", "532601", "zone"),
        (["吉林高新技术产业开发区管委会"], None, "220200", "zone"),
        (["浦东新区", "上海市浦东新区人民政府"], None, "310115", "government"),
        (["湛江经济技术开发区公安局"], None, "440800", "department"),
        (["国家税务总局平潭综合实验区税务局"], None, "350128", "department"),
        (["巍山县牛街乡", "巍山彝族回族自治县牛街乡人民政府"], None, "532927", "township"),
        (["鄂温克旗辉苏木"], None, "150724", "township"),
        (["广西南宁市教育局", "南宁市教育局"], None, "450100", "department"),
        (["区统计局", "高陵区统计局", "西安市高陵区统计局"], "610117", "610117", "department"),
        (["市财政局"], "610117", "610100", "department"),
    ],
)
def test_zones_and_short_names_find_their_region(names: list[str], hint: str | None, region: str, kind: str) -> None:
    found = {resolve(name, hint, 2021) for name in names}
    assert {(body.region, body.kind) for body in found if body} == {(region, kind)}
    assert len({body.id for body in found if body}) == 1


@pytest.mark.parametrize(
    ("name", "parent"),
    [
        ("洪泽区高良涧街道办事处", "洪泽区人民政府"),
        ("洪泽区水利局", "洪泽区人民政府"),
        ("淮安市洪泽区人民政府办公室", "洪泽区人民政府"),
        ("洪泽区人民政府", "淮安市人民政府"),
        ("淮安市人民政府", "江苏省人民政府"),
        ("浦东新区惠南镇", "浦东新区人民政府"),
        ("湛江经济技术开发区公安局", "湛江经济技术开发区管委会"),
        ("湛江经济技术开发区管委会", "湛江市人民政府"),
        ("东莞市虎门镇人民政府", "东莞市人民政府"),
        ("扎赉特旗人民政府", "兴安盟行政公署"),
        ("国家税务总局淮安市税务局", None),  # a vertical system: no local government runs it
        ("江苏省人民政府", None),
        ("国家统计局", None),
        ("某某局", None),
        ("淮安市某某镇人民政府", None),  # of which county is unknown
    ],
)
def test_the_government_one_above(name: str, parent: str | None) -> None:
    body, above = resolve(name, None, 2021), resolve(parent, None, 2021) if parent else None
    assert body is not None
    assert parent_of(body) == (above.id if above else None)
