"""`crash_program` for a data key that is replaced: `python -m tests.unit.local_store.rotation_crash_program`."""

from __future__ import annotations

import sys
from pathlib import Path

import local_store.keys.database_move
import local_store.vault.moving  # noqa: F401 - both loaded once, before forking
from tests.fakes.local_store import cheap_credentials
from tests.unit.local_store.crash_program import WORK, main


def rotate(folder: Path) -> None:
    """Open a store that asks for another data key, and let it move all."""
    store = cheap_credentials(folder).unlock("admin", "secret")
    if store.moving is not None:
        store.moving.wait()
    store.close()


if __name__ == "__main__":
    WORK["rotate"] = rotate
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
