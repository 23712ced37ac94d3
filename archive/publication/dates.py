"""Dates and times as the readers of each language write them; data files and citations keep ISO 8601."""

import re

from markupsafe import Markup

from archive.texts import Language, text

_ISO = re.compile(
    r"(?P<year>[0-9]{4})(?:-(?P<month>0[1-9]|1[0-2])(?:-(?P<day>0[1-9]|[12][0-9]|3[01])"
    r"(?:[T ](?P<time>[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.[0-9]+)?(?:Z|\+00:00))?)?)?"
)


def written(iso: str | None, language: Language) -> str:
    """Return a date or a time (in UTC, to the second) in words; what is no ISO date stays as it is, None is empty.

    A date may be a year, or a year and a month alone.
    """
    match = _ISO.fullmatch(iso or "")
    if match is None:
        return iso or ""
    parts = {name: found for name, found in match.groupdict().items() if found}
    if "month" in parts:
        parts["month"] = text(f"pages.dates.month_{int(parts['month'])}", language)
    if "day" in parts:
        parts["day"] = str(int(parts["day"]))
    finest = [name for name in ("year", "month", "day", "time") if name in parts][-1]
    return text(f"pages.dates.to_{finest}", language, **parts)


def dated(iso: str | None, language: Language) -> Markup | str:
    """Return the same as an element `time` that programs can read; only the words where there is no ISO date."""
    match = _ISO.fullmatch(iso or "")
    if match is None:
        return written(iso, language)
    machine = f"{iso}"[: match.start("time")] + f"{match['time']}Z" if match["time"] else f"{iso}"
    return Markup('<time datetime="{}">{}</time>').format(machine, written(iso, language))
