"""Reads kept documents into figures, checks them and builds the archive."""
