"""The raw store: WARC files and the index of their captures."""
