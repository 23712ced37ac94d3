"""One file per CMS family: how its lists are paged and what they link to.

A module here that defines a subclass of `base.Platform` with a `family` is found by itself. Platforms are pure
functions of a page's text, so that one spider reads all families, with one stream of requests per host.
"""

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache

from crawler.platforms.base import Platform


@cache
def platforms() -> Mapping[str, Platform]:
    """Return one platform per family. Raises TypeError when two modules claim the same family."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
    found: dict[str, Platform] = {}
    kinds: list[type[Platform]] = Platform.__subclasses__()
    for kind in kinds:
        if kind.family in found:
            raise TypeError(f"two platforms claim the family {kind.family!r}")
        found[kind.family] = kind()
    return found
