"""A report's figures as rows of the wide tables, for the archive and for the checks inside a report.

The way back is the view `figures`; it must give code, value, unit, text, place and flags of each `Figure`:

- Table 3: a `requests` row stands for its seven cells, except those with a note `printed = 0`. Their place is
  the row's `piece` and `row` and the `columns` of the piece's layout; a row without a piece has no regular place.
- Tables 2 and 4: a code is printed if the `cells` of a piece's layout has it (its place) or a note with `printed = 1`.
- A statistics return (t14): a code is printed if a piece of it has it. Its codes may be those of tables 2 and 4 too;
  the value stands where the piece says.
- The box is `[column_edges[c], row_edges[r], column_edges[c+1], row_edges[r+1]]`, digits as they stand in that
  JSON, and none without edges.
- A note with `table_index` has the whole place itself (page and box included, which may be NULL).
- Without a note, or with a note whose `text` is NULL, the raw text is the plain one: '' for NULL, else what
  CAST(value AS TEXT) gives. Without `unit` the codebook's unit holds; `unit` '' means no unit at all.
- Flags are those of the note, else none.
"""

from pipelines.wide.cells import WideCells, wide_rows
from pipelines.wide.notes import plain_text
from pipelines.wide.rows import NoteRow, WideRows

__all__ = ["NoteRow", "WideCells", "WideRows", "plain_text", "wide_rows"]
