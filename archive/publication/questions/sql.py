"""What the questions' SQL has in common, so that every question filters, marks and leaves out in the same way.

A question's SQL names these parts in braces; what readers see and run has them filled in.
"""

from collections.abc import Iterable

NAME = "(SELECT b.name FROM bodies AS b WHERE b.body = {alias}.body) AS name"
PROVINCE = (
    "(SELECT g.name FROM regions AS g WHERE g.region = k.province || '0000' ORDER BY g.valid_from DESC LIMIT 1)"
    " AS province"
)
VISIBLE = "r.current = 1 AND coalesce(r.document, '') NOT IN (SELECT document FROM documents WHERE withheld <> '')"
YEAR = "coalesce(nullif(:year, ''), (SELECT max(year) FROM reports))"
FILTERS = """AND {of_year}
  AND (:scope = '' OR k.scope = :scope)
  AND (:province = '' OR k.province = :province)
  AND (:level = '' OR k.level = :level)
  AND (:kind = '' OR k.kind = :kind)
  AND (:doubts <> 'out' OR NOT {doubtful})"""
DOWN = "iif(:sort = 'asc', -1, 1)"  # times what the rows are ordered by, largest first


def expanded(sql: str, doubt: Iterable[str], *, one_year: bool = False) -> str:
    """Return the SQL with its common parts; `doubt` are the figures it uses, as `k.res_total`, of key_figures.

    With `one_year` an empty year is the latest. {signs} gives `hard` (how many identities fail in the reports used)
    and `flagged` (1 where a figure used is in doubt); {doubtful} is true where either is so.
    """
    figures = tuple(doubt)
    aliases = sorted({name.partition(".")[0] for name in figures})
    flagged = " OR ".join(f"' ' || {_list(name)} || ' ' LIKE '% {name.partition('.')[2]} %'" for name in figures)
    hard = " + ".join("k.hard" if alias == "k" else f"coalesce({alias}.hard, 0)" for alias in aliases)
    parts = {
        "{row}": f"k.body, {NAME.format(alias='k')}, k.year, k.scope, k.form",
        "{filters}": FILTERS,
        "{of_year}": "k.year = {year}" if one_year else "(:year = '' OR k.year = :year)",
        "{year}": YEAR,
        "{signs}": f"{hard} AS hard, coalesce({flagged}, 0) AS flagged",
        "{doubtful}": f"({hard} > 0 OR coalesce({flagged}, 0))",
        "{province}": PROVINCE,
        "{name}": NAME.format(alias="r"),
        "{visible}": VISIBLE,
        "{down}": DOWN,
    }
    for name, words in parts.items():  # {filters} comes before {doubtful}, which it holds
        sql = sql.replace(name, words)
    return sql.strip()


def _list(name: str) -> str:
    return f"{name.partition('.')[0]}.doubtful"
