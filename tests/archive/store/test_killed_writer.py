"""A writer killed at any byte, and before any step that makes its work lasting, loses nothing it had kept."""

import json
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from archive.datadir import DataDir
from archive.store.index import CaptureIndex
from archive.store.reader import read_document_bytes
from archive.store.verifying import verify
from archive.store.writer import WarcWriter
from tests.archive.store.exchanges import URL
from tests.archive.store.killing import CAPTURES, bodies, crawl

MOMENTS = 44  # positions in the files; the steps of a writer are killed at besides
ORDER = [*(f"{URL}?{number}" for number in range(CAPTURES)), f"{URL}?refused"]


def killed_at(folder: Path, *moments: str) -> list[dict[str, int]]:
    command = [sys.executable, "-m", "tests.archive.store.killing", str(folder), *moments]
    run = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    return [json.loads(line) for line in run.stdout.splitlines()]


@pytest.fixture(autouse=True)
def quickly(monkeypatch):
    monkeypatch.setattr("os.fsync", lambda _: None)  # what a power cut would take is not the question


@pytest.fixture(scope="module")
def stores(tmp_path_factory) -> dict[str, DataDir]:
    """Return the store that each killed writer left, by moment."""
    folder = tmp_path_factory.mktemp("killed")
    (whole,) = killed_at(folder, "whole")
    dice = random.Random(26)  # noqa: S311 (the same moments in every run)
    moments = [f"byte:{byte}" for byte in sorted(dice.sample(range(whole["byte"]), MOMENTS))]
    moments += [f"{call}:{number}" for call in ("fsync", "rename", "flush") for number in range(1, whole[call] + 1)]
    assert killed_at(folder, *moments) == []  # none lived to tell
    assert len(moments) >= 50
    return {moment: DataDir(folder / moment) for moment in moments}


def test_each_killed_writer_leaves_at_most_one_torn_record_and_all_before_it(stores):
    torn_at = 0
    for moment, data in stores.items():
        with WarcWriter(data, crawl="next") as writer:
            synced = writer.synced
            kept = [capture.url for capture in writer.index.all()]
        assert synced.damaged == [], moment
        assert len(synced.torn) <= 1, moment
        assert not list(data.warc.glob("*.open")), moment
        assert kept == ORDER[: len(kept)], moment
        torn_at += len(synced.torn)
    assert torn_at > MOMENTS / 2  # most bytes lie inside a record


def test_the_next_run_completes_with_nothing_missing_and_nothing_doubled(stores):
    wanted = bodies()
    for moment, data in stores.items():
        crawl(data)
        with CaptureIndex(data) as index:
            captures = list(index.all())
            full = Counter(capture.url for capture in captures if capture.status == 200 and not capture.refers_to)
            assert full == Counter(f"{URL}?{number}" for number in range(CAPTURES)), moment
            for number, body in enumerate(wanted):
                assert read_document_bytes(data, index.latest(f"{URL}?{number}"), index) == body, moment
            assert verify(data, index, lambda _: None).errors == [], moment
            index.rebuild()
            assert list(index.all()) == captures, moment
