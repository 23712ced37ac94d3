"""`record`: a frozen dataclass for what exists once per printed cell."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass as record
else:
    from dataclasses import dataclass

    def record(*, frozen: bool, **options: bool) -> object:
        """Return a decorator like `dataclass`, whose records cannot be written to as far as mypy sees.

        At run time nothing guards them: the guard makes the making of a record three times as slow, and a report
        has a thousand of them. They are compared and hashed by their values all the same.
        """
        return dataclass(unsafe_hash=frozen, **options)


__all__ = ["record"]
