"""Asks for the first page of each site's list and follows nothing: what `nianbao sites add` and `check` look at."""

from collections.abc import AsyncIterator

from scrapy.http import Request, Response

from archive.records import Role
from crawler.errand import KEY, Errand
from crawler.platforms import platforms
from crawler.spiders.reports import ReportSpider


class LookSpider(ReportSpider):
    """One request a site, guarded and kept as in a crawl; the answer is read from the store afterwards."""

    name = "look"

    async def start(self) -> AsyncIterator[Request]:
        """Ask for the address that a crawl of each site begins with."""
        for site in self.chosen:
            errand = Errand(site=site, role=Role.VISIT)
            url = platforms()[site.family].first(site) if site.family in platforms() else site.list
            yield Request(url, callback=self.look, errback=self.on_failure, meta={KEY: errand})

    def look(self, response: Response) -> None:
        """Do nothing: the answer is kept already."""

    def on_idle(self) -> None:
        """Ask for nothing else."""
