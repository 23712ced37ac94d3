"""Atom feeds of new reports, findings and changes; `?body=` or `?province=` narrow them."""

from archive.publication.answers import Answer, Ask, Raw, Redirect
from archive.publication.feeds import KINDS, address, atom, chosen

PATH = rf"/feeds/(?P<kind>{'|'.join(KINDS)})\.atom"


def view(ask: Ask) -> Answer:
    """Return the feed; an address without a language leads to the reader's, so that entries keep their ids."""
    part = chosen(ask)
    if not ask.prefix:
        return Redirect(to=f"/{ask.language}{address(ask.value('kind'), part)}")
    body = atom(ask, ask.value("kind"), part)
    return Raw(body=body.encode(), content_type="application/atom+xml; charset=utf-8", max_age=300)
