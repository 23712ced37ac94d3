"""What is kept beside a response, as the JSON block of a WARC metadata record."""

import json
from dataclasses import dataclass, fields

from archive.records import Context, Outcome, Role
from archive.store.errors import StoreError

CONTENT_TYPE = "application/json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The document a capture stands for, also where the record itself holds no bytes (a revisit)."""

    digest: str | None = None
    payload_digest: str | None = None
    length: int = 0
    content_type: str | None = None
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Metadata:
    """Block of one metadata record."""

    context: Context
    kept: Kept


_NAMES = {"context": [field.name for field in fields(Context)], "document": [field.name for field in fields(Kept)]}


def dump(metadata: Metadata) -> bytes:
    """Return the JSON, without the fields that are not known."""
    parts: dict[str, Context | Kept] = {"context": metadata.context, "document": metadata.kept}
    known = {
        part: {name: value for name in _NAMES[part] if (value := getattr(values, name)) is not None}
        for part, values in parts.items()
    }
    return json.dumps(known, ensure_ascii=False, sort_keys=True).encode("utf-8")


def load(block: bytes) -> Metadata:
    """Read the JSON back; keys of later versions are passed over. Raises StoreError when it is not ours."""
    try:
        known = json.loads(block)
        context = {field.name: known["context"].get(field.name) for field in fields(Context)}
        context["role"], context["outcome"] = Role(context["role"]), Outcome(context["outcome"])
        names = {field.name for field in fields(Kept)}
        kept = Kept(**{key: value for key, value in known["document"].items() if key in names})
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise StoreError(f"the metadata record is not one of this archive's: {error}") from error
    return Metadata(Context(**context), kept)
