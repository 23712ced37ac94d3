"""Follows redirects, and says so where one leads nowhere: in a circle, or to what is not read."""

from scrapy.downloadermiddlewares.redirect import RedirectMiddleware as Following
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response

from crawler.errand import Refused
from crawler.outcome import REDIRECTS
from crawler.referer import referer


class CircleError(IgnoreRequest):
    """Redirects that come back to where they began."""


class RedirectMiddleware(Following):
    """Scrapy's, which would drop both in silence: the circle as asked already, the other as a page like any other."""

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Return the next request, or the response where it is none; raises IgnoreRequest with the reason."""
        try:
            found = super().process_response(request, response)
        except ValueError:  # such as javascript:, of which no request can be made
            raise Refused(_elsewhere(response)) from None
        if isinstance(found, Request):
            if found.url in found.meta["redirect_urls"]:
                raise CircleError(f"it redirects in a circle, back to {found.url}; a browser may get further")
            return found
        if response.status in REDIRECTS and "Location" in response.headers and not request.meta.get("dont_redirect"):
            raise Refused(_elsewhere(response))
        return found

    def handle_referer(self, request: Request, response: Response) -> None:  # noqa: ARG002 (Scrapy's interface)
        """Keep the page that named the first address, as browsers do, unless this one must not learn it."""
        page = (request.headers.get("Referer") or b"").decode("latin-1")
        if page and not referer(page, request.url):
            del request.headers["Referer"]

    def _engine_started(self) -> None:
        """Scrapy's would warn that its own middleware for that header is not loaded."""


def _elsewhere(response: Response) -> str:
    target = response.headers["Location"].decode("latin-1")[:200]
    return f"it redirects to {target!r}; only http and https are read"
