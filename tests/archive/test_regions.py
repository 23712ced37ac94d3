import csv
from importlib.resources import files

from archive import schema
from archive.maintenance.make_regions import Entry, extend, rows
from archive.regions import ancestors, demonstration_regions, named, region_at, region_rows, regions


def test_the_list_has_every_province_and_the_newest_counties() -> None:
    now = [region for region in regions() if region.valid_to is None]
    assert len([region for region in now if region.level == "province"]) == 34
    assert {"和安县", "岑岭县"} <= {region.name for region in now if region.level == "county"}
    assert region_at("654004", None).full_name == "新疆维吾尔自治区伊犁哈萨克自治州霍尔果斯市"


def test_a_report_of_2010_keeps_the_parent_of_2010() -> None:
    assert region_at("341421", 2010).full_name == "安徽省巢湖市庐江县"
    assert region_at("340124", 2018).parent == "340100"
    assert [region.region for region in named("洪泽县", 2014)] == ["320829"]
    assert [region.region for region in named("洪泽区", 2018)] == ["320813"]


def test_a_name_out_of_use_is_still_understood() -> None:
    assert [region.region for region in named("襄樊市", 2024)] == ["420600"]
    assert region_at("420600", 2009).name == "襄樊市"
    assert region_at("320829", 2024).name == "洪泽县"
    assert region_at("123456", 2024) is None


def test_parents_exist_in_the_years_of_their_children() -> None:
    by_code: dict[str, list[tuple[int, int]]] = {}
    for region in regions():
        by_code.setdefault(region.region, []).append((region.valid_from, region.valid_to or 9999))
    for region in regions():
        if region.parent:
            states = by_code[region.parent]
            assert any(start <= region.valid_from <= end for start, end in states), region


def test_rows_are_unique_and_fit_the_table() -> None:
    keys = [(region.region, region.valid_from) for region in regions() + demonstration_regions()]
    assert len(keys) == len(set(keys))
    assert regions()[0]._fields == tuple(column.name for column in schema.tables()["regions"].columns)
    assert len(files("archive").joinpath("regions.csv").read_bytes()) < 1_000_000


def test_invented_regions_are_listed_only_for_invented_bodies() -> None:
    assert not any(region.region.startswith("99") for region in region_rows(["320000"]))
    assert {region.region for region in demonstration_regions()} <= {
        region.region for region in region_rows(["320000", "990100"])
    }
    assert all(region.region.startswith("99") for region in demonstration_regions())


def test_ancestors_are_nearest_first() -> None:
    assert ancestors(region_at("320813", 2020), 2020) == ("320800", "320000", "100000")


def test_the_maker_ends_a_run_where_anything_changes() -> None:
    province = Entry("甲省", "province", "100000")
    years = {
        2008: {"110000": province, "110101": Entry("旧县", "county", "110000")},
        2009: {"110000": province, "110101": Entry("新区", "county", "110000")},
    }
    extend(years, {"110000": province, "110102": Entry("后县", "county", "110000")}, {"后县": 2010}, 2011)
    assert list(rows(years)) == [
        ("110000", 2008, None, "甲省", "province", "100000", "甲省"),
        ("110101", 2008, 2008, "旧县", "county", "110000", "甲省旧县"),
        ("110101", 2009, 2010, "新区", "county", "110000", "甲省新区"),
        ("110102", 2010, None, "后县", "county", "110000", "甲省后县"),
    ]


def test_every_line_of_the_files_has_seven_fields() -> None:
    for name in ("regions.csv", "regions-demo.csv"):
        lines = files("archive").joinpath(name).read_text("utf-8").splitlines()
        assert {len(line) for line in csv.reader(lines)} == {7}
