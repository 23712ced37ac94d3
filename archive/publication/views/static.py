"""Our own style sheet."""

from importlib.resources import files

from archive.publication.answers import Answer, Ask, Missing, Raw

PATH = r"/static/(?P<name>[a-z]+\.(?:css|svg))"
TYPES = {"css": "text/css; charset=utf-8", "svg": "image/svg+xml"}


def view(ask: Ask) -> Answer:
    """Return one of the files of `archive/publication/static`."""
    name = ask.value("name")
    resource = files("archive.publication").joinpath("static", name)
    if not resource.is_file():
        raise Missing
    return Raw(body=resource.read_bytes(), content_type=TYPES[name.rpartition(".")[2]], max_age=86_400)
