"""The site registry: which list pages are read, as data (`sites/*.toml`, one file per province)."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from urllib.parse import urlsplit

FAMILIES = ("trs", "jpage", "xxgk", "jpaas", "gkmlpt", "ucap", "longxun", "webplus", "iframe", "asp", "generic")
OPTIONS = {"follow": str, "category": int, "max_pages": int, "depth": int, "delay": int, "rest": str, "browser": bool}
_ANY = 2**31
_RANGES = {"max_pages": (1, 10_000), "depth": (0, 10), "delay": (0, 3600)}
LIST_FROM = ("seen", "unknown")
TLS = ("strict", "old", "unverified")
EXPECTATIONS = ("reports", "since", "failed")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_REGION = re.compile(r"[0-9]{6}")
_REST = re.compile(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d")
_HOST = re.compile(r"(\[[0-9a-f:]+\]|[a-z0-9.-]+)(:[0-9]{1,5})?")


class RegistryError(ValueError):
    """A registry that cannot be used; the message names the file, the entry and what to correct."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What a good crawl of one site brings: so many reports, since that year, with at most so many failures."""

    reports: int = 0
    since: int | None = None
    failed: int = 0

    @property
    def told(self) -> str | None:
        """Return it as captures keep it: "7 since 2019", "7", "since 2019"; None where nothing is expected."""
        parts = (str(self.reports) if self.reports else "", f"since {self.since}" if self.since else "")
        return " ".join(filter(None, parts)) or None


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What one site needs beyond its family.

    `follow` "all" reads every entry whatever its title says, `category` is the number of a gkmlpt column,
    `max_pages` bounds the pages of one list, `depth` the lists between the entry's address and a report (a portal's
    columns, yearly columns), `delay` is the least number of seconds between two requests, `rest` the hours in which
    nothing is asked, as "HH:MM-HH:MM" in China's time, `browser` shows lists that only a script fills in.
    """

    follow: str = "reports"
    category: int | None = None
    max_pages: int = 50
    depth: int = 4
    delay: int | None = None
    rest: str | None = None
    browser: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One registry entry. `hosts` are those allowed beside `*.gov.cn`, each as `host` or `host:port`.

    `list_from` tells whether the list's address was seen in evidence or only the portal's home page is known; `tls`
    how far a connection may fall back: "strict" not at all, "old" to old protocols and ciphers, "unverified" to
    these and to certificates that cannot be verified.
    """

    id: str
    body: str
    region: str
    list: str
    family: str
    hosts: tuple[str, ...] = ()
    many_bodies: bool = False
    options: Options = field(default_factory=Options)
    expect: Expectation = field(default_factory=Expectation)
    verified: date | None = None
    evidence: str | None = None
    list_from: str | None = None
    tls: str = "strict"


_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "id": str,
    "body": str,
    "region": str,
    "list": str,
    "family": str,
    "hosts": list,
    "many_bodies": bool,
    "options": dict,
    "expect": dict,
    "verified": (str, date),
    "evidence": str,
    "list_from": str,
    "tls": str,
}
_REQUIRED = ("id", "body", "region", "list", "family")


def load_registry(path: Path | None = None) -> tuple[Site, ...]:
    """Return the sites of one TOML file, or of all bundled files when `path` is None.

    Raises RegistryError naming the file and the entry for the first thing that is wrong.
    """
    sources: Iterable[Path | Traversable] = [path] if path else _bundled()
    return _only_once((str(source), site) for source in sources for site in _load_file(source))


def read_registry(text: str, name: str) -> tuple[Site, ...]:
    """Return the sites of a registry's text; `name` stands for it in errors.

    Raises RegistryError for the first thing that is wrong.
    """
    return _only_once((name, site) for site in _parse(text, name))


def _only_once(found: Iterable[tuple[str, Site]]) -> tuple[Site, ...]:
    sites: dict[str, Site] = {}
    lists: dict[str, str] = {}
    for source, site in found:
        if site.id in sites:
            raise RegistryError(f"{source}: site {site.id!r} occurs twice; give one of them another id")
        if site.list in lists:
            raise RegistryError(f"{source}: site {site.id!r} reads the same list as {lists[site.list]!r}; keep one")
        sites[site.id] = site
        lists[site.list] = site.id
    return tuple(sites.values())


def province_of(site: Site) -> str:
    """Return the two-digit province code of a site's region."""
    return site.region[:2]


def _bundled() -> list[Traversable]:
    folder = files("crawler") / "sites"
    return sorted((item for item in folder.iterdir() if item.name.endswith(".toml")), key=lambda item: item.name)


def _load_file(source: Path | Traversable) -> list[Site]:
    try:
        text = source.read_text("utf-8-sig")  # some editors put a mark before the text
    except OSError as error:
        raise RegistryError(f"{source}: cannot be read ({error.strerror}); give the path of a TOML file") from error
    except UnicodeDecodeError as error:
        raise RegistryError(f"{source}: is not valid TOML ({error}); save it as UTF-8") from error
    return _parse(text, str(source))


def _parse(text: str, name: str) -> list[Site]:
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RegistryError(f"{name}: is not valid TOML ({error}); correct that line") from error
    entries = content.get("site")
    if not isinstance(entries, list) or set(content) != {"site"}:
        raise RegistryError(f"{name}: holds no [[site]] entries, or something beside them; see docs/adding-a-site.md")
    return [_to_site(entry, f"{name}: entry {number}") for number, entry in enumerate(entries, 1)]


def _to_site(entry: object, place: str) -> Site:
    if not isinstance(entry, dict):
        raise RegistryError(f"{place}: is not a table")
    if isinstance(entry.get("id"), str):
        place += f" ({entry['id']})"
    if missing := [key for key in _REQUIRED if key not in entry]:
        raise RegistryError(f"{place}: lacks {', '.join(missing)}")
    if unknown := sorted(set(entry) - set(_TYPES)):
        raise RegistryError(f"{place}: has unknown keys {', '.join(unknown)}; known are {', '.join(_TYPES)}")
    for key, value in entry.items():
        if not isinstance(value, _TYPES[key]):
            raise RegistryError(f"{place}: {key} has the wrong type ({type(value).__name__})")
    _check_values(entry, place)
    return Site(
        **{key: entry[key] for key in (*_REQUIRED, "many_bodies", "evidence", "list_from", "tls") if key in entry},
        hosts=_hosts(entry.get("hosts", []), place),
        options=_options(entry.get("options", {}), place),
        expect=_expectation(entry.get("expect", {}), place),
        verified=_date(entry.get("verified"), place),
    )


def _check_values(entry: Mapping[str, str], place: str) -> None:
    if not _ID.fullmatch(entry["id"]):
        raise RegistryError(f"{place}: id must be lower-case letters, digits and single hyphens")
    if not entry["body"].strip():
        raise RegistryError(f"{place}: body is empty; write the full name of the body")
    if not _REGION.fullmatch(entry["region"]):
        raise RegistryError(f"{place}: region must be a six-digit code, is {entry['region']!r}")
    if entry["family"] not in FAMILIES:
        raise RegistryError(f"{place}: family {entry['family']!r} is not one of {', '.join(FAMILIES)}")
    for key, known in (("list_from", LIST_FROM), ("tls", TLS)):
        if entry.get(key, known[0]) not in known:
            raise RegistryError(f"{place}: {key} is {entry[key]!r}, not one of {', '.join(known)}")
    try:
        address = urlsplit(entry["list"])
        usable = address.scheme in {"http", "https"} and bool(address.hostname) and address.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise RegistryError(f"{place}: list must be an http or https address, is {entry['list']!r}")


def _hosts(values: list[object], place: str) -> tuple[str, ...]:
    for value in values:
        named = _HOST.fullmatch(value) if isinstance(value, str) else None
        if named is None or not 0 < int((named[2] or ":1")[1:]) < 65536:
            raise RegistryError(f"{place}: hosts takes lower-case names as 'host' or 'host:port', not {value!r}")
    return tuple(str(value) for value in values)


def _options(values: Mapping[str, object], place: str) -> Options:
    for key, value in values.items():
        if key not in OPTIONS:
            raise RegistryError(f"{place}: unknown option {key!r}; known are {', '.join(OPTIONS)}")
        if type(value) is not OPTIONS[key]:
            raise RegistryError(f"{place}: option {key} must be of type {OPTIONS[key].__name__}")
        least, most = _RANGES.get(key, (0, _ANY))
        if type(value) is int and not least <= value <= most:
            raise RegistryError(f"{place}: option {key} must be a whole number from {least} to {most}, is {value}")
    if values.get("follow", "all") not in {"all", "reports"}:
        raise RegistryError(f"{place}: option follow must be 'all' or 'reports'")
    if not _REST.fullmatch(str(values.get("rest", "00:00-00:00"))):
        raise RegistryError(f"{place}: option rest must be 'HH:MM-HH:MM', such as '08:00-20:00', is {values['rest']!r}")
    return Options(**values)  # type: ignore[arg-type] # each value's type was compared with OPTIONS above


def _expectation(values: Mapping[str, object], place: str) -> Expectation:
    for key, value in values.items():
        if key not in EXPECTATIONS or type(value) is not int or value < 0:
            raise RegistryError(f"{place}: expect takes whole numbers for {', '.join(EXPECTATIONS)}, not {key}={value}")
    return Expectation(**values)  # type: ignore[arg-type] # each value is an int, as checked above


def _date(value: str | date | None, place: str) -> date | None:
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise RegistryError(f"{place}: verified must be a date such as 2026-12-01, is {value!r}") from None
