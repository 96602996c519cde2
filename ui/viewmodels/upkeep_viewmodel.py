"""What the window does for its data in quiet moments, and what the clerk must know of it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.errors import TongbanError
from app.domain.local_day import local_day
from app.domain.system_fault import SystemFault
from app.ports.environment import TaskRunner
from app.services.keep_store import BackupState
from app.services.workspace import Workspace
from resources.texts import error_text, text
from ui.viewmodels.notices_viewmodel import CHECKING_LANE
from ui.viewmodels.viewmodel import ViewModel

_ASK_MS = 5 * 60_000


class UpkeepViewModel(ViewModel):
    """Asks every few minutes whether the window is quiet, and has what is due done then.

    Signals:
        changed(): `warning` may be another one.
    """

    changed = Signal()

    def __init__(
        self, workspace: Workspace, quiet: Callable[[], bool], runner: TaskRunner, parent: QObject | None = None
    ) -> None:
        """`quiet` says whether nobody is at the keys just now; `begin` starts it."""
        super().__init__(runner, parent)
        self._keep = workspace.keep_store
        self._quiet = quiet
        self._stopping = False
        self._busy = False
        self._state: BackupState | None = None
        self._ask = QTimer(self)
        self._ask.timeout.connect(self.do_what_is_due)

    @property
    def warning(self) -> str:
        """Why the backups want a look, empty when they do not."""
        state = self._state
        if state is None or not state.too_old:
            return ""
        details: dict[str, object] = {"folder": state.folder, "system": SystemFault.OTHER}
        why = error_text(state.fault, details) if state.fault else ""
        if state.last is None:
            return text("notices.backup_never", why=why)
        return text("notices.backup_old", day=local_day(state.last).isoformat(), why=why)

    def begin(self) -> None:
        """See how the backups stand, and wait for a quiet moment."""
        self._ask.start(_ASK_MS)
        self.run(CHECKING_LANE, self._keep.state, self._know, on_error=lambda _error: True)

    def stop(self) -> None:
        """A backup under way is given up at its next file."""
        self._stopping = True
        self._ask.stop()

    def do_what_is_due(self) -> None:
        """Back up and let go what is due, unless somebody works or it is being done."""
        if self._busy or self._stopping or not self._quiet():
            return
        self._busy = True
        keep = self._keep.in_quiet_moment
        self.run(CHECKING_LANE, lambda: keep(lambda: self._stopping), self._done, on_error=self._failed)

    def _done(self, state: BackupState) -> None:
        self._busy = False
        self._know(state)

    def _failed(self, _error: TongbanError) -> bool:
        """The store's own faults are told where the clerk's work meets them."""
        self._busy = False
        return True

    def _know(self, state: BackupState) -> None:
        self._state = state
        self.changed.emit()
