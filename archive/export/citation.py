"""CITATION.cff: how to cite a release, in the Citation File Format 1.2.0, which is YAML."""

import json

from archive.export.visible import Contents
from archive.rights import AUTHORS, OUR_LICENCE
from archive.texts import LANGUAGES, text

_KEYWORDS = ("政府信息公开", "年度报告", "open government information", "freedom of information", "China")


def citation(held: Contents, release: str) -> str:
    """Return the file; JSON's strings and lists are YAML's, too."""
    message = " / ".join(text("export.citation.message", language) for language in LANGUAGES)
    title = " / ".join(text("export.package.title", language) for language in LANGUAGES)
    counts = {"release": release, "build": held.build, "reports": held.reports, "bodies": held.bodies}
    about = [text("export.package.counts", "en", **counts)]
    if held.demonstration:
        about.append(text("export.package.demonstration", "en"))
    facts = {
        "cff-version": "1.2.0",
        "message": message,
        "type": "dataset",
        "title": title,
        "abstract": " ".join(about),
        "authors": [{"name": AUTHORS}],
        "version": release,
        "date-released": release[:10],
        "license": OUR_LICENCE,
        "keywords": list(_KEYWORDS),
        "identifiers": [
            {"type": "other", "value": f"build {held.build}", "description": "build of the archive released"}
        ],
    }
    return "".join(f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in facts.items())
