import pytest
from scrapy.settings import Settings, default_settings
from scrapy.utils.conf import build_component_list


def test_of_scrapys_own_parts_only_those_named_are_loaded():
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")

    def parts(name: str) -> list[str]:
        return build_component_list({**settings.getdict(f"{name}_BASE"), **settings.getdict(name)})

    assert sorted(parts("EXTENSIONS")) == [
        "crawler.downloading.Throttle",
        "crawler.timers.SweptTimers",
        "scrapy.extensions.closespider.CloseSpider",
    ]
    assert len(parts("DOWNLOADER_MIDDLEWARES")) == 12
    assert parts("SPIDER_MIDDLEWARES") == []
    assert not settings.getbool("TELNETCONSOLE_ENABLED")  # it would open a port, as RemoteControl would


LEFT_OUT = {
    "EXTENSIONS": {
        "corestats.CoreStats",
        "feedexport.FeedExporter",
        "logcount.LogCount",
        "logstats.LogStats",
        "memdebug.MemoryDebugger",
        "memusage.MemoryUsage",
        "remote_control.RemoteControl",
        "spiderstate.SpiderState",
        "telnet.TelnetConsole",
        "throttle.AutoThrottle",  # ours stands for it, as for the next two
    },
    "DOWNLOADER_MIDDLEWARES": {
        "robotstxt.RobotsTxtMiddleware",
        "redirect.RedirectMiddleware",
        "cookies.CookiesMiddleware",
        "httpauth.HttpAuthMiddleware",
        "httpcache.HttpCacheMiddleware",
        "offsite.OffsiteMiddleware",
        "redirect.MetaRefreshMiddleware",
        "stats.DownloaderStats",
    },
    "SPIDER_MIDDLEWARES": {
        "depth.DepthMiddleware",
        "httperror.HttpErrorMiddleware",
        "metacopy.MetaCopyDetectionMiddleware",
        "referer.RefererMiddleware",
        "start.StartSpiderMiddleware",
        "urllength.UrlLengthMiddleware",
    },
}


@pytest.mark.parametrize("name", LEFT_OUT)
def test_a_part_that_another_scrapy_adds_is_looked_at_before_it_is_left_out(name):
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    ours = {**settings.getdict(f"{name}_BASE"), **settings.getdict(name)}
    left = {part: order for part, order in getattr(default_settings, f"{name}_BASE").items() if part not in ours}
    assert {".".join(part.split(".")[2:]) for part in left} == LEFT_OUT[name]
    base = settings.getdict(f"{name}_BASE")
    assert base == {part: order for part, order in getattr(default_settings, f"{name}_BASE").items() if part in base}
