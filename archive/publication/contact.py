"""Whom readers write to about errors and take-down: `NIANBAO_CONTACT`, as the crawler names itself by it."""

import os


def contact() -> str:
    """Return a page (https://…) or a mail address (mailto:…) as the operator set it, or "" where none is set."""
    given = os.environ.get("NIANBAO_CONTACT", "").strip()
    bare_mail = "@" in given and ":" not in given and not any(map(str.isspace, given))
    return f"mailto:{given}" if bare_mail else given
