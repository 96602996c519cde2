"""Move a station to another machine: its last backup, then the mark that it moved."""

from __future__ import annotations

from pathlib import Path

from app.domain.audit import AuditAction, AuditEntry
from app.domain.clerk import Clerk, Role
from app.domain.errors import AccessError
from app.domain.store_upkeep import BackupMade
from local_store.opening import MOVED
from local_store.store import SqlStore


def move_away(store: SqlStore, target: Path, keep: int, clerk: Clerk) -> BackupMade:
    """Back up to `target`, then have the store refuse to open (`store.moved`). For an admin.

    Raises AccessError `access.role`, StoreError; not marked then.

    What waits for the platform goes along, with its keys: what the old machine sent and could not mark any more, the
    new one sends again under the same key, and the platform answers as before. Killed before the mark, the old
    machine still works, and the move is made again.
    """
    if clerk.role is not Role.ADMIN:
        raise AccessError("role", required=Role.ADMIN.value)
    made = store.upkeep.back_up_to_move(target, keep)
    with store.unit_of_work() as unit:
        unit.audit.add(AuditEntry(AuditAction.STORE_MOVED, made.made_at, clerk.id, "store"))
        unit.notes.put(MOVED, made.made_at.isoformat())
        unit.commit()
    return made
