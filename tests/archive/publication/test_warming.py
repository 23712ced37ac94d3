"""What is made before the first reader comes."""

from dataclasses import replace

import pytest

from archive.publication.render import environment
from archive.publication.views import home
from archive.publication.warming import warm
from tests.archive.publication.fixture import Archive


def test_first_page_is_asked_once_for_all_readers(archive: Archive) -> None:
    site = replace(archive.site, _remembered={})
    warm(site)
    held = dict(site._remembered)
    assert "home counts" in held
    warm(site)
    assert site._remembered == held
    assert "home.html" in {name for _, name in environment().cache or {}}


def test_page_that_fails_does_not_keep_the_others_away(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> None:
        raise ValueError

    monkeypatch.setattr(home, "view", fail)
    warm(archive.site)
