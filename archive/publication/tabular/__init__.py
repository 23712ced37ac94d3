"""Rows that readers take away, whole or not at all: CSV, CSV for Excel, XLSX and JSON.

Everything is written to a temporary file before the first byte is sent, so that an answer that cannot be complete has
an error status; memory stays flat. The bounds are stated in `limits`; what exceeds them is in the releases.
"""

from archive.publication.tabular.limits import TooLarge
from archive.publication.tabular.spool import FORMATS, Spooled, spool
from archive.publication.tabular.table import Table

__all__ = ["FORMATS", "Spooled", "Table", "TooLarge", "spool"]
