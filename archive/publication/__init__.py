"""Datasette plugin: the archive's pages."""
