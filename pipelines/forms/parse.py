"""Reads the content of a form file into records and validates it."""

from collections import Counter
from collections.abc import Mapping

from pipelines.forms.model import (
    Balance,
    Column,
    Derived,
    DisclosureBlock,
    DisclosureCell,
    DisclosureColumn,
    DisclosureRow,
    Disputes,
    Form,
    Name,
    Part,
    RequestRow,
    Requests,
    Sum,
)
from pipelines.forms.node import FormError, Node, compared


def parse_form(source: str, data: Mapping[str, object]) -> Form:
    """Return the form held in one file's content. Raises FormError naming `source`, the place and the fault."""
    root = Node(source, data)
    disclosure = root.node("disclosure")
    blocks = tuple(_block(node) for node in disclosure.nodes("blocks"))
    form = Form(
        id=root.text("id"),
        name=root.text("name"),
        authority=root.text("authority"),
        first_year=root.number("first_year"),
        last_year=root.number("last_year") if "last_year" in data else None,
        disclosure=blocks,
        local_rows=tuple(node.text("label") for node in disclosure.nodes("local_rows", required=False)),
        requests=_requests(root.node("requests")),
        disputes=_disputes(root.node("disputes")),
        disclosure_cells={(row.row, cell.column): cell for block in blocks for row in block.rows for cell in row.cells},
    )
    _validate(source, form)
    return form


def _name(node: Node) -> Name:
    return Name(label=node.text("label"), en=node.text("en"), aliases=node.texts("aliases"))


def _block(node: Node) -> DisclosureBlock:
    columns = tuple(
        DisclosureColumn(column=item.text("column"), label=item.text("label"), aliases=item.texts("aliases"))
        for item in node.nodes("columns")
    )
    block = DisclosureBlock(
        head=node.text("head"), columns=columns, rows=tuple(_disclosure_row(row) for row in node.nodes("rows"))
    )
    names = [column.column for column in columns]
    for row in block.rows:
        if [cell.column for cell in row.cells] != names:
            raise FormError(
                f"{node.place}: row {row.row} must have one cell for each of the columns {', '.join(names)}"
            )
    return block


def _disclosure_row(node: Node) -> DisclosureRow:
    cells = tuple(
        DisclosureCell(
            column=item.text("column"),
            code=item.text("code"),
            unit=item.text("unit", default="") or None,
            en=item.text("en"),
            compared=compared(item),
        )
        for item in node.nodes("cells")
    )
    return DisclosureRow(row=node.text("row"), label=node.text("label"), aliases=node.texts("aliases"), cells=cells)


def _requests(node: Node) -> Requests:
    return Requests(
        unit=node.text("unit"),
        columns=tuple(
            Column(code=item.text("code"), name=_name(item), group=item.text("group")) for item in node.nodes("columns")
        ),
        rows=tuple(_request_row(item) for item in node.nodes("rows")),
        subtotals=tuple(_request_row(item) for item in node.nodes("subtotals", required=False)),
        sums=tuple(
            Sum(total=item.text("total"), parts=item.texts("parts", required=True)) for item in node.nodes("sums")
        ),
        balances=tuple(
            Balance(left=item.texts("left", required=True), right=item.texts("right", required=True))
            for item in node.nodes("balances")
        ),
    )


def _request_row(node: Node) -> RequestRow:
    return RequestRow(
        code=node.text("code"),
        name=_name(node),
        core=node.text("core"),
        parent=node.text("parent", default="") or None,
        group=node.text("group", default="") or None,
        compared=compared(node),
        sum_of=node.texts("sum_of"),
    )


def _part(node: Node) -> Part:
    return Part(code=node.text("code"), name=_name(node), group=node.text("group", default="") or None)


def _disputes(node: Node) -> Disputes:
    return Disputes(
        unit=node.text("unit"),
        results=tuple(_part(item) for item in node.nodes("results")),
        routes=tuple(_part(item) for item in node.nodes("routes")),
        derived=tuple(
            Derived(code=item.text("code"), name=_name(item), sum_of=item.texts("sum_of", required=True))
            for item in node.nodes("derived", required=False)
        ),
    )


def _validate(source: str, form: Form) -> None:
    rows = [row.code for row in (*form.requests.rows, *form.requests.subtotals)]
    codes = [*form.disclosure_codes(), *rows, *form.disputes.codes(), *(item.code for item in form.disputes.derived)]
    twice = sorted(code for code, count in Counter(codes).items() if count > 1)
    if twice:
        raise FormError(f"{source}: the codes {', '.join(twice)} occur more than once")
    named = {
        "sum_of of a subtotal": [code for row in form.requests.subtotals for code in row.sum_of],
        "a sum": [code for item in form.requests.sums for code in (item.total, *item.parts)],
        "a balance": [code for item in form.requests.balances for code in (*item.left, *item.right)],
        "a parent": [row.parent for row in form.requests.rows if row.parent is not None],
    }
    for what, used in named.items():
        unknown = sorted(set(used) - set(rows))
        if unknown:
            raise FormError(f"{source}: {what} names rows that table 3 does not have: {', '.join(unknown)}")
    parts = sorted({code for item in form.disputes.derived for code in item.sum_of} - set(form.disputes.codes()))
    if parts:
        raise FormError(f"{source}: a derived figure names cells that table 4 does not have: {', '.join(parts)}")
