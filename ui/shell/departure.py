"""A clerk leaves and the window stays: what was submitted is finished, then the store is closed and its key dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from ui.runtime.session_lanes import SessionLanes
from ui.runtime.task_runner import QtTaskRunner

if TYPE_CHECKING:
    from ui.viewmodels.sign_in_viewmodel import Workspace

_PATIENCE_MS = 10_000  # a scanner that hangs does not keep the next clerk waiting; what it still brings is refused


class Departure(QObject):
    """Nothing here waits: the sign-in screen stands before the clerk already, and takes keys when it is `done`.

    Signals:
        done(object): the session is over; the error that came up on the way, or None.
    """

    done = Signal(object)

    def __init__(self, workspace: Workspace, lanes: SessionLanes, runner: QtTaskRunner, parent: QObject) -> None:
        """`lanes` are those of the session, over `runner`."""
        super().__init__(parent)
        self.workspace = workspace
        self._lanes = lanes
        self._runner = runner
        self._locked = False
        self._closing = False
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.timeout.connect(self._close)

    def begin(self, *, locked: bool) -> None:
        """Take no more work of the session; `locked`: it is ended from the lock screen."""
        self._locked = locked
        self._patience.start(_PATIENCE_MS)
        self._lanes.end(self._close)

    def stop(self) -> None:
        """The window closes meanwhile: it closes the workspace itself."""
        self._patience.stop()
        self._closing = True

    def _close(self) -> None:
        if self._closing:
            return
        self._closing = True
        self._patience.stop()
        workspace, locked = self.workspace, self._locked
        # Behind whatever of the session is still on the store's lane, before the next sign-in.
        self._runner.submit(
            "store", lambda: workspace.leave(locked=locked), lambda _: self.done.emit(None), self.done.emit
        )
