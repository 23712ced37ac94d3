"""Bulk releases of the archive."""
