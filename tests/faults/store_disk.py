"""The disk that fails when told (`store_disk.c`): compiled, preloaded, armed."""

from __future__ import annotations

import ctypes
import errno
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

_SOURCE = Path(__file__).with_suffix(".c")
_PRELOAD = "LD_PRELOAD"


class Action(IntEnum):
    """What happens at the chosen crossing, in the order of the C source.

    KILL before it; TEAR kills when half of a write is done; FAIL_ONCE tells an error there, FAIL_ON there and ever
    after; FILL writes half and then has no more room, until a file of at least 32 KB is taken away.
    """

    COUNT = 0
    KILL = 1
    TEAR = 2
    FAIL_ONCE = 3
    FAIL_ON = 4
    FILL = 5


class Side(IntEnum):
    """Crossings that change the disk and those that read it are counted apart."""

    CHANGES = 0
    READS = 1


@dataclass(frozen=True, slots=True)
class Plan:
    """`action` at crossing number `at` (from 1) of one side."""

    action: Action = Action.COUNT
    at: int = 0
    side: Side = Side.CHANGES
    error: int = errno.EIO


NOTHING = Plan()


def arm(folder: Path, plan: Plan, journal: int = -1) -> None:
    """From now on, in this process; crossings below `folder` are counted from 1 and written to `journal`."""
    ctypes.CDLL(None).disk_arm(
        os.fsencode(folder), int(plan.action), int(plan.side), ctypes.c_long(plan.at), plan.error, journal
    )


def crossed(side: Side) -> int:
    """Crossings of this process so far."""
    count = ctypes.CDLL(None).disk_crossed
    count.restype = ctypes.c_long
    return int(count(int(side)))


def mark(words: bytes) -> None:
    """Put words into the journal, at the place in the order where it stands."""
    ctypes.CDLL(None).disk_mark(words)


def preloaded() -> bool:
    """Whether this process has that disk."""
    return hasattr(ctypes.CDLL(None), "disk_arm")


def start_again_preloaded() -> None:
    """Go on as the same program with that disk in front of the real one. Needs gcc; returns when it is there."""
    if preloaded():
        # The library stays mapped; nothing this process starts is to have it.
        Path(os.environ.pop(_PRELOAD)).unlink()
        return
    handle, library = tempfile.mkstemp(prefix="tongban-disk-", suffix=".so")
    os.close(handle)
    options = ("-shared", "-fPIC", "-O2", "-Wall", "-Werror", "-pthread")
    subprocess.run(["gcc", *options, "-o", library, str(_SOURCE)], check=True)
    os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], {**os.environ, _PRELOAD: library})
