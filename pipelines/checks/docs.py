"""docs/checks.md from the headers: `python -m pipelines.checks.docs > docs/checks.md`."""

import sys

from pipelines.checks.check import Check, load_checks

_INTRO = """# Checks (勾稽关系)

Written by `python -m pipelines.checks.docs` from the headers of `pipelines/checks/*.sql`; do not edit.

- **Severity**: hard (an identity of the form), soft (expected, known exceptions), heuristic (worth a look, says nothing
  alone).
- **Over**: report (inside one report; also run by `nianbao extract`), body (needs the report of the year before) or
  place (needs the reports of the bodies whose government it is, `bodies.parent`).
- **Blanks**: a relation is judged only if every number in it is printed. Where "blank part is 0", a blank part counts
  as 0 if another part is printed; a blank total or a whole blank side is never judged. A cell that the document does
  not print at all (a row cut off) is no blank: the relation is not judged.
- **Years** are compared for one body and one scope only (`reports.previous_report`), superseded revisions not at all.
- What an unknown body level or kind decides is not judged.
- **Figures of the text** may repeat a code. A query that uses one gives its position in `narrative` as a fifth column,
  `stated_at` (several: separated by spaces, the figure named first in the codes first); pages show that very sentence.

To add a check, add one file there (its header is proved when it is loaded) and its two cases to
`tests/pipelines/checks/cases.toml` (`narrative_cases.toml` for figures of the text), and write this page anew:
`python -m pipelines.checks.docs > docs/checks.md`.
"""

_LEFT_OUT = """
## Read differently than first written

- `t2_rule_power`: departments of provinces and prefectures are asked about, their governments and offices not; bodies
  of unknown level are not judged.
- `fmt_date_department`: only departments of known level; offices, zones and townships are not judged.
- `fmt_length`: "about 1,000 characters" is read as up to a fifth more.
- `xy_same_text`: the share of both texts that stands in sentences which both have, digits aside, at least 200
  characters and of similar length.
- `nar_`: approximate figures are never judged; where the text gives several totals, one that fits is enough.
- `nar_results`: a row whose total is blank is the sum of its columns, blank rows beside printed ones count as 0; full
  and partial disclosure told in one number are compared with the sum of both.
- `nar_parts`, `hi_text_members`: a list introduced by 其中 is taken for complete only if its last part is the rest
  (其他 …) or, for members, if nothing says that there are more; more than the whole is always told.
- `nar_rate`: a share (占) may be of any whole named before it in the paragraph.
- `nar_year`: the year assigned may itself come from the title; the text's period is compared with it.
- `xy_carry_column`: shown only if the totals differ too or both sides are 5 or more.
"""


def markdown() -> str:
    """Return the page."""
    return _INTRO + "".join(map(_entry, load_checks())) + _LEFT_OUT


def _entry(check: Check) -> str:
    facts = [check.severity, f"over {check.over}", f"forms {', '.join(check.forms)}"]
    if check.per:
        facts.append(f"for each of {', '.join(check.per)}")
    if check.blank0:
        facts.append("blank part is 0")
    return f"\n## {check.id}\n{'; '.join(facts)}. Source: {check.source}\n\n- {check.zh}\n- {check.en}\n"


if __name__ == "__main__":
    sys.stdout.write(markdown())
