"""One round with the platform: send what waits, take what is new, have the audit log countersigned."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.domain.errors import StoreError, SyncError
from app.domain.platform import WipeOrder
from app.ports.credentials import KeyWipe
from app.services.countersign_audit import CountersignAudit
from app.services.line_view import LineFacts, LineView
from app.services.pull_changes import PullChanges
from app.services.sync_outbox import SyncOutbox


def _nobody_else(_cancelled: Callable[[], bool]) -> bool:
    """A station of its own always has the turn."""
    return True


@dataclass(frozen=True, slots=True)
class Synchronise:
    """Runs on the network lane, by a timer and by the clerk's key.

    `take_turn` comes before each round and says whether this window speaks with the platform, see `WindowInHall`.
    """

    outbox: SyncOutbox
    changes: PullChanges
    countersign: CountersignAudit
    line: LineView
    keys: KeyWipe
    take_turn: Callable[[Callable[[], bool]], bool] = _nobody_else

    def __call__(self, cancelled: Callable[[], bool], *, at_once: bool = False) -> LineFacts:
        """Push, then pull unless the line is down; what went wrong is told by the facts, not raised.

        `at_once` (the clerk's own key) tries rows that wait for their time too; a platform that asked to be left alone
        is left alone all the same. Raises StoreError `store.wiped` when the province ordered this installation wiped:
        the keys are gone then, and all that is left to do is to close the store.
        """
        leads = self.take_turn(cancelled)
        if at_once:
            self.line.hasten()
        try:
            if leads:
                self._round(cancelled)
        except SyncError as error:
            order = error.details.get("order")
            if not isinstance(order, WipeOrder):
                raise
            self.keys.wipe(order)
            raise StoreError("wiped") from error
        return self.line.facts()

    def _round(self, cancelled: Callable[[], bool]) -> None:
        if not self.outbox.drain(cancelled=cancelled).stopped_by and not self.changes().stopped_by:
            self.countersign()
