"""The codebook: every indicator, with the way to its own page."""

from archive.publication.answers import Answer, Ask, Html
from archive.publication.codebook import Codebook, Indicator

PATH = r"/codebook/?"
TEXT_TABLE = "narrative"


def view(ask: Ask) -> Answer:
    """Return the list of all indicators."""
    groups: dict[str, list[Indicator]] = {}
    for one in Codebook(ask.db).indicators.values():
        if one.form_table != "t3.columns":  # the columns of table 3 are no indicators by themselves
            groups.setdefault(one.form_table, []).append(one)
    return Html(
        template="codebook.html",
        title=ask.say("codebook.title"),
        demonstration=False,
        context={"groups": groups, "text_table": TEXT_TABLE},
    )
