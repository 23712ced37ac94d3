"""Records, the raw store, the schema, promotion, exports and publication of the archive."""
