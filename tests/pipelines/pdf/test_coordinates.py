"""Things drawn where no page is: they are not seen, part nothing and cost nothing."""

import pytest

from pipelines.formats import read_document
from tests.fuzz.hostile import pdf_of

FAR = ("1e30", "-999999999999", "32768", "0.0000000001")
CELLS = "".join(f"{72 + 90 * column} {600 + 20 * row} 90 20 re S " for column in range(2) for row in range(2))


def tables(more: str) -> list[tuple[int, int]]:
    content = f"{CELLS} {more}"
    document = read_document(
        pdf_of(
            "<</Type/Catalog/Pages 2 0 R>>",
            "<</Type/Pages/Kids[3 0 R]/Count 1>>",
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<>>>>",
            f"<</Length {len(content)}>>stream\n{content}\nendstream",
        )
    )
    assert not {problem.kind for problem in document.problems} & {"crashed", "too_large"}
    return [(table.rows, table.columns) for table in document.tables()]


@pytest.mark.parametrize("far", FAR)
def test_huge_coordinates_leave_the_table_as_it_is(far: str) -> None:
    plain = tables("")
    assert plain == [(2, 2)]
    assert tables(f"{far} {far} m {far} 0 l S {far} {far} 90 20 re S") == plain
    assert tables(f"q {far} 0 0 {far} {far} {far} cm 0 0 m 1 0 l S Q") == plain
