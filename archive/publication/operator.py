"""What the operator of a public archive says of it, by the environment: a contact, and its address on the web."""

import os
import re

CONTACT, ADDRESS = "NIANBAO_CONTACT", "NIANBAO_ADDRESS"
_ORIGIN = re.compile(r"https?://[0-9A-Za-z.-]{1,253}(?::[0-9]{1,5})?")
_HOST = re.compile(r"(?:[0-9A-Za-z.-]{1,253}|\[[0-9a-fA-F:.]{2,45}\])(?::[0-9]{1,5})?")
_MAIL = re.compile(r"[^\s:@<>\"']{1,64}@[0-9A-Za-z.-]{1,253}")


def contact() -> str | None:
    """Return how to reach the operator about errors and take-down, or None where it was not said; as crawls name it."""
    return os.environ.get(CONTACT, "").strip()[:300] or None


def contact_link(words: str) -> str | None:
    """Return the address behind a contact: a web page or a mailbox; None for other words."""
    if words.startswith(("https://", "http://")) and " " not in words:
        return words
    mailbox = words.removeprefix("mailto:")
    return f"mailto:{mailbox}" if _MAIL.fullmatch(mailbox) else None


def origin(scheme: str, host: str) -> str:
    """Return scheme and host under which the archive is known: what the operator says, else what was asked for.

    Empty where neither is well formed; links are then relative.
    """
    said = os.environ.get(ADDRESS, "").strip().rstrip("/")
    if _ORIGIN.fullmatch(said):
        return said
    return f"{scheme}://{host}" if scheme in {"http", "https"} and _HOST.fullmatch(host) else ""
