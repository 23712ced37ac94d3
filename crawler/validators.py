"""How far a server's validators (ETag, Last-Modified) are trusted: what they said before is compared with the bytes."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from archive.records import Capture

RENEWED = timedelta(days=90)  # so old an answer in full is asked for again: a 304 that is wrong cannot be seen


def may_condition(sent: Sequence[Capture], now: datetime) -> bool:
    """Say whether an address may be asked for changes only; `sent` are its documents sent in full, by time.

    Not when the last is older than RENEWED, and not where different bytes came under the same validators before.
    """
    if not sent or now - datetime.fromisoformat(sent[-1].time).astimezone(UTC) > RENEWED:
        return False
    said: dict[tuple[str | None, str | None], str | None] = {}
    for capture in sent:
        validators = capture.etag, capture.last_modified
        if any(validators) and said.setdefault(validators, capture.digest) != capture.digest:
            return False
    return True
