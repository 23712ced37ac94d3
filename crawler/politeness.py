"""What one crawl may ask of which host at which moment, and why not. The unit is the registrable host.

It knows nothing of Scrapy: `crawler/downloading.py` asks it before a request is sent and tells it every answer.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from archive.records import Outcome
from crawler.backoff import BLOCKS_IN_A_ROW, Backoff, is_good, retry_after
from crawler.errand import PUT_OFF, Errand, LeftAlone, Postponed, Refused
from crawler.hostlocks import HostLocks
from crawler.outcome import Verdict
from crawler.rest import rests_until, utc_now

BLOCKS_OF_A_HOST = 10  # in a row, whatever the sites; of one site BLOCKS_IN_A_ROW
SILENCES = 9  # in a row, of one name: a quarter of an hour, as long as three addresses take that are tried three times
LONGEST_PAUSE = timedelta(minutes=5)  # that one host may hold up a crawl; who asks for more is left alone in it
_TOO_MUCH = frozenset({429, 503})
_ADVICE = "; `--site ID` asks all the same, or save its pages by hand and use `nianbao import FILE --url URL`"


class Politeness:
    """Which hosts a crawl asks; `pauses` holds until when (UTC) a host is not asked that goes on afterwards.

    `rest` are the hours in which nothing is asked of anybody.
    """

    def __init__(
        self,
        locks: HostLocks,
        backoffs: Mapping[str, Backoff],
        *,
        rest: str | None = None,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self.pauses: dict[str, datetime] = {}
        self.locks = locks
        self._rest = rest
        self._clock = clock
        self._blocks: Counter[str | tuple[str, str]] = Counter()  # in a row, of a host and of a site there
        self._silences: Counter[str] = Counter()  # in a row, of a name with its port; others of its host may answer
        self._left: dict[tuple[str, str], str] = {}  # sites left alone on a host that may still serve others
        self._closed = {
            host: f"{host} is left alone until {_moment(one.until)}: {one.reason}{'' if one.wish else _ADVICE}"
            for host, one in backoffs.items()
        }
        soon = clock() + LONGEST_PAUSE
        for host in [host for host in self._closed if backoffs[host].wish and backoffs[host].until <= soon]:
            del self._closed[host]  # the last answer of the crawl before asked for as little as one would wait within
            self.pauses[host] = backoffs[host].until

    def check(self, host: str, errand: Errand) -> None:
        """Return if a host may be asked now, having taken it for this crawl.

        Raises Postponed in the hours of rest, and Refused for a host that is left alone or that another crawl asks
        (LeftAlone where block pages are the reason).
        """
        now = self._clock()
        for hours in (errand.site.options.rest, self._rest):
            if until := rests_until(hours, now):
                raise Postponed(f"rests until {until} in China's time (hours of rest {hours}); {PUT_OFF}")
        if host not in self._closed and (other := self.locks.take(host)):
            self._closed[host] = f"another crawl ({other}) is asking {host}; crawl it again when that one has ended"
        if reason := self._closed.get(host) or self._left.get((host, errand.site.id)):
            raise (LeftAlone if reason.endswith(_ADVICE) else Refused)(reason)

    def note_answer(self, host: str, errand: Errand, verdict: Verdict, status: int, wish: str | None) -> None:
        """Take note of an answer; `wish` is the value of its Retry-After."""
        if verdict.outcome is Outcome.BLOCKED:
            self._note_block(host, errand.site.id)
        elif is_good(errand.role, verdict.outcome):
            self._blocks[host] = self._blocks[host, errand.site.id] = 0
        now = self._clock()
        until = retry_after(wish, now) if status in _TOO_MUCH else None
        if until and until - now > LONGEST_PAUSE:
            self._closed.setdefault(
                host, f"{host} asks to be left alone until {_moment(until)} (Retry-After); a crawl after that goes on"
            )
        elif until:
            self.pauses[host] = until

    def _note_block(self, host: str, site: str) -> None:
        self._blocks[host] += 1
        self._blocks[host, site] += 1
        said = "sent {} block pages one after another; it is left alone in this crawl" + _ADVICE
        if self._blocks[host, site] >= BLOCKS_IN_A_ROW:
            self._left.setdefault((host, site), f"{host} {said.format(self._blocks[host, site])}")
        if self._blocks[host] >= BLOCKS_OF_A_HOST:
            self._closed.setdefault(host, f"{host} {said.format(self._blocks[host])}")

    def note_end(self, name: str, *, answered: bool) -> None:
        """Take note of whether a name (with its port) that was asked gave any answer."""
        self._silences[name] = 0 if answered else self._silences[name] + 1

    def check_name(self, name: str) -> None:
        """Raise Refused for a name that gave no answer too often: each try holds up its host for minutes."""
        if self._silences[name] >= SILENCES:
            raise Refused(
                f"{name} did not answer {SILENCES} requests one after another; it is asked no more in this crawl, the "
                "next crawl tries again"
            )

    def is_closed(self, host: str, errand: Errand) -> bool:
        """Tell whether a host is asked no more for a site in this crawl."""
        return host in self._closed or (host, errand.site.id) in self._left

    def pause(self, host: str) -> float:
        """Return for how many more seconds a host asked not to be asked."""
        until = self.pauses.get(host)
        return max(0.0, (until - self._clock()).total_seconds()) if until else 0.0


def _moment(time: datetime) -> str:
    return f"{time:%Y-%m-%d %H:%M} UTC"
