"""One round with the platform: send what waits, take what is new."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.services.line_view import LineFacts, LineView
from app.services.pull_changes import PullChanges
from app.services.sync_outbox import SyncOutbox


@dataclass(frozen=True, slots=True)
class Synchronise:
    """Runs on the network lane, by a timer and by the clerk's key."""

    outbox: SyncOutbox
    changes: PullChanges
    line: LineView

    def __call__(self, cancelled: Callable[[], bool], *, at_once: bool = False) -> LineFacts:
        """Push, then pull unless the line is down; what went wrong is told by the facts, not raised.

        `at_once` (the clerk's own key) tries rows that wait for their time too; a platform that asked to be left alone
        is left alone all the same.
        """
        if at_once:
            self.line.hasten()
        report = self.outbox.drain(cancelled=cancelled)
        if not report.stopped_by:
            self.changes()
        return self.line.facts()
