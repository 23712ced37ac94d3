"""A page of a kept PDF as an image."""

from archive.publication.answers import Answer, Ask, Raw
from archive.publication.documents import captures_of, document_bytes, page_image, refuse_if_withheld

PATH = r"/source/(?P<document>[0-9a-f]{64})/(?P<page>[0-9]{1,4})\.png"


def view(ask: Ask) -> Answer:
    """Return the page as PNG; it never changes, its address names the bytes."""
    document = ask.value("document")
    refuse_if_withheld(ask, document)
    data = document_bytes(ask.site.data, captures_of(ask.db, document))
    return Raw(body=page_image(data, int(ask.value("page"))), content_type="image/png", max_age=86_400)
