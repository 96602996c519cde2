"""A program that makes backups on a disk with ever more room.

`python -m tests.unit.local_store.backup_full_program DATA DISK`

DISK is a small file system of its own. The first backup fits; for the second one a filler leaves only so much room
that it breaks off at another place each time. Prints one JSON object: the codes and reasons of the refusals, how many
refusals there were, and whether the first backup was whole and nothing half lay there after each of them.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import closing
from pathlib import Path

from app.domain.errors import StoreError
from local_store.backup.places import chosen_backup
from tests.unit.local_store.backup_station import KEEP, add_case, new_station, nobody, restored

_STEP = 24 << 10
_MOST_ROOM = 4 << 20


def leave_room(disk: Path, room: int) -> Path:
    """Fill the disk up to `room` bytes."""
    filler = disk / "filler"
    filler.unlink(missing_ok=True)
    state = os.statvfs(disk)
    filler.write_bytes(bytes(max(state.f_bavail * state.f_frsize - room, 0)))
    return filler


def main(data: Path, disk: Path) -> None:
    """Make the first backup, then try the second one in too little room until it fits."""
    refusals: set[tuple[str, str]] = set()
    refused, kept, half = 0, True, 0
    with closing(new_station(data)) as store:
        add_case(store, 1)
        first = store.upkeep.back_up(disk, KEEP, nobody).folder
        add_case(store, 2)
        for room in range(0, _MOST_ROOM, _STEP):
            filler = leave_room(disk, room)
            try:
                second = store.upkeep.back_up(disk, KEEP, nobody).folder
                break
            except StoreError as error:
                refusals.add((error.code, str(error.details.get("system"))))
                refused += 1
                kept = kept and chosen_backup(disk) == first
                half += len(list(disk.rglob("*.tmp")))
        filler.unlink()
        ballast = (data / "ballast").exists()
        report = {"ballast": ballast, "refusals": sorted(refusals), "refused": refused, "kept": kept, "half": half}
    restored(second, data.with_name("new"))
    sys.stdout.write(json.dumps(report))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
