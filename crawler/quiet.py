"""What Scrapy tells its log of a page that arrived: nothing, since each outcome is a row of the store."""

from scrapy import Request, Spider
from scrapy.http import Response
from scrapy.logformatter import LogFormatter


class Quiet(LogFormatter):
    """Makes no records of answers, which below LOG_LEVEL would be made and then thrown away."""

    def crawled(self, request: Request, response: Response, spider: Spider) -> None:
        """Log nothing."""
