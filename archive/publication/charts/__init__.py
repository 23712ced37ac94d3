"""Charts drawn on the server: typed figures in, SVG and the same figures as a table out. Pure functions."""

from archive.publication.charts.columns import bars, stacked
from archive.publication.charts.data import NOTHING, Break, Chart, Frame, Point, Row, Series
from archive.publication.charts.lines import lines
from archive.publication.charts.ranking import ranked
from archive.publication.charts.spread import Box, boxes, histogram
from archive.publication.charts.tiles import place_name, places, tiles

__all__ = [
    "NOTHING", "Box", "Break", "Chart", "Frame", "Point", "Row", "Series", "bars", "boxes", "histogram", "lines",
    "place_name", "places", "ranked", "stacked", "tiles",
]  # fmt: skip
