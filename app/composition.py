"""The composition root: with `app.workspace_builder` the only place that knows every concrete class.

Everything heavy is imported where it is first used, so that the sign-in screen appears before the store, the
imaging libraries or the PDF library are loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from app.system_clock import SystemClock
from local_store.folder import DataFolder
from local_store.identifiers import RandomIdSource
from local_store.settings_files import JsonSettingsFiles

if TYPE_CHECKING:
    from app.domain.clerk import Session
    from app.domain.errors import TongbanError
    from app.ports.document_source import DocumentSource
    from app.ports.id_card_reader import IdCardReader
    from app.ports.store import Store
    from app.services.sign_in import SignIn
    from app.services.workspace import Workspace
    from local_store.keys.password import PasswordStrength
    from local_store.opening import StoreSettings


@dataclass(frozen=True, slots=True)
class Options:
    """What a start is told from outside.

    `sources` (by the prefix of their ids) lie on the desk beside the real ones, `open_reader` replaces the card reader
    (demonstration and tests); `store` and `strength` bound the cost of the store and of new passwords (tests).
    """

    data_folder: Path
    sources: Mapping[str, DocumentSource] = field(default_factory=dict)
    open_reader: Callable[[], IdCardReader] | None = None
    store: StoreSettings | None = None
    strength: PasswordStrength | None = None


def sign_in(options: Options) -> SignIn:
    """The door: everything else is built behind it, for the clerk who came through."""
    from app.services.sign_in import SignIn
    from local_store.opening import station_credentials
    from local_store.search.romanizer import PinyinRomanizer

    clock = SystemClock()
    credentials = station_credentials(
        DataFolder(options.data_folder), clock, PinyinRomanizer(), options.store, options.strength
    )
    files = JsonSettingsFiles(options.data_folder)

    def build(session: Session, store: Store, warnings: tuple[TongbanError, ...]) -> Workspace:
        from app.workspace_builder import WorkspaceBuilder

        builder = WorkspaceBuilder(options.data_folder, session, store, credentials, files)
        return builder.build(warnings, options.sources, options.open_reader)

    return SignIn(credentials, files, clock, RandomIdSource(), build)


def run_window(options: Options) -> int:
    """Open the window; returns when it is closed."""
    from ui.shell.application import run

    files = JsonSettingsFiles(options.data_folder)
    return run(sign_in(options), files.load(), log_directory=options.data_folder / "logs")
