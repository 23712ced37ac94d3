"""Where everything lies below the data directory."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class DataDir:
    """The layout of one archive on disk; nothing is created by asking for a path."""

    root: Path

    @property
    def warc(self) -> Path:
        """Folder of the WARC files, the only truth."""
        return self.root / "warc"

    @property
    def captures(self) -> Path:
        """Index of the captures; `nianbao verify` can rebuild it."""
        return self.root / "captures.db"

    @property
    def readings(self) -> Path:
        """Cache of readings by document digest and reader version."""
        return self.root / "readings.db"

    @property
    def settled(self) -> Path:
        """Cache of the report pages that lead to nothing more; the crawler makes it again."""
        return self.root / "settled.db"

    @property
    def locks(self) -> Path:
        """Folder of the crawls' locks on hosts; beside the captures, all that cannot be made again (nor need be)."""
        return self.root / "locks"

    @property
    def builds(self) -> Path:
        """Folder of the promoted and previous builds."""
        return self.root / "builds"

    @property
    def current(self) -> Path:
        """Symbolic link to the promoted build."""
        return self.root / "current"

    @property
    def releases(self) -> Path:
        """Folder of dated bulk releases."""
        return self.root / "releases"

    @property
    def crawls(self) -> Path:
        """Folder of the crawls' reports; the captures can give them again."""
        return self.root / "crawls"

    @property
    def feeds(self) -> Path:
        """Folder of the feeds made of the crawls' reports."""
        return self.root / "feeds"

    @property
    def corrections(self) -> Path:
        """People's corrections, an input of the build."""
        return self.root / "corrections.csv"

    @property
    def withheld(self) -> Path:
        """Documents hidden from publication, an input of the build."""
        return self.root / "withheld.csv"

    @property
    def population(self) -> Path:
        """Numbers of residents supplied by the operator, an input of the pages."""
        return self.root / "population.csv"
