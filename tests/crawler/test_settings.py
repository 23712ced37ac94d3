from scrapy.settings import Settings
from scrapy.utils.conf import build_component_list


def test_of_scrapys_own_parts_only_those_named_are_loaded():
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")

    def parts(name: str) -> list[str]:
        return build_component_list({**settings.getdict(f"{name}_BASE"), **settings.getdict(name)})

    assert parts("EXTENSIONS") == ["scrapy.extensions.closespider.CloseSpider", "crawler.downloading.Throttle"]
    assert len(parts("DOWNLOADER_MIDDLEWARES")) == 12
    assert len(parts("SPIDER_MIDDLEWARES")) == 2
    assert not settings.getbool("TELNETCONSOLE_ENABLED")  # it would open a port, as RemoteControl would
