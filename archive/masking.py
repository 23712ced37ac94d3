"""Masks mobile, identity-card and private e-mail numbers in text that is published; captures are never altered."""

import re
from datetime import date

_DIGIT = "[0-9０-９]"
_ALONE_BEFORE = f"(?<!{_DIGIT})(?<![.．]{_DIGIT})"
_ALONE_AFTER = f"(?!{_DIGIT})"
_GAP = "[ \u3000\u00a0－—–-]?"
_MOBILE = re.compile(
    f"(?<!{_DIGIT})(?P<prefix>(?:[+＋]?(?:86|８６){_GAP})?)"
    f"(?P<head>[1１][3-9３-９]{_DIGIT}){_GAP}{_DIGIT}{{4}}{_GAP}{_DIGIT}{{4}}{_ALONE_AFTER}"
)
_IDENTITY = re.compile(
    f"{_ALONE_BEFORE}{_DIGIT}{{17}}[0-9０-９XxＸｘ](?![0-9０-９A-Za-z])|{_ALONE_BEFORE}{_DIGIT}{{15}}{_ALONE_AFTER}"
)
_LONG = re.compile(f"{_DIGIT}{{4}}{_GAP}{_DIGIT}{{4}}")  # is in every number that is masked: without it, none is there
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+\s?[@＠]\s?(?P<host>[A-Za-z0-9-]+(?:[.．][A-Za-z0-9-]+)+)", re.ASCII)
_HALF_WIDTH = str.maketrans("０１２３４５６７８９Ｘｘ．", "0123456789Xx.")


def mask(text: str) -> str:
    """Return the text with personal numbers replaced by asterisks.

    A mobile number keeps its first three digits; an identity-card number (18 digits, or 15 of the old kind,
    with a possible date of birth) keeps none; an e-mail address outside gov.cn keeps its host.
    """
    if "@" in text or "＠" in text:
        text = _EMAIL.sub(_masked_email, text)
    if _LONG.search(text) is None:
        return text
    text = _IDENTITY.sub(_masked_identity, text)
    return _MOBILE.sub(lambda found: f"{found['prefix']}{found['head']}********", text)


def _masked_email(found: re.Match[str]) -> str:
    host = found["host"].translate(_HALF_WIDTH).lower()
    return found[0] if host == "gov.cn" or host.endswith(".gov.cn") else f"***@{found['host']}"


def _masked_identity(found: re.Match[str]) -> str:
    number = found[0].translate(_HALF_WIDTH)
    birth = number[6:14] if len(number) == 18 else "19" + number[6:12]
    return "*" * len(number) if _is_birth(birth) else found[0]


def _is_birth(digits: str) -> bool:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return 1900 <= born.year < 2100
