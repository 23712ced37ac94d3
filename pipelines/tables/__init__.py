"""From the tables of a document to the figures of a report."""

from pipelines.tables.reading import TableReading, read_tables

__all__ = ["TableReading", "read_tables"]
