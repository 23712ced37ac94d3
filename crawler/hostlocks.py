"""One crawl at a time for each registrable host, over all processes that share a folder of locks.

The folder holds one small file for each host, whose date is that of the last request and whose text is the crawl that
sent it, and one file `held` in which each host stands for a byte that is locked while a crawl asks there. The system
gives a lock back when its process ends, however it ends. One open file serves thousands of hosts.
"""

import fcntl
import hashlib
import os
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

_OFFSETS = 1 << 62  # a file's offsets are 63 bits wide


class HostLocks:
    """The hosts that one crawl has for itself; `close` (or the end of the process) gives them back.

    Raises OSError when the folder cannot be written.
    """

    def __init__(self, folder: Path, crawl: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._crawl = folder, crawl
        self._file = os.open(folder / "held", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        self._mine: dict[str, Path] = {}  # with their files

    def close(self) -> None:
        """Give all hosts back; may be called twice."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def take(self, host: str) -> str | None:
        """Take a host. Returns None if it is ours now, else the name of the crawl that has it."""
        if host in self._mine:
            return None
        offset = int.from_bytes(hashlib.sha256(host.encode()).digest()[:8]) % _OFFSETS
        try:
            fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, offset)
        except BlockingIOError:
            return self._holder(host)
        before, path = self.last_request(host) or 0.0, self._path(host)
        self._mine[host] = path
        path.write_text(self._crawl, "utf-8")
        os.utime(path, (before, before))
        return None

    def note_request(self, host: str) -> None:
        """Note that a request is sent, right now, to a host which is ours."""
        with suppress(OSError):  # what is lost is one delay after a restart
            os.utime(self._mine[host])

    def last_request(self, host: str) -> float | None:
        """Return when a host was last asked, in seconds since 1970, or None if it never was."""
        try:
            return self._path(host).stat().st_mtime
        except OSError:
            return None

    def _holder(self, host: str) -> str:
        with suppress(OSError, UnicodeDecodeError):
            return self._path(host).read_text("utf-8")[:100] or "unknown"
        return "unknown"

    def _path(self, host: str) -> Path:
        name = quote(host, safe="")
        return self._folder / f"{name if len(name) < 200 else hashlib.sha256(host.encode()).hexdigest()}.host"
