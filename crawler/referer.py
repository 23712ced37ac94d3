"""Which page a request says that it comes from: servers that guard their files against links from elsewhere ask."""


def referer(page: str, url: str) -> str | None:
    """Return the page that names an address, as browsers send it unless a page says otherwise.

    That is never to an unprotected server from a protected one (no-referrer-when-downgrade in W3C's Referrer Policy). A
    page's own policy is not looked at: what it names is as public as the page.
    """
    if page.startswith("https:") and not url.startswith("https:"):
        return None
    return page.partition("#")[0]
