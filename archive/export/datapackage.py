"""datapackage.json: the release as a Frictionless data package."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archive.export.figure_changes import RESOURCE
from archive.export.resource import Resource
from archive.export.tables import csv_name
from archive.export.visible import Contents
from archive.export.words import notes
from archive.rights import OUR_LICENCE, OUR_LICENCE_URL, attributions
from archive.texts import text

_TYPES = {"integer": "integer", "real": "number", "number": "number", "text": "string", "json": "string"}
_MEDIA = {
    ".gz": ("csv", "text/csv"),
    ".csv": ("csv", "text/csv"),
    ".parquet": ("parquet", "application/vnd.apache.parquet"),
    ".xlsx": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ".db": ("sqlite", "application/vnd.sqlite3"),
    ".md": ("md", "text/markdown"),
    ".txt": ("txt", "text/plain"),
    ".cff": ("yaml", "application/yaml"),
}
CHANGED_FIGURES = "changed_figures.csv.gz"
_CC_BY = {"name": OUR_LICENCE, "title": "Creative Commons Attribution 4.0 International", "path": OUR_LICENCE_URL}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """Size and SHA-256 of a file."""

    size: int
    sha256: str


def sum_of(path: Path) -> Sum:
    """Read a file through and return its sum."""
    with path.open("rb") as stream:
        return Sum(size=path.stat().st_size, sha256=hashlib.file_digest(stream, "sha256").hexdigest())


def datapackage(
    resources: Sequence[Resource],
    sums: Mapping[str, Sum],
    held: Contents,
    release: str,
    changes: Mapping[str, object],
) -> str:
    """Return the descriptor of a release; `sums` has every file by its name in it, `changes` the counts of changes."""
    tabular = {csv_name(resource): resource for resource in resources} | {CHANGED_FIGURES: RESOURCE}
    package = {
        "profile": "data-package",
        "name": "nianbao",
        "version": release,
        "title": text("export.package.title", "en"),
        "title_zh": text("export.package.title", "zh"),
        "description": "\n".join(notes(held, release, "en", files=True)[1:]),
        "description_zh": "\n".join(notes(held, release, "zh", files=True)[1:]),
        "licenses": [_CC_BY],
        "sources": [{"title": one.told("en"), "title_zh": one.told("zh")} for one in attributions()],
        "build": held.build,
        "demonstration": held.demonstration,
        "reports": held.reports,
        "withheld_documents": held.withheld,
        "changes": changes,
        "resources": [_resource(name, sums[name], tabular.get(name)) for name in sorted(sums)],
    }
    return json.dumps(package, ensure_ascii=False, indent=1) + "\n"


def _resource(name: str, total: Sum, table: Resource | None) -> dict[str, Any]:
    format_, media = _MEDIA[Path(name).suffix]
    found: dict[str, Any] = {
        "name": name.removesuffix(".gz").replace("/", "-").lower(),
        "path": name,
        "format": format_,
        "mediatype": media,
        "bytes": total.size,
        "hash": f"sha256:{total.sha256}",
    }
    if format_ == "csv":
        found["encoding"] = "utf-8"
    if format_ != "csv":
        found["type"] = "file"  # what carries its own types is not to be guessed at by a validator
    if table is None:
        return found
    return found | {
        "name": table.name,
        "profile": "tabular-data-resource",
        "title": table.en,
        "title_zh": table.zh,
        "compression": "gz",
        "dialect": {"delimiter": ",", "lineTerminator": "\n", "doubleQuote": True, "header": True},
        "schema": _schema(table),
    }


def _schema(table: Resource) -> dict[str, Any]:
    fields = []
    for column in table.columns:
        facts: dict[str, Any] = {"name": column.name, "type": _TYPES[column.type]}
        facts |= {"title": column.en, "title_zh": column.zh, "unit": column.unit}
        fields.append({key: value for key, value in facts.items() if value})
    found: dict[str, Any] = {"fields": fields, "missingValues": [""]}
    if table.primary_key:
        found["primaryKey"] = list(table.primary_key)
    if table.foreign_keys:
        found["foreignKeys"] = [_reference(column, target) for column, target in table.foreign_keys.items()]
    return found


def _reference(column: str, target: str) -> dict[str, Any]:
    table, field = target.split(".")
    return {"fields": column, "reference": {"resource": table, "fields": field}}
