import pytest

from archive.pinyin import keys_of, spelled


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("福州市", {"fuzhoushi", "fzs"}),
        ("重庆", {"chongqing", "cq"}),
        ("厦门", {"xiamen", "xm"}),
        ("六安", {"luan", "la"}),
        ("吕梁", {"lvliang", "luliang", "lyuliang", "ll"}),
        ("OA办", {"oaban", "oab"}),
    ],
)
def test_a_name_is_typed_in_full_or_by_first_letters(text: str, typed: set[str]) -> None:
    assert typed <= spelled(text).keys()


def test_what_has_no_reading_has_no_spelling() -> None:
    assert not spelled("（〇）")
    assert not spelled("")


def test_a_body_is_found_with_and_without_its_region() -> None:
    keys = keys_of("六安市教育局", "341500").split()
    assert {"luanshijiaoyuju", "lasjyj", "luanjiaoyuju", "lajyj", "jiaoyuju", "jyj"} <= set(keys)
    assert keys_of("国家税务总局六安市税务局", "341500").split()[-1] == "gjswzjlasswj"


def test_many_readings_do_not_multiply_without_bound() -> None:
    assert len(spelled("长重都乐" * 20)) <= 16
