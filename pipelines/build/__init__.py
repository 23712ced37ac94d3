"""The build: kept captures → one immutable archive that has passed its checks."""

from pipelines.build.run import Job, build
from pipelines.build.staging import BuildError
from pipelines.build.summary import Summary

__all__ = ["BuildError", "Job", "Summary", "build"]
