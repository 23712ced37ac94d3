"""A page of a kept PDF as an image."""

from archive.publication.answers import Answer, Ask, Raw
from archive.publication.documents import captures_of, document_bytes, page_image, page_size, refuse_if_withheld

PATH = r"/source/(?P<document>[0-9a-f]{64})/(?P<page>[0-9]{1,4})\.png"


def view(ask: Ask) -> Answer:
    """Return the page as PNG, turned as it was to be read."""
    document = ask.value("document")
    refuse_if_withheld(ask, document)
    data = document_bytes(ask.site.data, captures_of(ask.db, document))
    page = int(ask.value("page"))
    size = page_size(ask.db, document, page)
    return Raw(body=page_image(data, page, size.turned if size else 0.0), content_type="image/png", max_age=86_400)
