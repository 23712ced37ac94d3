"""The reading stage of `extract` and `build`: from tasks to results in three lanes, in the order of the tasks.

Most documents are read in a few milliseconds (the quick lane). Some need a program that takes longer to start than to
read thirty of them (the office lane takes them in batches), some show pictures that take seconds each to recognise
(the recognition lane). Each lane has worker processes of its own with limits that fit, so a slow document keeps only
those waiting that stand behind it in the look-ahead.
"""

from pipelines.stage.lanes import Reading, Source, Work
from pipelines.stage.schedule import Settings, run

__all__ = ["Reading", "Settings", "Source", "Work", "run"]
