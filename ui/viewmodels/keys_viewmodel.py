"""The recovery key and the slot in the system's keyring: how they stand, and a new sheet for an admin."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.domain.clerk import Role
from app.ports.environment import TaskRunner
from app.services.keep_keyring import KeyringState
from app.services.keep_keys import KeyState
from app.services.workspace import Workspace
from resources.texts import text
from ui.viewmodels.viewmodel import ViewModel

KEYS_LANE = "keys"
"""Of its own: a keyring may ask its user something, and nothing else waits for the answer."""

_KEYRING_TONES = {
    KeyringState.OFF: "muted",
    KeyringState.THERE: "green",
    KeyringState.ABSENT: "amber",
    KeyringState.REFUSED: "amber",
}


class KeysViewModel(ViewModel):
    """Asks after the keys at sign-in and whenever something about them was changed.

    Signals:
        changed(): `state` or `keyring` may be another one.
        made(str): a new recovery key is in force; what to do with its sheet, in words.
    """

    changed = Signal()
    made = Signal(str)

    def __init__(self, workspace: Workspace, runner: TaskRunner, parent: QObject | None = None) -> None:
        """`read` fills it."""
        super().__init__(runner, parent)
        self._workspace = workspace
        self.state: KeyState | None = None
        self.keyring = KeyringState.OFF

    @property
    def is_admin(self) -> bool:
        """Whether a recovery key may be made here."""
        return self._workspace.session.clerk.role is Role.ADMIN

    @property
    def warning(self) -> str:
        """What an admin has to be told of the keys, who alone can mend it; empty when all is well."""
        missing = self.is_admin and self.state is not None and not self.state.recovery_key
        return text("notices.recovery_key_absent") if missing else ""

    @property
    def recovery_line(self) -> tuple[str, str]:
        """How the recovery key stands, in words, and the tone of that; empty words while nobody knows."""
        if self.state is None:
            return "", "muted"
        if self.state.recovery_key:
            return text("settings.keys_there"), "green"
        return text("settings.keys_absent"), "amber"

    @property
    def keyring_line(self) -> tuple[str, str]:
        """How the slot in the system's keyring stands, in words, and the tone of that."""
        return text(f"settings.keyring_state_{self.keyring}"), _KEYRING_TONES[self.keyring]

    @property
    def new_data_key(self) -> str:
        """What happens at the next opening of the data; empty when nothing does."""
        return text("settings.data_key_due") if self.state is not None and self.state.new_data_key else ""

    def read(self) -> None:
        """See how the recovery key stands."""
        self.run("store", self._workspace.keep_keys.state, self._know)

    def settle(self) -> None:
        """Make or end the slot in the system's keyring as the settings say now."""
        session, keep = self._workspace.session, self._workspace.keep_keyring
        self.run(KEYS_LANE, lambda: keep.settle(session), self._know_keyring)

    def print(self) -> None:
        """A new recovery key on the printer for pages."""
        workspace = self._workspace
        session, paper = workspace.session, workspace.recovery_paper

        def printed() -> None:
            paper.print(session, workspace.manage_settings.current().text("printer.page"))

        self._make(printed, text("settings.keys_printed"))

    def save(self, path: str) -> None:
        """A new recovery key in a PDF file."""
        session, paper = self._workspace.session, self._workspace.recovery_paper
        self._make(lambda: paper.save(session, Path(path)), text("settings.keys_saved", file=Path(path).name))

    def _make(self, make: Callable[[], None], words: str) -> None:
        if self.waiting:
            return

        def done(_: None) -> None:
            self.made.emit(words)
            self.read()

        self.run("paper", make, done, waiting="recovery_key")

    def _know(self, state: KeyState) -> None:
        self.state = state
        self.changed.emit()

    def _know_keyring(self, state: KeyringState) -> None:
        self.keyring = state
        self.read()  # ending the slot asks for another data key
