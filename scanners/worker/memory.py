"""How much memory another process holds."""

from __future__ import annotations

import os
from pathlib import Path


def resident_bytes(process_id: int) -> int:
    """Bytes in memory by `/proc` (proc(5), statm); 0 where there is none, or when the process has ended."""
    try:
        pages = Path(f"/proc/{process_id}/statm").read_text(encoding="ascii").split()
    except OSError:
        return 0
    return int(pages[1]) * os.sysconf("SC_PAGE_SIZE") if len(pages) > 1 else 0
