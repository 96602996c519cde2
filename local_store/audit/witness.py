"""What the platform remembers of the audit log, against the log itself."""

from __future__ import annotations

import sqlalchemy as sa

from app.domain.audit_witness import CONTRADICTED, WITNESSED, noted_checkpoint
from app.domain.store_upkeep import Damage, DamageKind
from local_store.audit.log import SqlAuditLog
from local_store.tables.station import notes

_NOTED = sa.select(notes.c.value).where(notes.c.name.in_((WITNESSED, CONTRADICTED)))


def against_witness(connection: sa.Connection, log: SqlAuditLog) -> tuple[Damage, ...]:
    """The checkpoints that were countersigned and are not (or no longer) in the log: rows were cut off or made anew.

    A restored store keeps the checkpoint of the installation it was made from; its rows are in it as well.
    """
    found: dict[int, Damage] = {}
    for note in connection.scalars(_NOTED):
        checkpoint = noted_checkpoint(note)
        if checkpoint is None:
            continue
        there = log.hash_of(checkpoint.sequence)
        if there is None or there.hex() != checkpoint.hash:
            found[checkpoint.sequence] = Damage(DamageKind.AUDIT_CUT, detail=str(checkpoint.sequence))
    return tuple(found[sequence] for sequence in sorted(found))
