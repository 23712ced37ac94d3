"""Reports of the sample web that are wrong on purpose, and what the second crawl finds changed."""

from collections.abc import Callable
from dataclasses import replace

from crawler.sampleweb.bodies import SampleBody
from crawler.sampleweb.figures import PrintedFigures, invent

Mistake = Callable[[SampleBody, PrintedFigures], PrintedFigures]

REMOVED = ("qh-education", 2021)  # answers 404 on the second crawl
CHANGED = ("jz-qinghe", 2024)  # prints another figure on the second crawl


def _wrong_row_total(body: SampleBody, figures: PrintedFigures) -> PrintedFigures:  # noqa: ARG001 (one signature)
    row = figures.requests["res_granted"]
    return replace(figures, requests=figures.requests | {"res_granted": (*row[:6], str(int(row[6]) + 3))})


def _review_total_zero(body: SampleBody, figures: PrintedFigures) -> PrintedFigures:  # noqa: ARG001 (one signature)
    return replace(figures, disputes=("10", "1", "0", "0", "0", *figures.disputes[5:]))


def _carried_in_differs(body: SampleBody, figures: PrintedFigures) -> PrintedFigures:  # noqa: ARG001 (one signature)
    """Move three requests from carried in to new, so that only the year before contradicts it."""
    new, carried = list(map(int, figures.requests["req_new"])), list(map(int, figures.requests["req_carried_in"]))
    for column in (0, 6):
        new[column] -= 3
        carried[column] += 3
    moved = {"req_new": tuple(map(str, new)), "req_carried_in": tuple(map(str, carried))}
    return replace(figures, requests=figures.requests | moved)


def _yuan_for_wan(body: SampleBody, figures: PrintedFigures) -> PrintedFigures:  # noqa: ARG001 (one signature)
    yuan = round(float(figures.disclosure["admin_fee_wan"]) * 10000)
    return replace(figures, disclosure=figures.disclosure | {"admin_fee_wan": str(yuan)})


def _copied(body: SampleBody, figures: PrintedFigures) -> PrintedFigures:
    before = invent(body, 2022)
    return replace(before, form=figures.form)


def _items_as_decisions(body: SampleBody, figures: PrintedFigures) -> PrintedFigures:  # noqa: ARG001 (one signature)
    table = dict(figures.disclosure)
    for kind in ("licence", "penalty"):
        table[f"{kind}_decisions"] = str(int(table[f"{kind}_items_prev"]) + int(table[f"{kind}_items_change"]))
    return replace(figures, disclosure=table)


def _township_rules(body: SampleBody, figures: PrintedFigures) -> PrintedFigures:  # noqa: ARG001 (one signature)
    return replace(figures, disclosure=figures.disclosure | {"rule_made": "2", "rule_in_force": "2"})


def _printed_nil(blank: str) -> Mistake:
    """Return a change that prints `blank` for every zero of table 3's applicant columns."""

    def apply(body: SampleBody, figures: PrintedFigures) -> PrintedFigures:  # noqa: ARG001 (one signature)
        rows = {
            code: (*(blank if text == "0" else text for text in row[:6]), row[6])
            for code, row in figures.requests.items()
        }
        return replace(figures, requests=rows)

    return apply


MISTAKES: dict[tuple[str, int], Mistake] = {
    ("jz-police", 2022): _wrong_row_total,
    ("jz-donghu", 2023): _review_total_zero,
    ("yz-baishi", 2024): _carried_in_differs,
    ("yz-yunling", 2023): _yuan_for_wan,
    ("qh-liulin", 2023): _copied,
    ("qh-qingxi", 2020): _items_as_decisions,
    ("yl-nanping", 2022): _township_rules,
    ("bs-market", 2024): _printed_nil(""),
    ("jz-wanghu", 2024): _printed_nil("/"),
}


def printed(body: SampleBody, year: int, generation: int) -> PrintedFigures:
    """Return what the report prints on the first or second crawl (`generation` 1 or 2), mistakes included."""
    figures = invent(body, year)
    if (mistake := MISTAKES.get((body.key, year))) is not None:
        figures = mistake(body, figures)
    if generation > 1 and (body.key, year) == CHANGED:
        licences = str(int(figures.disclosure["licence_decisions"]) + 100)
        figures = replace(figures, disclosure=figures.disclosure | {"licence_decisions": licences})
    return figures
