"""How much a page gives away at once."""

from collections.abc import Iterable, Iterator
from typing import IO

from archive.export.resource import Row

ROWS = 200_000
SIZE = 64_000_000  # bytes of a file
CELLS = 1_000_000  # of a workbook, which takes long to write
CHARACTERS = 32_767  # of a cell in Excel


class TooLarge(Exception):
    """What is asked for exceeds a bound: `bound` is rows, size, cells or characters, `most` how much is given."""

    def __init__(self, bound: str, most: int) -> None:
        super().__init__(f"more than {most} {bound}")
        self.bound = bound
        self.most = most


def counted(rows: Iterable[Row], most: int, bound: str = "rows") -> Iterator[Row]:
    """Yield the rows. Raises TooLarge beyond so many."""
    for number, row in enumerate(rows):
        if number >= most:
            raise TooLarge(bound, most)
        yield row


def fitting(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield the rows. Raises TooLarge for a text that Excel would cut."""
    for row in rows:
        if any(isinstance(value, str) and len(value) > CHARACTERS for value in row):
            raise TooLarge("characters", CHARACTERS)
        yield row


def grown(file: IO[bytes]) -> None:
    """Raise TooLarge where a file has become larger than is given away."""
    if file.tell() > SIZE:
        raise TooLarge("size", SIZE)
