"""The composition root: with `app.workspace_builder` the only place that knows every concrete class.

Everything heavy is imported where it is first used, so that the sign-in screen appears before the store, the
imaging libraries or the PDF library are loaded.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from local_store.folder import DataFolder
from local_store.keys.presence import keys_present
from local_store.settings_files import JsonSettingsFiles

if TYPE_CHECKING:
    from app.domain.clerk import Session
    from app.domain.errors import TongbanError
    from app.ports.credentials import SystemKeyring
    from app.ports.document_source import DocumentSource
    from app.ports.id_card_reader import IdCardReader
    from app.ports.papers import Printer
    from app.ports.store import NewAccount, Store
    from app.services.sign_in import SignIn
    from app.services.workspace import Workspace
    from local_store.keys.password import PasswordStrength
    from local_store.opening import StoreSettings


@dataclass(frozen=True, slots=True)
class Options:
    """What a start is told from outside.

    `sources` (by the prefix of their ids) lie on the desk beside the real ones, `open_reader` replaces the card reader,
    `printer` the system's printing (demonstration and tests); `store` and `strength` bound the cost of the store and of
    new passwords, `keyring` replaces the system's (tests).
    """

    data_folder: Path
    sources: Mapping[str, DocumentSource] = field(default_factory=dict)
    open_reader: Callable[[], IdCardReader] | None = None
    printer: Printer | None = None
    store: StoreSettings | None = None
    strength: PasswordStrength | None = None
    keyring: SystemKeyring | None = None


class Door:
    """`SignIn` for the first screen, without its imports: the field takes keys before they are paid for."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self.settings = JsonSettingsFiles(options.data_folder)
        self._making = threading.Lock()  # the warm-up and a key of the clerk may ask at the same time
        self._made: SignIn | None = None

    @property
    def first_run(self) -> bool:
        """Whether there is no account yet, so that the set-up screen must come first.

        Raises StoreError as `keys_present`; keys that are there and damaged are found by `warm_up`.
        """
        return not keys_present(DataFolder(self._options.data_folder))

    def warm_up(self) -> None:
        """Load what signing in will need, and look into the keys, while the clerk still types; see `SignInService`."""
        import local_store.store  # noqa: F401 - SQLAlchemy, the slowest of it

        self._sign_in().credentials.initialised()

    def __call__(self, login: str, password: str) -> Workspace:
        """See `SignIn`."""
        return self._sign_in()(login, password)

    def renew(self, login: str, one_time: str, new: str) -> Workspace:
        """See `SignIn.renew`."""
        return self._sign_in().renew(login, one_time, new)

    @property
    def key_in_keyring(self) -> bool:
        """See `SignIn.key_in_keyring`."""
        return self._sign_in().key_in_keyring

    def recover(self, typed: str, login: str, new: str) -> Workspace:
        """See `SignIn.recover`."""
        return self._sign_in().recover(typed, login, new)

    def set_up(self, account: NewAccount, station: Mapping[str, str]) -> Workspace:
        """See `SignIn.set_up`."""
        return self._sign_in().set_up(account, station)

    def _sign_in(self) -> SignIn:
        with self._making:
            if self._made is None:
                self._made = self._make_sign_in()
            return self._made

    def _make_sign_in(self) -> SignIn:
        from app.services.sign_in import SignIn
        from app.system_clock import SystemClock
        from local_store.identifiers import RandomIdSource
        from local_store.keys.system_keyring import LibrarySystemKeyring
        from local_store.opening import station_credentials
        from local_store.search.romanizer import PinyinRomanizer

        options, clock = self._options, SystemClock()
        folder = DataFolder(options.data_folder)
        credentials = station_credentials(folder, clock, PinyinRomanizer(), options.store, options.strength)
        keyring = options.keyring or LibrarySystemKeyring(options.data_folder)
        return SignIn(credentials, keyring, self.settings, clock, RandomIdSource(), self._build)

    def _build(self, session: Session, store: Store, warnings: tuple[TongbanError, ...]) -> Workspace:
        from app.workspace_builder import WorkspaceBuilder, in_hall

        services, folder = self._sign_in(), self._options.data_folder
        session, hall = in_hall(session, store, self.settings)
        builder = WorkspaceBuilder(folder, session, store, services.credentials, services.keyring, self.settings, hall)
        workspace = builder.build(warnings, self._options.sources, self._options.open_reader)
        if hall is not None:
            workspace = replace(workspace, case_news=hall.take_news)
        printer = self._options.printer
        if printer is None:
            return workspace
        return replace(
            workspace,
            print_papers=replace(workspace.print_papers, printer=printer),
            recovery_paper=replace(workspace.recovery_paper, printer=printer),
        )


def run_window(options: Options, notice: str = "") -> int:
    """Open the window; returns when it is closed. `notice` stands on the sign-in screen."""
    from ui.shell.application import run

    options.data_folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # before anything else makes it readable to all
    door = Door(options)
    return run(door, door.settings.load(), log_directory=options.data_folder / "logs", notice=notice)
