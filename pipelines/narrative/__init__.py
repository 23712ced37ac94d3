"""Figures stated in the running text: value, unit, approximation, the sentence and its place."""

from pipelines.narrative.model import Stating, statings
from pipelines.narrative.reading import read_narrative

__all__ = ["Stating", "read_narrative", "statings"]
