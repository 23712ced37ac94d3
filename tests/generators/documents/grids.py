"""Printed tables before any format: rows of cells with spans."""

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(slots=True)
class Cell:
    """A printed cell; `code` names the figure in it, if any."""

    text: str
    columns: int = 1
    rows: int = 1
    head: bool = False
    code: str = ""


@dataclass(slots=True)
class Grid:
    """A printed table. `heads` counts its header rows, `hidden` means that no reader sees it."""

    rows: list[list[Cell]]
    kind: str
    heads: int = 1
    hidden: bool = False
    image: bool = False
    widths: list[float] = field(default_factory=list)

    def width(self) -> int:
        """Return the number of columns."""
        return max((column + cell.columns for _, column, cell in self.placed()), default=0)

    def placed(self) -> Iterator[tuple[int, int, Cell]]:
        """Yield every cell with its row and column, as a browser would place it."""
        taken: set[tuple[int, int]] = set()
        for row, cells in enumerate(self.rows):
            column = 0
            for cell in cells:
                while (row, column) in taken:
                    column += 1
                yield row, column, cell
                taken |= {(row + down, column + right) for down in range(cell.rows) for right in range(cell.columns)}
                column += cell.columns


@dataclass(slots=True)
class Line:
    """A paragraph; `role` is title, heading, text, note or signature. `true` and `maybe` are the figures it states."""

    text: str
    role: str = "text"
    true: dict[str, float] = field(default_factory=dict)
    maybe: dict[str, float] = field(default_factory=dict)


Part = Grid | Line


def scaled(grid: Grid, times: int) -> list[list[Cell]]:
    """Return a grid's rows with every span multiplied."""
    return [
        [Cell(cell.text, cell.columns * times, cell.rows, cell.head, cell.code) for cell in row] for row in grid.rows
    ]
