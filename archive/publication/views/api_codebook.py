"""The codebook as CSV or JSON: every indicator with its words, unit and comparability."""

from archive.export.sinks import line
from archive.publication.answers import Answer, Ask, Raw
from archive.publication.plain import answered

PATH = r"/codebook\.(?P<form>csv|json)"
_QUERY = """SELECT code, form_table AS "table", zh, en, unit, block, parent, forms, comparability, counterpart,
  why_zh, why AS why_en FROM indicators ORDER BY form_table, position"""


def view(ask: Ask) -> Answer:
    """Return it whole."""
    rows = ask.db.execute(_QUERY)
    if ask.value("form") == "json":
        return answered(ask, lambda _: {"indicators": [dict(row) for row in rows]})
    head = [column[0] for column in rows.description]
    body = "".join(map(line, [head, *map(tuple, rows)]))
    return Raw(body=body.encode(), content_type="text/csv; charset=utf-8", filename="codebook.csv", max_age=60)
