"""The releases: which file is for whom, what changed since the one before, sizes and digests, and how to read them."""

import re

from archive.export.reading import examples
from archive.publication.answers import Answer, Ask, Html
from archive.publication.dates import written
from archive.publication.feeds import KINDS
from archive.publication.metadata import has_demonstration
from archive.publication.releases import Release, ReleaseFile, releases

PATH = r"/downloads/?"
# what a file is for (texts downloads.for_…), and the names of such files
_WHOM = {
    "about": r"README\.md|codebook\.(?:csv|md)|CITATION\.cff|datapackage\.json",
    "excel": r"excel/nianbao-\d{4}\.xlsx",
    "wide": r"csv/(?:wide_\w+|key_figures)\.csv\.gz",
    "long": r"csv/figures\.csv\.gz",
    "text": r"csv/sections\.csv\.gz",
    "parquet": r"parquet/(?:wide_\w+|figures|key_figures)\.parquet",
    "sqlite": r"archive\.db",
}
CHANGES = ("CHANGES.md", "changes.csv", "changed_figures.csv.gz")
_OLDER = 50


def view(ask: Ask) -> Answer:
    """Return the latest release with its files, and those before it."""
    found = releases(ask.site.data)
    latest = found[0] if found else None
    files = latest.files() if latest else []
    return Html(
        template="downloads.html",
        title=ask.say("downloads.title"),
        demonstration=has_demonstration(ask.site),
        context={
            "latest": latest,
            "files": files,
            "held": {file.name for file in files},
            "whom": _for_whom(files),
            "changes": CHANGES,
            "told": {release.date: _told(ask, release) for release in found[: _OLDER + 1]},
            "older": [(release, release.files()) for release in found[1 : _OLDER + 1]],
            "examples": list(examples().values()),
            "origin": ask.origin,
            "feeds": KINDS,
        },
    )


def _for_whom(files: list[ReleaseFile]) -> list[tuple[str, list[ReleaseFile]]]:
    files = sorted(files, key=lambda file: file.name != "README.md")
    chosen = ((use, [file for file in files if re.fullmatch(names, file.name)]) for use, names in _WHOM.items())
    return [(use, some) for use, some in chosen if some]


def _told(ask: Ask, release: Release) -> list[str]:
    """Return what a release says of its contents and changes; one without a descriptor says nothing."""
    facts = release.facts()
    told = []
    if facts.get("build"):
        counts = {"reports": facts.get("reports", 0), "withheld": facts.get("withheld_documents", 0)}
        told.append(ask.say("downloads.holds", build=facts["build"], **counts))
    changes = facts.get("changes")
    if not isinstance(changes, dict):
        return told
    if changes.get("since") is None:
        return [*told, ask.say("downloads.changed_first")]
    figures = {f"figures_{kind}": f"{number:,}" for kind, number in changes["figures"].items()}
    reports = {kind: f"{number:,}" for kind, number in changes["reports"].items()}
    return [*told, ask.say("downloads.changed", since=written(changes["since"], ask.language), **reports, **figures)]
