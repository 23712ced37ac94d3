import pytest

from archive.masking import mask


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("联系电话：13812345678。", "联系电话：138********。"),
        ("电话138-1234-5678，", "电话138********，"),
        ("电话 138 1234 5678", "电话 138********"),
        ("+8613812345678", "+86138********"),
        ("１３８１２３４５６７８", "１３８********"),
        ("身份证11010519491231002X", "身份证" + "*" * 18),
        ("身份证110105491231002", "身份证" + "*" * 15),
        ("邮箱 wang.wu@qq.com；", "邮箱 ***@qq.com；"),
        ("邮箱wang_5@163.com。", "邮箱***@163.com。"),
    ],
)
def test_personal_numbers_are_masked(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "联系电话：0955-5012345",
        "收费金额 13812345678901 元",
        "xxgk@jingyuan.gov.cn",
        "统一社会信用代码 11640424MB0123456X",
        "文号 110105203113310021",
        "2024年1月1日至2024年12月31日，共 12345 件",
        "",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert mask(text) == text
