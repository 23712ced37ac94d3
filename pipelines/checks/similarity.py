"""How much of two texts is the same: the SQL function behind the check on copied reports."""

_ENDS = "；;！!？?\n"  # what ends a sentence, as 。 does
_NOISE = "0123456789０１２３４５６７８９ \t\r　.%％,，、"


def text_share(first: str | None, second: str | None) -> float | None:
    """Return the per cent of both texts that stands in sentences which both have, digits and blanks aside.

    Sentences make it fast enough for every pair of years in the archive, and independent of their order. None
    where a text is missing.
    """
    if first is None or second is None:
        return None
    a, b = _sentences(first), _sentences(second)
    size = sum(map(len, a)) + sum(map(len, b))
    return round(100 * 2 * sum(map(len, a & b)) / size, 1) if size else None


def _sentences(text: str) -> set[str]:
    # one replace per character is twice as fast here as a regular expression, five times as str.translate
    for end in _ENDS:
        text = text.replace(end, "。")
    for character in _NOISE:
        text = text.replace(character, "")
    return set(text.split("。")) - {""}
