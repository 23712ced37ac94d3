"""The spider."""

# First of all imports: as it is loaded, Scrapy looks at the source of all who import it, 0.3 s at the end of our chain.
import scrapy.core.downloader.handlers.http11  # noqa: F401
