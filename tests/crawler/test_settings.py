from scrapy.settings import Settings
from scrapy.utils.conf import build_component_list


def test_no_extension_of_scrapy_opens_a_port():
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    parts = build_component_list(settings.get_component_priority_dict_with_base("EXTENSIONS"))
    assert "crawler.downloading.Throttle" in parts
    assert "scrapy.extensions.remote_control.RemoteControl" not in parts
    assert not settings.getbool("TELNETCONSOLE_ENABLED")
