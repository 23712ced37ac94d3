"""The whole sample web: one platform per CMS family, as it stands at the first or second crawl."""

from functools import cache

from crawler.sampleweb import platform_gkmlpt, platform_jpage, platform_trs
from crawler.sampleweb.mistakes import REMOVED
from crawler.sampleweb.pages import Platform
from crawler.sampleweb.reports import sample_reports

BUILDERS = {"trs": platform_trs.build, "jpage": platform_jpage.build, "gkmlpt": platform_gkmlpt.build}


@cache
def platform(family: str, generation: int) -> Platform:
    """Return what the server of one family serves; at generation 2 one report is removed and one changed."""
    reports = [
        report
        for report in sample_reports(generation)
        if report.body.family == family and not (generation > 1 and (report.body.key, report.year) == REMOVED)
    ]
    return BUILDERS[family](reports)
