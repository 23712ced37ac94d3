"""Bulk releases: dated folders of files that anyone can use without this program."""
