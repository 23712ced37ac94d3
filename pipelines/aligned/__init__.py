"""The form's tables where no rule parts their cells: columns and rows are told by where words stand.

The form's own labels are the anchors. A table is put together only where every word has exactly one place; else
nothing is, and the words stay running text (and are reported as a table that could not be read).
"""
