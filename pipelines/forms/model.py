"""The records a form file is read into."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparable:
    """How far an indicator compares with the other form in use: exact, near, partial or none; if not exact, why."""

    comparability: str
    counterpart: tuple[str, ...] = ()
    why: str = ""
    why_zh: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A label of the form with other wordings seen in reports, and its English name."""

    label: str
    en: str
    aliases: tuple[str, ...] = ()

    def spellings(self) -> tuple[str, ...]:
        """Return the label and every other wording."""
        return (self.label, *self.aliases)


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosureColumn:
    """A column of a block of table 2; `column` names it across forms (made, decisions, items_prev …)."""

    column: str
    label: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosureCell:
    """One cell of table 2: the code of a row under a column. `unit` is None where the form prints none."""

    column: str
    code: str
    unit: str | None
    en: str
    compared: Comparable


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosureRow:
    """A row of table 2; `row` names it across forms (rule, normdoc, licence …)."""

    row: str
    label: str
    aliases: tuple[str, ...]
    cells: tuple[DisclosureCell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosureBlock:
    """A block of table 2 below a heading such as 第二十条第（一）项, with a header row of its own."""

    head: str
    columns: tuple[DisclosureColumn, ...]
    rows: tuple[DisclosureRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """An applicant column of table 3."""

    code: str
    name: Name
    group: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRow:
    """A row of table 3. `core` is its shortest distinctive wording; `sum_of` is filled for printed subtotals."""

    code: str
    name: Name
    core: str
    parent: str | None
    group: str | None
    compared: Comparable
    sum_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """The rows `parts` add up to the row `total`, column by column."""

    total: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """The rows on the left add up to as much as the rows on the right, column by column."""

    left: tuple[str, ...]
    right: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Requests:
    """Table 3."""

    unit: str
    columns: tuple[Column, ...]
    rows: tuple[RequestRow, ...]
    subtotals: tuple[RequestRow, ...]
    sums: tuple[Sum, ...]
    balances: tuple[Balance, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A result column or a route of table 4; `group` is the heading a route stands under."""

    code: str
    name: Name
    group: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """A figure of table 4 that the form does not print but that follows from it."""

    code: str
    name: Name
    sum_of: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Disputes:
    """Table 4; the code of a cell is route_result."""

    unit: str
    results: tuple[Part, ...]
    routes: tuple[Part, ...]
    derived: tuple[Derived, ...]

    def codes(self) -> tuple[str, ...]:
        """Return the codes of all cells in printed order."""
        return tuple(f"{route.code}_{result.code}" for route in self.routes for result in self.results)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counterpart:
    """What a later form has for a figure."""

    form: str
    compared: Comparable


@dataclass(frozen=True, slots=True, kw_only=True)
class StatisticsRow:
    """A row of a statistics return: one figure, or a heading (`heading`), or known without a code (`local`).

    `variants` are other labels that count something akin; `evidence` is A or B where the label was read on pages, C
    where it is recalled. `parent` is the code of the row or heading it stands under, `block` the label of its heading.
    """

    code: str  # empty for a local row
    name: Name
    unit: str | None
    parent: str | None
    heading: bool
    local: bool
    evidence: str
    variants: tuple[str, ...] = ()
    block: str | None = None
    later: tuple[Counterpart, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StatisticsForm:
    """A return of one table with one number to a row, from the years before tables 2 to 4.

    `complete` says that every report on it prints all rows; local tables print some of them.
    """

    id: str
    name: str
    authority: str
    first_year: int
    last_year: int | None
    complete: bool
    rows: tuple[StatisticsRow, ...]
    sums: tuple[Sum, ...]

    def figures(self) -> tuple[StatisticsRow, ...]:
        """Return the rows that hold a figure with a code, in printed order."""
        return tuple(row for row in self.rows if row.code and not row.heading)

    def codes(self) -> tuple[str, ...]:
        """Return the codes of all figures in printed order."""
        return tuple(row.code for row in self.figures())

    def expected_in(self, year: int) -> bool:
        """Return whether this form was in use for reports about that year."""
        return self.first_year <= year and (self.last_year is None or year <= self.last_year)


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One version of the national form."""

    id: str
    name: str
    authority: str
    first_year: int
    last_year: int | None
    disclosure: tuple[DisclosureBlock, ...]
    local_rows: tuple[str, ...]
    requests: Requests
    disputes: Disputes
    # (row, column) of table 2 -> its cell
    disclosure_cells: dict[tuple[str, str], DisclosureCell] = field(default_factory=dict, compare=False)

    def disclosure_codes(self) -> tuple[str, ...]:
        """Return the codes of table 2 in printed order."""
        return tuple(cell.code for block in self.disclosure for row in block.rows for cell in row.cells)

    def request_codes(self) -> tuple[str, ...]:
        """Return the row codes of table 3 in printed order, without printed subtotals."""
        return tuple(row.code for row in self.requests.rows)

    def expected_in(self, year: int) -> bool:
        """Return whether this form was in force for reports about that year."""
        return self.first_year <= year and (self.last_year is None or year <= self.last_year)
