from dataclasses import replace

import pytest

from archive.records import Outcome, Role
from crawler.errand import Errand
from crawler.registry import Expectation, Site

SITE = Site(id="a", body="甲市人民政府", region="990100", list="https://www.example.gov.cn/", family="trs")


@pytest.mark.parametrize(
    ("expect", "told"),
    [
        (Expectation(reports=7, since=2019), "7 since 2019"),
        (Expectation(reports=7), "7"),
        (Expectation(since=2019), "since 2019"),
        (Expectation(failed=3), None),
    ],
)
def test_pages_of_lists_keep_what_their_site_is_expected_to_bring(expect: Expectation, told: str | None) -> None:
    site = replace(SITE, expect=expect)
    assert Errand(site=site, role=Role.LIST).context("c1", Outcome.KEPT).expected == told
    assert Errand(site=site, role=Role.DETAIL).context("c1", Outcome.KEPT).expected is None
