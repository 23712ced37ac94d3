"""Input made to cost the square of its length must cost about its length: each case took minutes when it did."""

import time

import pytest

from pipelines.formats import read_document

CASES = {
    "nested tables": b"<table><tr><td>" * 10_000,
    "open tags and quotes": b'<span a="' * 50_000,
    "open tables in a text": b"x<table " * 200_000,
    "pipes": b"|" * 1_000_000,
    "tabs": b"\t1" * 500_000,
    "stacked headers": "第二十条第（一）项\n信息内容\n".encode() * 3_000,
    "entities": b"<p>" + b"&#" * 300_000,
    "a script without end": b"<p>window._CONFIG = {DETAIL: {content: " + b'"\\' * 300_000,
}


@pytest.mark.parametrize("data", CASES.values(), ids=CASES.keys())
def test_hostile_input_is_read_or_refused_in_time(data):
    start = time.process_time()
    document = read_document(data)
    assert document.blocks or document.problems
    assert time.process_time() - start < 15
