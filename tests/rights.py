"""Folders that may not be written: rights alone do not keep root out, so root gives up what lets it pass them."""

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_VERSION = 0x20080522  # of the capability calls of Linux: two words of 32 bits for each set
_PASSING_RIGHTS = 1 << 1 | 1 << 2  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH


@contextmanager
def not_to_be_written(root: Path) -> Iterator[None]:
    """Take the right to write from a folder and all in it, for this thread too where it is root's."""
    found = [root, *root.rglob("*")]
    rights = {path: path.stat().st_mode for path in found if not path.is_symlink()}
    effective = _capabilities()
    for path, mode in rights.items():
        path.chmod(mode & 0o555)
    try:
        _set_effective(effective & ~_PASSING_RIGHTS)
        if os.access(root, os.W_OK, effective_ids=True):
            pytest.skip("this system lets the tests write everywhere")
        yield
    finally:
        _set_effective(effective)
        for path, mode in rights.items():
            path.chmod(mode)


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Sets(ctypes.Structure):
    _fields_ = (("effective", ctypes.c_uint32), ("permitted", ctypes.c_uint32), ("inheritable", ctypes.c_uint32))


def _read() -> ctypes.Array[_Sets]:
    sets = (_Sets * 2)()
    if ctypes.CDLL(None, use_errno=True).capget(ctypes.byref(_Header(_VERSION, 0)), sets):
        raise OSError(ctypes.get_errno(), "capget")
    return sets


def _capabilities() -> int:
    return int(_read()[0].effective)


def _set_effective(effective: int) -> None:
    sets = _read()
    sets[0].effective = effective
    if ctypes.CDLL(None, use_errno=True).capset(ctypes.byref(_Header(_VERSION, 0)), sets):
        raise OSError(ctypes.get_errno(), "capset")
