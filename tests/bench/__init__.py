"""Benchmarks: each module of this package with a `run() -> Iterator[str]` is one, found by walking the package."""
