"""Which language a reader gets: that of the address, else what the browser asks for."""

from archive.texts import Language


def preferred(accept_language: str) -> Language:
    """Return the better liked of our languages by an Accept-Language header; Chinese where it names neither."""
    best: tuple[float, int, Language] | None = None
    for position, part in enumerate(accept_language.split(",")[:20]):
        tag, _, quality = part.strip().partition(";")
        language = _known(tag.strip().lower())
        weight = _weight(quality)
        if language is not None and weight > 0 and (best is None or (weight, -position) > best[:2]):
            best = (weight, -position, language)
    return best[2] if best else "zh"


def _known(tag: str) -> Language | None:
    primary = tag.partition("-")[0]
    if primary == "zh":
        return "zh"
    return "en" if primary == "en" else None


def _weight(quality: str) -> float:
    name, _, value = quality.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
