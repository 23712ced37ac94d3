"""What a build did, for the command's last lines."""

from collections import Counter
from dataclasses import dataclass, field

from archive.texts import Language, catalogue, text


@dataclass(slots=True)
class Summary:
    """Counts of one build; `failed` are documents that crashed or hung their reader or could not be read back."""

    build: str = ""
    captures: int = 0
    documents_read: int = 0
    documents_cached: int = 0
    failed: int = 0
    reports_new: int = 0
    reports_changed: int = 0
    reports_unchanged: int = 0
    reports_removed: int = 0
    findings: int = 0
    problems: Counter[str] = field(default_factory=Counter)

    def lines(self, language: Language) -> list[str]:
        """Return the summary in words."""
        counts = {name: getattr(self, name) for name in self.__slots__ if name != "problems"}
        lines = [text(f"build.{key}", language, **counts) for key in ("documents", "reports", "findings")]
        for kind, count in sorted(self.problems.items(), key=lambda item: (-item[1], item[0])):
            lines.append(text("build.problem", language, kind=_wording(kind, language), count=count))
        return [*lines, text("build.done", language, build=self.build)]


def _wording(kind: str, language: Language) -> str:
    """Return the kind in words; a build is not lost over a kind that has none yet."""
    return text(f"problems.{kind}", language) if f"problems.{kind}" in catalogue() else kind
