"""The parts of the RTF reader: tokens, character sets, the content of nested tables, the grid of a table."""
