"""Every file made to harm is read or refused by a worker within the limits that `extract` sets."""

from pipelines.about import ReportContext
from pipelines.assemble import assemble
from pipelines.document import Problem
from pipelines.extract import MEMORY
from pipelines.sandbox import Limits, run
from tests.fuzz.attempt import word_of
from tests.fuzz.hostile import FILES
from tests.generators.comparison import read_wholly

_LEAKED = "root:"  # what the file that the entities name begins with
# Ended by the limits of its worker, which gives one problem and harms no other document.
CONTAINED = {"pdf with a stream that unpacks to 280 MB"}
_SECONDS = 60.0  # several times what `extract` allows, for machines that are busy


def attempt(name: str) -> tuple[str, bool]:
    """Return what came of a file, and whether a file of this machine was read into it."""
    document = read_wholly(FILES[name]())
    text = "".join(getattr(block, "text", "") for block in document.blocks)
    text += "".join(cell.text for table in document.tables() for cell in table.cells)
    assemble(document, ReportContext())
    return word_of(document), _LEAKED in text


def test_every_hostile_file_is_read_or_refused() -> None:
    """One test for all: its workers take turns with the files, and run once however the tests are spread."""
    faults: dict[str, object] = {}
    for name, outcome in run(attempt, list(FILES), workers=2, limits=Limits(seconds=_SECONDS, memory=MEMORY)):
        if isinstance(outcome, Problem):
            if name not in CONTAINED:
                faults[name] = outcome
        elif outcome[0].startswith("crashed") or outcome[1]:
            faults[name] = outcome
    assert faults == {}


def test_a_picture_is_known_by_its_bytes() -> None:
    assert read_wholly(FILES["picture named .pdf"]()).format == "image"
