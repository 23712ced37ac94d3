"""How far a server's validators (ETag, Last-Modified) are trusted: what they said before is compared with the bytes."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from archive.store.index import Sent

RENEWED = timedelta(days=90)  # so old an answer in full is asked for again: a 304 that is wrong cannot be seen


def may_condition(sent: Sequence[Sent], now: datetime) -> bool:
    """Say whether an address may be asked for changes only; `sent` are its documents sent in full, by time.

    Not when the last is older than RENEWED, and not where different bytes came under the same validators before.
    """
    if not sent or now - datetime.fromisoformat(sent[-1].time).astimezone(UTC) > RENEWED:
        return False
    said: dict[tuple[str | None, str | None], str | None] = {}
    for answer in sent:
        validators = answer.etag, answer.last_modified
        if any(validators) and said.setdefault(validators, answer.digest) != answer.digest:
            return False
    return True
