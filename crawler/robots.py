"""What a host's robots.txt means for us, also when it cannot be read."""

import re
from dataclasses import dataclass

from protego import Protego

from archive.content import decode_text
from crawler.outcome import block_page

LONGEST_DELAY = 300  # seconds; a longer wait would hold up the whole crawl, a shorter one disobey
_LIMIT = 1_000_000  # the standard asks to read at least 500 KiB
_RECORD = re.compile(r"^[ \t]*user-agent[ \t]*:", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one host: a parsed file, or a sentence that says why nothing may be asked there."""

    file: Protego | None = None
    closed: str | None = None

    def why_not(self, url: str, agent: str) -> str | None:
        """Return why a URL may not be asked, or None if it may."""
        if self.closed:
            return self.closed
        if self.delay(agent) > LONGEST_DELAY:
            return f"robots.txt asks to wait {self.delay(agent):.0f} seconds between requests, too long for a crawl"
        if self.file is not None and not self.file.can_fetch(url, agent):
            return "robots.txt forbids this address; ask its operator, or import files saved by a person"
        return None

    def delay(self, agent: str) -> float:
        """Return the seconds that the file asks to wait between two requests, 0 if it asks for none."""
        found = float(self.file.crawl_delay(agent) or 0) if self.file is not None else 0.0
        return found if found > 0 else 0.0  # nor for less than none, nor for what is no number


def read_rules(status: int, body: bytes) -> Rules:
    """Return the rules that a response for robots.txt gives; `body` is already content-decoded.

    A missing file (4xx) allows everything. A server's failure and a block page forbid everything until the file is
    served again; so does 429, which asks to stay away.
    """
    text = decode_text(_whole_lines(body))[0]
    # a file may speak of firewalls in its remarks
    if not (status == 200 and _RECORD.search(text)) and (reason := block_page(status, text)):
        return unreachable(reason)
    if status == 429 or not (200 <= status < 300 or 400 <= status < 500):
        return unreachable(f"the server answers {status}")
    return Rules() if status >= 400 else Rules(Protego.parse(text))


def _whole_lines(body: bytes) -> bytes:
    """Return what is read of a file: half a rule would be another one."""
    if len(body) <= _LIMIT:
        return body
    return body[: max(body.rfind(b"\n", 0, _LIMIT), body.rfind(b"\r", 0, _LIMIT)) + 1]


def unreachable(reason: str) -> Rules:
    """Return the rules for a host whose robots.txt cannot be read: nothing is asked until it answers."""
    return Rules(closed=f"robots.txt cannot be read ({reason}), so nothing is asked there; the next crawl tries again")
