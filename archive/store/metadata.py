"""What is kept beside a response, as the block of a WARC metadata record.

The block has the form that the standard names for such records, and so other programs do not take it for a document
of its address: a line `via` with the page that linked there, and a line `nianbao` with all that is known, as JSON.
"""

import json
from dataclasses import dataclass, fields

from archive.records import Context, Outcome, Role
from archive.store.errors import StoreError
from archive.store.warc import safe_url

CONTENT_TYPE = "application/warc-fields"
_OURS = b"nianbao: "
_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True)


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
    """Return the block, without the fields that are not known."""
    parts: dict[str, Context | Kept] = {"context": metadata.context, "document": metadata.kept}
    known = {
        part: {name: value for name in _NAMES[part] if (value := getattr(values, name)) is not None}
        for part, values in parts.items()
    }
    via = f"via: {safe_url(metadata.context.parent)}\r\n" if metadata.context.parent else ""
    return via.encode("utf-8") + _OURS + _JSON.encode(known).encode("utf-8") + b"\r\n"


def load(block: bytes) -> Metadata:
    """Read a block back; keys of later versions are passed over. Raises StoreError when it is not ours."""
    try:
        known = json.loads(_json(block))
        context = {field.name: known["context"].get(field.name) for field in fields(Context)}
        context["role"], context["outcome"] = Role(context["role"]), Outcome(context["outcome"])
        names = {field.name for field in fields(Kept)}
        kept = Kept(**{key: value for key, value in known["document"].items() if key in names})
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise StoreError(f"the metadata record is not one of this archive's: {error}") from error
    return Metadata(Context(**context), kept)


def _json(block: bytes) -> bytes:
    """Return the line of JSON; the first stores had nothing else in the block."""
    if block.startswith(b"{"):
        return block
    return next((line[len(_OURS) :] for line in block.split(b"\r\n") if line.startswith(_OURS)), b"")
