"""How much memory another process holds, and giving back what this one no longer needs."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

_M_MMAP_THRESHOLD = -3  # malloc.h
_LARGE = 1 << 20


def resident_bytes(process_id: int) -> int:
    """Bytes in memory by `/proc` (proc(5), statm); 0 where there is none, or when the process has ended."""
    try:
        pages = Path(f"/proc/{process_id}/statm").read_text(encoding="ascii").split()
    except OSError:
        return 0
    return int(pages[1]) * os.sysconf("SC_PAGE_SIZE") if len(pages) > 1 else 0


def give_back_large_blocks_at_once() -> None:
    """Have what is freed in blocks of a megabyte and more go back to the system (glibc, mallopt(3)).

    By itself the C library raises that bound to 32 MB as such blocks come and go, and keeps what lies below it.
    """
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # other C libraries than glibc lack it
        if mallopt is not None:
            mallopt(_M_MMAP_THRESHOLD, _LARGE)
