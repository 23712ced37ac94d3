from io import StringIO

import pytest

from archive import progress
from archive.cli import language
from archive.progress import Progress


class Terminal(StringIO):
    def isatty(self):
        return True


def test_a_log_gets_one_line_at_the_end():
    log = StringIO()
    with Progress("reading", 3, stream=log) as bar:
        for _ in range(3):
            bar.advance()
        bar.say("a.pdf: empty")
    assert log.getvalue() == "a.pdf: empty\nreading: 3/3\n"


def test_a_log_gets_a_line_now_and_then(monkeypatch):
    times = iter([0.0, 10.0, 31.0, 40.0])
    monkeypatch.setattr(progress.time, "monotonic", lambda: next(times))
    log = StringIO()
    with Progress("reading", stream=log) as bar:
        for _ in range(3):
            bar.advance()
    assert log.getvalue() == "reading: 2\nreading: 3\n"


def test_a_terminal_gets_a_bar():
    screen = Terminal()
    with Progress("reading", 2, stream=screen) as bar:
        bar.advance(2)
    assert "[" + "#" * 24 + "] 2/2" in screen.getvalue()


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "NIANBAO_LANG": "en"}, "en"),
        ({"LC_ALL": "C", "LANG": "zh_CN"}, "en"),
    ],
)
def test_language_of_the_command_line(monkeypatch, environment, expected):
    for name in ("NIANBAO_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert language() == expected
