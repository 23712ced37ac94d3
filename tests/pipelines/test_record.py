from dataclasses import fields, is_dataclass, replace

from pipelines.document import Cell
from pipelines.report import Figure, Place


def test_records_are_equal_and_hashed_by_their_values() -> None:
    one, same, other = (Cell(row=1, column=2, text=text) for text in ("7", "7", "8"))
    assert one == same
    assert hash(one) == hash(same)
    assert one != other
    assert replace(one, text="8") == other
    assert {one, same, other} == {one, other}


def test_records_are_dataclasses_with_slots() -> None:
    place = Place(table=0, row=1, column=2)
    figure = Figure(code="req_new.total", value=7, text="7", unit="件", place=place)
    for record in (place, figure, Cell(row=0, column=0, text="")):
        assert is_dataclass(record)
        assert not hasattr(record, "__dict__")
        assert {field.name for field in fields(record)} == set(type(record).__slots__)
