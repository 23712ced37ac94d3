import pytest

from archive import schema
from archive.bodies import aliases, body_id, normalise_name, resolve


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
