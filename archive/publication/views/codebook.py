"""The codebook: every indicator, how each form prints it, and what it compares with in the other forms."""

import sqlite3

from archive.publication.answers import Answer, Ask, Html, Missing
from archive.publication.codebook import Codebook, Indicator

PATH = r"/codebook(?:/(?P<code>[0-9A-Za-z_.]{1,80}))?/?"
TEXT_TABLE = "narrative"


def view(ask: Ask) -> Answer:
    """Return the list of all indicators, or the page of one; a cell's code leads to that of its row."""
    codebook = Codebook(ask.db)
    code = ask.values.get("code")
    if code is None:
        return _all(ask, codebook)
    indicator = codebook.indicators.get(code.partition(".")[0])
    if indicator is None:
        raise Missing("missing.code", code=code)
    return _one(ask, codebook, indicator)


def _all(ask: Ask, codebook: Codebook) -> Html:
    groups: dict[str, list[Indicator]] = {}
    for one in codebook.indicators.values():
        if one.form_table != "t3.columns":  # the columns of table 3 are no indicators by themselves
            groups.setdefault(one.form_table, []).append(one)
    return Html(
        template="codebook.html",
        title=ask.say("codebook.title"),
        demonstration=False,
        context={"groups": groups, "text_table": TEXT_TABLE},
    )


def _one(ask: Ask, codebook: Codebook, indicator: Indicator) -> Html:
    key = (indicator.code,)
    layout = "SELECT * FROM form_layout WHERE code = ? ORDER BY form, form_table, position"
    pairs = "SELECT * FROM crosswalk WHERE code = ? ORDER BY form, other_form"
    return Html(
        template="indicator.html",
        title=indicator.label(ask.language),
        demonstration=False,
        context={
            "indicator": indicator,
            "printed": ask.db.execute(layout, key).fetchall(),
            "pairs": ask.db.execute(pairs, key).fetchall() if _has_crosswalk(ask.db) else [],
            "label": lambda code: codebook.label(code, ask.language),
            "text_table": TEXT_TABLE,
        },
    )


def _has_crosswalk(db: sqlite3.Connection) -> bool:
    """Tell whether the build has a crosswalk; those of earlier versions do not."""
    return db.execute("SELECT 1 FROM sqlite_master WHERE name = 'crosswalk'").fetchone() is not None
