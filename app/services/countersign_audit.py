"""Have the platform remember how far the audit log goes, and see whether the log still has what it remembers.

The chain alone cannot tell that its newest rows were taken away, nor that the whole store was put back to an earlier
day; the platform's last checkpoint can. What the platform keeps is never made smaller, and once the log contradicted it
nothing is sent any more for this installation: the witness stays what it was.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

from app.domain.audit import AuditCheckpoint
from app.domain.audit_witness import CONTRADICTED, WITNESSED, checkpoint_note, noted_checkpoint, witness_note
from app.domain.errors import SyncError
from app.domain.platform import Countersigned
from app.ports.platform import AuditWitness
from app.ports.store import Store, UnitOfWork
from app.services.sync_outbox import wipe_ordered

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CountersignAudit:
    """Part of a round with the platform, when the line works."""

    store: Store
    witness: AuditWitness

    def __call__(self) -> None:
        """Send the newest row; what goes wrong on the line is logged, the next round tries again.

        Raises SyncError `sync.station_wiped` that carries a proven order.
        """
        with self.store.unit_of_work() as unit:
            head = _head(unit)
            contradicted = noted_checkpoint(unit.notes.get(CONTRADICTED))
        if head.sequence == 0 or (contradicted is not None and contradicted.installation == head.installation):
            return
        try:
            kept = self.witness.countersign(head)
        except SyncError as error:
            if wipe_ordered(error):
                raise
            _LOG.info("the audit log was not countersigned: %s", error.code)
            return
        self._note(kept)

    def _note(self, kept: Countersigned) -> None:
        with self.store.unit_of_work() as unit:
            known = kept.known
            if known is not None and not _has(unit, known):
                _LOG.error("the audit log contradicts the platform: row %s", known.sequence)
                unit.notes.put(CONTRADICTED, checkpoint_note(known))
            elif noted_checkpoint(unit.notes.get(WITNESSED)) != kept.checkpoint:
                unit.notes.put(WITNESSED, witness_note(kept))
            else:
                return
            unit.commit()


def audit_contradicted(unit: UnitOfWork) -> int:
    """The row of this installation's log that the platform remembers otherwise, 0 when there is none."""
    contradicted = noted_checkpoint(unit.notes.get(CONTRADICTED))
    if contradicted is None or contradicted.installation != unit.numbers.installation_id():
        return 0
    return contradicted.sequence


def _head(unit: UnitOfWork) -> AuditCheckpoint:
    sequence, row_hash = unit.audit.head()
    return AuditCheckpoint(unit.numbers.installation_id(), sequence, row_hash.hex())


def _has(unit: UnitOfWork, known: AuditCheckpoint) -> bool:
    found = unit.audit.hash_of(known.sequence)
    return found is not None and found.hex() == known.hash
