"""What is read at most: of an address, of an answer, of one site in one crawl.

Settings of the same names override the numbers (`NIANBAO_MAX_ADDRESSES`, `NIANBAO_MAX_LISTS`, `NIANBAO_IDLE_TIMEOUT`;
Scrapy's own `DOWNLOAD_MAXSIZE`, `DOWNLOAD_TIMEOUT`, `REDIRECT_MAX_TIMES`).
"""

from collections import Counter, defaultdict
from urllib.parse import urlsplit

from archive.content import ContentError, TooLargeError, unpack
from archive.records import Role
from crawler.errand import Errand, Refused

LONGEST_ADDRESS = 4096  # characters; the longest of real list interfaces has 400
REPEATED = 6  # times a folder stands in a path; links relative to themselves make it grow without end
HEAD_BYTES = 192 * 1024  # of status line and headers; up to 64 KB of the body may come with their last bytes
HEAD_LINES = 300
RATIO = 200  # unpacked bytes for each that was sent; a page of nothing but one table's rows has 60
ALWAYS_UNPACKED = 8 << 20  # bytes, whatever the ratio


class BrokenOffError(OSError):
    """A body that ends before its end; Scrapy asks again for an OSError."""


def check_address(url: str) -> str | None:
    """Return why an address is not asked for by its form alone, or None."""
    if len(url) > LONGEST_ADDRESS:
        return f"the address has {len(url)} characters, more than {LONGEST_ADDRESS}"
    if url.count("/") <= REPEATED:
        return None
    folder, times = max(Counter(filter(None, urlsplit(url).path.split("/"))).items(), key=_times, default=("", 0))
    if times > REPEATED:
        return f"the address repeats the folder {folder!r} {times} times, as links in a loop do"
    return None


def _times(counted: tuple[str, int]) -> int:
    return counted[1]


def check_unpacked(body: bytes, encoding: str | None, most: int) -> None:
    """Unpack a body once, keeping nothing.

    Raises Refused when it unpacks to more than `most` bytes or RATIO times its own size, BrokenOffError when it is cut
    off. Bodies with other faults pass: they are kept as they came, and judged.
    """
    if not encoding:
        return
    limit = min(most or len(body) * RATIO, max(ALWAYS_UNPACKED, len(body) * RATIO))
    try:
        for _ in unpack(body, encoding, limit):
            pass
    except TooLargeError as error:
        raise Refused(f"the answer of {len(body)} bytes unpacks to more than {limit}, which is not read") from error
    except ContentError as error:
        if "cut off" in str(error):
            raise BrokenOffError(f"the compressed body breaks off after {len(body)} bytes") from error


def is_whole(body: bytes, encoding: str | None, most: int) -> bool:
    """Tell whether a body ends as whole ones of its format do: a page with </html>, a PDF with %%EOF.

    One that cannot be unpacked to at most `most` bytes (0 for any number) does not.
    """
    try:
        end = b"".join(unpack(body, encoding, most or len(body) * RATIO))[-1024:].rstrip(b" \t\r\n\0")
    except ContentError:
        return False
    return b"</html>" in end.lower() or end.endswith(b"%%EOF")


class SiteBounds:
    """Counts what each site was asked for, so that calendars and session ids without end come to one."""

    def __init__(self, addresses: int, lists: int) -> None:
        self._most = addresses
        self._most_lists = lists
        self._asked: defaultdict[str, set[int]] = defaultdict(set)
        self._lists: defaultdict[str, set[int]] = defaultdict(set)

    def check(self, errand: Errand, url: str) -> str | None:
        """Count an address; return why it is not asked for when the site has had its share, or None."""
        site, key = errand.site.id, hash(url)
        asked, lists = self._asked[site], self._lists[site]
        if key in asked:
            return None  # a retry
        if errand.role is Role.LIST and key not in lists:
            if len(lists) >= self._most_lists:
                return f"site {site} has more than {self._most_lists} pages of lists; what else it lists is not asked"
            lists.add(key)
        if len(asked) >= self._most:
            return f"site {site} has more than {self._most} addresses; what else it links to is not asked"
        asked.add(key)
        return None
