"""What is taken away: columns, rows, and what must be known to use them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from archive.export.resource import Row
from archive.schema import Column


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows with their columns. `name` is that of the file without extension, in letters, digits and hyphens.

    A column of type text has text where its values are text; numbers stay numbers whatever its type. `notes` are
    sentences on source, licence and what the rows do not say; `facts` the same for programs.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: Iterable[Row]
    notes: tuple[str, ...] = ()
    facts: Mapping[str, object] = field(default_factory=dict)
    demonstration: bool = False

    @property
    def stem(self) -> str:
        """The file's name without extension; it says where it may hold demonstration data."""
        return f"{'demonstration-data-' if self.demonstration else ''}{self.name}"
