"""The codebook: every indicator by the part of the form it stands in, searched by words or code."""

from archive.publication.answers import Answer, Ask, Html
from archive.publication.codebook import Codebook, Indicator

PATH = r"/codebook/?"
TEXT_TABLE = "narrative"


def view(ask: Ask) -> Answer:
    """Return the list of all indicators, or of those that `q` and `form` choose."""
    wanted, form = ask.query.get("q", "").strip()[:100], ask.query.get("form", "").strip()[:20]
    groups: dict[str, dict[str, list[Indicator]]] = {}
    forms: set[str] = set()
    indicators = Codebook(ask.db).indicators
    for one in indicators.values():
        if one.form_table == "t3.columns":  # the columns of table 3 are no indicators by themselves
            continue
        forms.update((one.forms or "").split())
        if _matches(one, wanted) and (not form or form in (one.forms or "").split()):
            groups.setdefault(one.form_table, {}).setdefault(_heading(ask, indicators, one), []).append(one)
    return Html(
        template="codebook.html",
        title=ask.say("codebook.title"),
        demonstration=False,
        context={
            "groups": groups,
            "found": sum(len(rows) for blocks in groups.values() for rows in blocks.values()),
            "text_table": TEXT_TABLE,
            "wanted": wanted,
            "form": form,
            "forms": sorted(forms),
        },
    )


def _matches(one: Indicator, wanted: str) -> bool:
    """Tell whether all words stand in the code or in a name of either language."""
    words = f"{one.code} {one.zh} {one.en}".casefold()
    return all(word in words for word in wanted.casefold().split())


def _heading(ask: Ask, indicators: dict[str, Indicator], one: Indicator) -> str:
    """Return the indicator that this one is a part of, in words; else the heading on the form."""
    parent = indicators.get(one.parent or "")
    if parent is not None:
        return parent.label(ask.language)
    return (one.block or "") if ask.language == "zh" else ""
