"""Writes the registry's files: adds an entry, or the day on which one was verified, and leaves all else as it is."""

import contextlib
import fcntl
import json
import os
import re
import shutil
import tomllib
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

from archive.regions import region_at, short_name
from crawler.platforms.base import list_key
from crawler.registry import Expectation, Options, RegistryError, Site, province_of, read_registry

NATIONAL = "10"
# The two letters that begin the ids of a province's sites, and its file.
PROVINCES = {
    NATIONAL: ("cn", "national"),
    "11": ("bj", "beijing"),
    "12": ("tj", "tianjin"),
    "13": ("he", "hebei"),
    "14": ("sx", "shanxi"),
    "15": ("nm", "neimenggu"),
    "21": ("ln", "liaoning"),
    "22": ("jl", "jilin"),
    "23": ("hl", "heilongjiang"),
    "31": ("sh", "shanghai"),
    "32": ("js", "jiangsu"),
    "33": ("zj", "zhejiang"),
    "34": ("ah", "anhui"),
    "35": ("fj", "fujian"),
    "36": ("jx", "jiangxi"),
    "37": ("sd", "shandong"),
    "41": ("ha", "henan"),
    "42": ("hb", "hubei"),
    "43": ("hn", "hunan"),
    "44": ("gd", "guangdong"),
    "45": ("gx", "guangxi"),
    "46": ("hi", "hainan"),
    "50": ("cq", "chongqing"),
    "51": ("sc", "sichuan"),
    "52": ("gz", "guizhou"),
    "53": ("yn", "yunnan"),
    "54": ("xz", "xizang"),
    "61": ("sn", "shaanxi"),
    "62": ("gs", "gansu"),
    "63": ("qh", "qinghai"),
    "64": ("nx", "ningxia"),
    "65": ("xj", "xinjiang"),
}
_HEAD = (
    "# Lists of {name}. An entry without `verified` was never opened by us; `evidence` says where its address comes "
    "from.\n"
)
_START = re.compile(r"^[ \t]*\[\[[ \t]*site[ \t]*\]\]", re.MULTILINE)
_VERIFIED = re.compile(r"^[ \t]*verified[ \t]*=.*$", re.MULTILINE)
_YEARS = re.compile(r"(?:^|&)(?:fbtime|timeFrame)=[^&]*")


def column_key(url: str) -> str:
    """Return what two addresses of one column have in common: no scheme, no `www.`, no year of an organ's page."""
    path, _, query = list_key(url).removeprefix("www.").partition("?")
    return f"{path}?{_YEARS.sub('', query).strip('&')}"


def same_column(sites: tuple[Site, ...], url: str) -> Site | None:
    """Return the site that reads the column of an address already, or None."""
    return next((site for site in sites if column_key(site.list) == column_key(url)), None)


def new_id(url: str, region: str | None, taken: frozenset[str]) -> str:
    """Return an id that is not taken, from the letters of the region's province and the name of the host.

    `js-shuyang` of www.shuyang.gov.cn in 江苏, `fj-quanzhou-tjj` of tjj.quanzhou.gov.cn.
    """
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    labels = host.removesuffix(".gov.cn").split(".") if host.endswith(".gov.cn") else [re.sub(r"\W+", "-", host)]
    prefix = PROVINCES.get((region or "")[:2], ("new", ""))[0]
    name = re.sub(r"[^a-z0-9]+", "-", "-".join([prefix, *reversed(labels)])).strip("-")
    numbers = (f"{name}-{number}" if number > 1 else name for number in range(1, len(taken) + 2))
    return next(one for one in numbers if one not in taken)


def entry_text(site: Site) -> str:
    """Return a site as an entry of a registry file."""
    said: dict[str, object] = {key: getattr(site, key) for key in ("id", "body", "region", "list", "family")}
    said |= {key: value for key in ("hosts", "many_bodies") if (value := getattr(site, key))}
    said |= {"options": _differing(site.options, Options()), "expect": _differing(site.expect, Expectation())}
    said |= {"verified": site.verified, "evidence": site.evidence, "list_from": site.list_from}
    said["tls"] = None if site.tls == "strict" else site.tls
    return "\n".join(["[[site]]", *(f"{key} = {_toml(value)}" for key, value in said.items() if value)]) + "\n"


def _differing(record: Options | Expectation, default: Options | Expectation) -> dict[str, object]:
    names = type(record).__dataclass_fields__
    return {name: getattr(record, name) for name in names if getattr(record, name) != getattr(default, name)}


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{key} = {_toml(item)}' for key, item in value.items())} }}"
    if isinstance(value, tuple | list):
        return f"[{', '.join(_toml(item) for item in value)}]"
    return json.dumps(value.isoformat() if isinstance(value, date) else value, ensure_ascii=False)


def file_of(site: Site, registry: Path | None) -> Path:
    """Return the file that a new entry belongs into: the operator's, or the bundled one of its province.

    Raises RegistryError where the bundled files cannot be written.
    """
    if registry:
        return registry
    if province_of(site) not in PROVINCES:
        raise RegistryError(f"{site.id}: region {site.region} is of no province with a bundled file; give --sites FILE")
    return bundled_folder() / f"{PROVINCES[province_of(site)][1]}.toml"


def bundled_folder() -> Path:
    """Return the folder of the bundled files. Raises RegistryError where they lie in no folder of their own."""
    folder = files("crawler") / "sites"
    if not isinstance(folder, Path):
        raise RegistryError("the bundled registry is inside a package that cannot be written; give --sites FILE")
    return folder


def add_entry(site: Site, path: Path) -> None:
    """Write a new entry at the end of a file, which is made if need be.

    Raises RegistryError, with the file as it was, where the entry is not valid there, another has come to read its
    column meanwhile, or the file cannot be written.
    """
    with _alone(path):
        before = _read(path) if path.exists() else _HEAD.format(name=_province_name(site))
        known = read_registry(before, str(path)) if path.exists() else ()
        if (other := same_column(known, site.list)) and other.id != site.id:
            raise RegistryError(f"{path}: site {other.id} reads the column of {site.list} already; nothing was written")
        _replace(path, f"{before.rstrip()}\n\n{entry_text(site)}")


def _province_name(site: Site) -> str:
    region = region_at(f"{province_of(site)}0000", None)
    return (short_name(region) or region.name) if region else f"region {site.region}"


def verify_entry(site: Site, registry: Path | None, day: date) -> Path:
    """Write the day of verification into a site's entry and return the file.

    Raises RegistryError where the entry is not found or its file cannot be written.
    """
    for path in [registry] if registry else sorted(bundled_folder().glob("*.toml")):
        with _alone(path):
            text = _read(path)
            for start, end in _blocks(text):
                if _id_in(text[start:end]) == site.id:
                    _replace(path, text[:start] + _with_date(text[start:end], day) + text[end:])
                    return path
    raise RegistryError(f'{site.id}: its entry was not found; write verified = "{day}" into it by hand')


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    starts = [found.start() for found in _START.finditer(text)]
    yield from zip(starts, [*starts[1:], len(text)], strict=True)


def _id_in(block: str) -> str | None:
    try:
        found: str = tomllib.loads(block)["site"][0]["id"]
    except (tomllib.TOMLDecodeError, KeyError):
        return None
    return found


def _with_date(block: str, day: date) -> str:
    """Put the day in the place of an earlier one, or behind the entry's own last key."""
    line = f'verified = "{day.isoformat()}"'
    if _VERIFIED.search(block):
        return _VERIFIED.sub(line, block, count=1)
    lines = block.splitlines()
    tables = [number for number, one in enumerate(lines) if number and one.lstrip().startswith("[")]
    own = lines[: min(tables, default=len(lines))]
    last = max(number for number, one in enumerate(own) if one.strip() and not one.lstrip().startswith("#"))
    return "\n".join([*lines[: last + 1], line, *lines[last + 1 :]]) + "\n"


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Let only one process at a time read and replace a file; what is locked is its folder, so nothing is left there.

    A file system without locks goes without.
    """
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(OSError):
            folder = os.open(path.resolve().parent, os.O_RDONLY | os.O_CLOEXEC)
            stack.callback(os.close, folder)
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise RegistryError(f"{path}: cannot be read ({error}); give the path of a TOML file") from error


def _replace(path: Path, text: str) -> None:
    """Put a new text in a file's place, at once and only if it is a valid registry; its rights and line ends stay."""
    read_registry(text, str(path))
    file = path.resolve()  # a link goes on to lead to its file
    beside = file.with_name(f".{file.name}.{os.getpid()}.new")
    try:
        before = file.read_bytes() if file.exists() else None
        beside.write_text(text, "utf-8", newline="\r\n" if before and b"\r\n" in before else "\n")
        if before is not None:
            shutil.copymode(file, beside)
        beside.replace(file)
    except OSError as error:
        reason = f"cannot be written ({error.strerror}); correct its rights, or give --sites FILE with a file of yours"
        raise RegistryError(f"{path}: {reason}") from error
    finally:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
