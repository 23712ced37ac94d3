"""Hours of rest, in which nothing is asked of a site; always China's time, where the servers and their offices are."""

import re
from datetime import UTC, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8))
_HOURS = re.compile(r"((?:[01]\d|2[0-3]):[0-5]\d)-((?:[01]\d|2[0-3]):[0-5]\d)")


def check_hours(hours: str) -> None:
    """Raise ValueError for anything but "HH:MM-HH:MM"."""
    if not _HOURS.fullmatch(hours):
        raise ValueError(f"hours of rest are written 'HH:MM-HH:MM', such as '08:00-20:00', not {hours!r}")


def rests_until(hours: str | None, now: datetime) -> str | None:
    """Return when a rest that is on at `now` ends, as "HH:MM" in China's time, or None if there is none.

    `hours` is "HH:MM-HH:MM", the end not included; hours may pass midnight, and equal ones are the whole day. `now`
    knows its time zone. Raises ValueError for hours that cannot be read.
    """
    if not hours:
        return None
    check_hours(hours)
    begin, end = hours.split("-")
    clock = f"{now.astimezone(CHINA):%H:%M}"
    resting = begin <= clock < end if begin < end else clock >= begin or clock < end
    return end if resting else None


def utc_now() -> datetime:
    """Return the time; what decides by it takes this function, so that a test may give another."""
    return datetime.now(UTC)
