"""Pictures so small or narrow that sizes round down to nothing; mutated pictures were."""

import numpy as np
import pytest

from pipelines.ocr.strips import rows_of
from pipelines.ocr.upright import slant


@pytest.mark.parametrize("shape", [(1, 1), (1, 900), (900, 1), (2, 3000), (3, 3)])
def test_the_slant_of_a_thread_of_ink_is_none(shape: tuple[int, int]) -> None:
    assert abs(slant(np.full(shape, 255, dtype=np.uint8))) < 8.1


@pytest.mark.parametrize("em", [0.2, 0.4, 0.6, 1.0, 2.0])
@pytest.mark.parametrize("height", [1, 2, 3, 4, 7])
def test_lines_of_tiny_letters_lie_inside_their_strip(height: int, em: float) -> None:
    mask = np.full((height, 40), 255, dtype=np.uint8)
    rows = rows_of(mask, em)
    assert rows[0][0] == 0
    assert rows[-1][1] == height
    assert all(start < end for start, end in rows)
