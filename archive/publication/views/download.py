"""One file of a release, as a stream, whole or in part."""

import mimetypes

from archive.publication.answers import Answer, Ask, File, Missing
from archive.publication.releases import release_file

PATH = r"/downloads/(?P<date>[^/]+)/(?P<name>.+)"
# What a browser may show; every other type, HTML included, is only ever saved.
SHOWN = {"application/json", "text/plain", "text/markdown"}


def view(ask: Ask) -> Answer:
    """Return the file."""
    found = release_file(ask.site.data, ask.value("date"), ask.value("name"))
    if found is None:
        raise Missing("missing.file")
    path, digest = found
    kind, encoding = mimetypes.guess_type(path.name)
    if kind is None or encoding is not None:
        kind = "text/plain; charset=utf-8" if path.name == "SHA256SUMS" else "application/octet-stream"
    shown = kind.partition(";")[0] in SHOWN
    if kind.startswith("text/") and "charset" not in kind:
        kind += "; charset=utf-8"
    lasting = ask.value("date") != "latest"  # a dated release is never altered
    return File(path=path, content_type=kind, attachment=not shown, digest=digest, immutable=lasting)
