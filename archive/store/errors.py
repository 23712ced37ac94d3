class StoreError(Exception):
    """The raw store cannot give or take what was asked; the message names the file, the offset and what to do."""
