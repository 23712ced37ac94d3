"""Mutated documents: whatever the bytes, a reader answers in time, in memory, and never by falling over."""
