"""Whose report it is: names, registry entries and hosts together, with answers fixed beforehand (whose.py)."""

import re

import pytest

from archive.bodies import body_id, parent_of, resolve
from archive.hosts import label_of, spelled, told
from archive.links import links
from archive.offices import CORPS
from archive.reforms import reforms
from archive.regions import named, region_at, regions, states_of
from archive.successions import successions
from tests.archive.whose import ROWS

UNKNOWN = "000000"
TIMES = {"renamed", "merged", "divided", "split"}


@pytest.mark.parametrize(("name", "entry", "host", "year", "region"), ROWS)
def test_the_region_is_the_right_one_or_unknown(
    name: str, entry: str | None, host: str | None, year: int, region: str
) -> None:
    body = resolve(name, entry, year, host)
    assert body is not None
    assert body.region == region
    assert body.region != UNKNOWN or body.doubt  # what is not resolved says why


@pytest.mark.parametrize(
    ("name", "host", "year", "full"),
    [
        ("市公安局", "www.hangzhou.gov.cn", 2021, "杭州市公安局"),
        ("县人民政府办公室", "www.hongze.gov.cn", 2014, "洪泽区人民政府办公室"),
        ("鼓楼区教育局", "www.kaifeng.gov.cn", 2021, "鼓楼区教育局"),
        ("司法局", "www.xuwen.gov.cn", 2023, "徐闻县司法局"),
        ("江北新区管理委员会", "njna.nanjing.gov.cn", 2021, "南京江北新区管理委员会"),
        ("省统计局", "xxgk.js.gov.cn", 2019, "江苏省统计局"),
    ],
)
def test_a_body_told_by_its_host_has_the_name_and_identifier_of_one_named_in_full(
    name: str, host: str, year: int, full: str
) -> None:
    body = resolve(name, None, year, host)
    assert body is not None
    assert body.told == f"host {host}"
    assert (body.name, body.id) == (full, body_id(body.region, full))


def test_what_only_the_host_tells_is_doubted_and_a_tie_it_spells_is_not() -> None:
    alone, tie = (
        resolve("司法局", None, 2023, "www.xuwen.gov.cn"),
        resolve("鼓楼区教育局", None, 2021, "www.kaifeng.gov.cn"),
    )
    initials = resolve("鼓楼区教育局", None, 2021, "www.njgl.gov.cn")
    assert alone is not None
    assert tie is not None
    assert initials is not None
    assert "only the host" in (alone.doubt or "")
    assert tie.doubt is None
    assert "initials" in (initials.doubt or "")


def test_a_host_of_another_place_is_named_and_never_overrules_a_full_name() -> None:
    body = resolve("衢江区湖南镇人民政府", None, 2021, "dj.longwan.gov.cn")
    assert body is not None
    assert body.region == "330803"
    assert "longwan" in (body.doubt or "")
    assert "龙湾区" in (body.doubt or "")


@pytest.mark.parametrize("host", ["www.jiangsu.gov.cn", "www.js.gov.cn", "www.huaian.gov.cn", "jw.hongze.gov.cn", None])
def test_a_portal_of_the_government_above_casts_no_doubt(host: str | None) -> None:
    body = resolve("淮安市洪泽区水利局", None, 2021, host)
    assert body is not None
    assert (body.region, body.doubt, body.told) == ("320813", None, None)


def test_the_registry_goes_before_the_host() -> None:
    body = resolve("区教育局", "320106", 2021, "www.kaifeng.gov.cn")
    assert body is not None
    assert (body.region, body.told) == ("320106", None)


def test_an_entry_of_a_province_leaves_the_choice_to_a_host_inside_it() -> None:
    inside, outside = (
        resolve("鼓楼区教育局", "320000", 2021, "www.xzgl.gov.cn"),
        resolve("县水利局", "320000", 2021, None),
    )
    other = resolve("县水利局", "320000", 2021, "www.xuwen.gov.cn")
    assert [body.region for body in (inside, outside, other) if body] == ["320302", UNKNOWN, UNKNOWN]


@pytest.mark.parametrize(
    ("host", "label"),
    [
        ("www.hongze.gov.cn", "hongze"),
        ("SLJ.Huzhou.GOV.CN.", "huzhou"),
        ("tj.jiangsu.gov.cn", "jiangsu"),
        ("gov.cn", None),
        ("www.gov.cn", "www"),
        ("hongze.example.com", None),
        ("hongze.gov.cn.example.com", None),
        ("122.137.242.24", None),
        ("x" * 300 + ".gov.cn", None),
        ("", None),
        (None, None),
    ],
)
def test_only_the_name_under_gov_cn_speaks(host: str | None, label: str | None) -> None:
    assert label_of(host) == label
    assert label not in {None, "www"} or spelled(host, 2021) == ()


def test_names_that_sound_alike_are_all_meant_and_decide_nothing() -> None:
    assert {region.region for region in spelled("www.qianan.gov.cn", 2020)} == {"130283", "220723"}
    assert told(named("鼓楼区", 2021), "www.gulou.gov.cn", 2021) is None
    assert told(named("鼓楼区", 2021), "www.gl.gov.cn", 2021) is None


@pytest.mark.parametrize("name", ["市场监督管理局", "市政园林局", "市容管理局", "区域合作局"])
def test_a_word_that_begins_like_a_kind_of_region_names_no_region(name: str) -> None:
    body = resolve(name, "320813", 2021)
    assert body is not None
    assert (body.region, body.name) == ("320813", "洪泽区" + name)


@pytest.mark.parametrize(
    ("name", "hint", "parent"),
    [
        ("温州市公安局鹿城区分局", None, "温州市公安局"),
        ("重庆市公安局渝中区分局", "500103", "重庆市公安局"),
        ("鹿城区公安分局", None, "温州市公安局"),
        ("淮安市自然资源和规划局洪泽分局", None, "淮安市自然资源和规划局"),
        ("淮安市洪泽生态环境局", None, "淮安市生态环境局"),
        ("淮安市生态环境局", None, "淮安市人民政府"),
        ("南京市公安局交通警察支队", None, "南京市公安局"),
        ("沭阳县市场监督管理局贤官分局", None, "沭阳县市场监督管理局"),
        ("湛江经济技术开发区公安局", None, "湛江经济技术开发区管委会"),
        ("浦东新区生态环境局", None, "浦东新区人民政府"),
        ("西咸新区太平镇", None, "西咸新区管委会"),
        ("石河子市教育局", None, "石河子市人民政府"),
        ("第八师石河子市教育局", None, "石河子市人民政府"),
        ("国家税务总局江苏省税务局", None, None),
        ("国家统计局苏州调查队", None, None),
        ("中国人民银行淮安市分行", None, None),
        ("淮安市国家税务局", None, None),
        ("淮安市地方税务局", None, None),
        ("江苏省地方税务局", None, "江苏省人民政府"),
        ("洪泽区气象局", None, None),
        ("公安县公安局", None, "公安县人民政府"),
        (CORPS, None, None),
        ("兵团第十二师", None, None),
    ],
)
def test_a_branch_is_its_bureaus_and_a_vertical_system_nobodys(name: str, hint: str | None, parent: str | None) -> None:
    body, above = resolve(name, hint, 2021), resolve(parent, None, 2021) if parent else None
    assert body is not None
    assert parent_of(body) == (above.id if above else None)


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("温州市公安局鹿城区分局", "county"),
        ("重庆市公安局渝中区分局", "county"),
        ("沭阳县市场监督管理局贤官分局", "township"),
        ("温州市公安局", "prefecture"),
        ("第十二师", "prefecture"),
        (CORPS, "province"),
    ],
)
def test_a_branch_is_a_level_below_its_bureau(name: str, level: str) -> None:
    body = resolve(name, None, 2021)
    assert body is not None
    assert body.level == level


def test_a_division_and_its_city_are_one_body() -> None:
    names = [
        "石河子市教育局",
        "八师石河子市教育局",
        "第八师石河子市教育局",
        "兵团第八师石河子市教育局",
        f"{CORPS}第八师石河子市教育局",
    ]
    assert len({body.id for name in names if (body := resolve(name, None, 2021))}) == 1


@pytest.mark.parametrize("name", ["第一师范学校", "一师附小", "第三师资培训中心", "兵团农场管理局"])
def test_a_school_is_no_division(name: str) -> None:
    body = resolve(name, "430100", 2021)
    assert body is not None
    assert (body.region, body.name) == ("430100", "长沙市" + name)


@pytest.mark.parametrize(
    ("printed", "hint", "name"),
    [
        ("淮安市税务局", None, "国家税务总局淮安市税务局"),
        ("区税务局", "320813", "国家税务总局洪泽区税务局"),
        ("自治区教育厅", "450000", "广西壮族自治区教育厅"),
        ("自治县教育局", "210422", "新宾满族自治县教育局"),
        ("杭州市钱塘新区管理委员会", None, "钱塘新区管理委员会"),
    ],
)
def test_a_body_has_one_name(printed: str, hint: str | None, name: str) -> None:
    body = resolve(printed, hint, 2021)
    assert body is not None
    assert body.name == name


# Identifiers that stand in addresses; none of them may ever change.
FIXED = {
    "沭阳县发展和改革局": "321322-7c16d47c",
    "重庆市九龙坡区二郎街道办事处": "500107-15b14fb7",
    "微山县两城镇人民政府": "370826-98dca581",
    "西安市高陵区行政审批服务局": "610117-054354b3",
    "平潭综合实验区管委会": "350128-95ad8768",
    "北京市通州区中仓街道": "110112-437233e9",
    "温州市公安局鹿城区分局": "330300-056f7313",
    "重庆市公安局渝中区分局": "500000-e3b14907",
    "上海市人民政府": "310000-421d2515",
    "上海市人民政府办公厅": "310000-04e3fa7c",
    "淮安市人民政府": "320800-78916e96",
    "淮安市洪泽区人民政府": "320813-8aa79335",
    "泾源县人民政府": "640424-b0697bdc",
    "示例省人民政府": "990000-b7f484a7",
    "示例省甲州市卫生健康委员会": "990100-48796a57",
    "示例省甲州市东湖区望湖街道办事处": "990102-8ff72ea1",
    "示例省乙州市白石县市场监督管理局": "990221-fb896914",
    "司法部": "100000-cf9f94ca",
    "国家税务总局淮安市税务局": "320800-fb9659ef",
    "文山三七产业园区管理委员会": "532600-63c0b411",
    "鄂温克旗辉苏木": "150724-81343ca4",
    "开远市人民政府": "532502-7066f52c",
    "泉州市统计局": "350500-90fcd393",
    "深圳市教育局": "440300-7c13aee6",
    "宝鸡市司法局": "610300-352d54c6",
    "江苏省统计局": "320000-9d3ce918",
    "黄浦区人民政府": "310101-4c5bf950",
}


def test_identifiers_do_not_change() -> None:
    assert {name: body.id for name in FIXED if (body := resolve(name, None, 2021))} == FIXED


def test_every_region_in_force_is_its_governments() -> None:
    for region in regions():
        if region.valid_to is None and region.level in {"prefecture", "county"}:
            body = resolve(region.full_name, None, None)
            assert body is not None
            assert body.region == region.region, region


@pytest.mark.parametrize(
    ("name", "year", "doubted"),
    [
        ("卢湾区人民政府", 2009, False),
        ("卢湾区人民政府", 2011, False),  # the years of the list are coarse by one
        ("卢湾区人民政府", 2013, True),
        ("清江浦区人民政府", 2012, True),
        ("洪泽区人民政府", 2010, False),  # 洪泽县 goes on as 洪泽区
        ("蓟州区人民政府", 2010, False),
        ("襄阳市人民政府", 2008, False),
        ("綦江区人民政府", 2009, True),
        ("临平区水利局", 2018, True),
    ],
)
def test_a_region_that_did_not_exist_in_the_year_is_doubted(name: str, year: int, doubted: bool) -> None:
    body = resolve(name, None, year)
    assert body is not None
    assert bool(body.doubt) == doubted


def test_successions_agree_with_the_list_of_regions() -> None:
    for row in successions():
        old = [state for state in states_of(row.old) if state.name == row.old_name]
        new = [state for state in states_of(row.new) if state.name == row.new_name]
        assert row.kind in TIMES
        assert old, row
        assert any(state.valid_in(row.year) for state in new), row
        assert row.kind == "split" or old[-1].valid_to == row.year - 1, row
        assert row.kind not in {"split", "renamed"} or new[0].valid_from == row.year, row


def test_links_lead_from_and_to_bodies_that_resolve_so() -> None:
    held = {body.id: body.name for row in successions() if (body := resolve(row.new_name + "人民政府", row.new, None))}
    found = links(held)
    assert len(found) > 80
    for link in found:
        old, new = (
            resolve(link.predecessor_name, link.predecessor[:6], link.year - 1),
            region_at(link.successor[:6], None),
        )
        assert old is not None
        assert old.id == link.predecessor
        assert new is not None
        assert link.predecessor != link.successor
        assert all(re.search(str(link.year), text) for text in (link.zh, link.en))


def test_the_districts_of_a_merger_are_the_predecessors_of_the_new_one() -> None:
    body = resolve("清江浦区人民政府", None, 2020)
    assert body is not None
    found = links({body.id: body.name})
    assert [(link.predecessor_name, link.year, link.kind) for link in found][:2] == [
        ("清河区人民政府", 2016, "merged"),
        ("清浦区人民政府", 2016, "merged"),
    ]
    assert links({}) == ()


@pytest.mark.parametrize(
    ("old", "new", "year", "same"),
    [
        ("淮安市环境保护局", "淮安市生态环境局", 2016, True),
        ("江苏省环境保护厅", "江苏省生态环境厅", 2016, True),
        ("环境保护部", "生态环境部", 2016, True),
        ("江苏省卫生和计划生育委员会", "江苏省卫生健康委员会", 2016, True),
        ("洪泽县扶贫开发办公室", "洪泽区乡村振兴局", 2015, True),
        ("淮安市环境保护局", "淮安市生态环境局", 2022, False),  # nobody was called so any more
        ("淮安市国土资源局", "淮安市自然资源和规划局", 2016, False),  # merged with the planners
        ("洪泽县工商行政管理局", "洪泽区市场监督管理局", 2012, False),  # three became one
        ("洪泽县卫生和计划生育局", "洪泽区卫生健康委员会", 2016, False),
        ("国土资源部", "自然资源部", 2016, False),
    ],
)
def test_a_department_that_took_another_name_is_one_body_and_a_merger_another(
    old: str,
    new: str,
    year: int,
    same: bool,
) -> None:
    before, after = resolve(old, None, year), resolve(new, None, 2022)
    assert before is not None
    assert after is not None
    assert (before.id == after.id) == same


def test_departments_merged_in_a_reform_are_linked_where_both_are_held() -> None:
    bodies = [
        resolve(name, None, year) for name, year in (("淮安市国土资源局", 2016), ("淮安市自然资源和规划局", 2020))
    ]
    held = {body.id: body.name for body in bodies if body}
    assert [link.year for link in links(held) if "国土" in link.predecessor_name] == [2018]
    alone = {bodies[1].id: bodies[1].name} if bodies[1] else {}
    assert [link for link in links(alone) if "国土" in link.predecessor_name] == []


def test_reforms_name_no_department_twice() -> None:
    renamed = [(row.old, level) for row in reforms() if row.kind == "renamed" for level in row.levels]
    assert len(renamed) == len(set(renamed))
    merged = {(row.old, level) for row in reforms() if row.kind == "merged" for level in row.levels}
    assert not merged & set(renamed)
