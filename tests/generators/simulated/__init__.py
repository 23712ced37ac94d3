"""A simulated archive of any size: a data folder with a promoted build, written by the build's own last steps.

Bodies, figures, texts and documents are made up from a seed; places are those of the real list. What reading would
give is made directly (12 million cells are not printed and read back), everything after it is the real build's: the
staging layer, its indexes, the checks, the tables that follow, the promotion. Web pages are kept with the very figures
of their report; a PDF shows its layout's figures.
"""

import random
from collections.abc import Callable, Iterator
from itertools import islice

from archive import builds
from archive.builds import Build
from archive.datadir import DataDir
from pipelines.build import inspection
from pipelines.build.derived import CaptureRows
from pipelines.build.inputs import Inputs
from pipelines.build.run import Derived, derive
from tests.generators.simulated.bodies import tellers
from tests.generators.simulated.documents import Keeper, keeping
from tests.generators.simulated.making import Desk, Made
from tests.generators.simulated.writing import Writer

REPORTS = 60_000
_NAME = "20260401T000000000000Z-simulated"
_DAY = "2026-04-01"
_PROVEN = 50  # one body in so many is put to the build's own proof that no figure is lost
_FEW = 1000  # reports that need no second process


def simulate(
    data: DataDir, reports: int = REPORTS, seed: int = 1, *, proven: int = _PROVEN, say: Callable[[str], object] = print
) -> Build:
    """Build and promote a simulated archive in an empty data folder; the same seed gives the same rows."""
    with builds.building(data):
        folder = builds.staging_folder(data, _NAME)
        with Writer(folder, apart=reports > _FEW) as staging, Inputs(folder / "inputs.db") as inputs:
            withheld: dict[str, str] = {}
            captures = CaptureRows(staging.archive, withheld)
            with keeping(data, captures, withheld, seed) as keeper:
                for number, made in enumerate(islice(_made(seed, keeper, staging, proven), reports), start=1):
                    staging.take(made, inputs)
                    if number % 5000 == 0:
                        staging.commit()
                        say(f"{number:,} reports")
            captures.close()
            staging.finish_index()
            say("what follows from the reports")
            bodies = [row[0] for row in staging.archive.execute("SELECT body FROM bodies ORDER BY body")]
            reasons = {digest: f"{reason}（{_DAY}）" for digest, reason in withheld.items()}
            derive(staging, inputs, Derived(bodies, (), None, reasons, (), captures.sites))
            inputs.close()
            staging.commit()
            inspection.prove(staging)
        _write_withheld(data, withheld)
        inspection.write_inspect(Build(folder))
        return builds.promote(data, folder)


def _made(seed: int, keeper: Keeper, staging: Writer, proven: int) -> Iterator[Made]:
    """Yield reports, those of one body together; the body is entered before them."""
    for number, teller in enumerate(tellers(seed)):
        staging.keep_body(teller.body, teller.body.id)
        dice = random.Random(f"{seed}/{teller.body.id}/{teller.scope}")  # noqa: S311 (must repeat by seed)
        yield from Desk(teller, dice, keeper, prove=number % proven == 0).reports()


def _write_withheld(data: DataDir, withheld: dict[str, str]) -> None:
    lines = [f"{digest},{reason},{_DAY}\n" for digest, reason in withheld.items()]
    data.withheld.write_text("".join(["digest,reason,date\n", *lines]), "utf-8")
