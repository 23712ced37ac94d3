"""Which CMS family serves a list, by its address and its page."""

from urllib.parse import urlsplit

from archive.content import decode_text
from crawler.platforms import platforms
from crawler.platforms.base import Page


class NotRecognisedError(Exception):
    """No family claims the page, or several do; the message says what to do."""


def recognise(url: str, page: bytes | None) -> str:
    """Return the family of a list. Raises NotRecognisedError when address and page do not tell one."""
    address = urlsplit(url)
    if address.scheme not in {"http", "https"} or not address.hostname:
        raise NotRecognisedError("it is no http or https address; give the address of the list")
    if page is not None:
        text = decode_text(page)[0]
        claims = [name for name, platform in platforms().items() if platform.recognises(Page(url, text))]
        if len(claims) == 1:
            return claims[0]
        found = f"{' and '.join(claims)} claim it" if claims else "no family claims the page"
        raise NotRecognisedError(f"{found}; look at its pager and choose the family by hand")
    for name, platform in platforms().items():
        if platform.address is not None and platform.address.search(address.path):
            return name
    raise NotRecognisedError("the address does not tell; save the list's page and give it with --page")
