"""Starting the window: as little as possible before the sign-in field takes a key."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from ui.runtime.appearance import STYLE, Look, Theme, apply_look, load_fonts
from ui.runtime.crash_hooks import CrashHooks
from ui.runtime.error_presenter import ErrorPresenter
from ui.runtime.garbage import GarbageCollection
from ui.runtime.surroundings import install_translations, prepare_input_method
from ui.runtime.task_runner import QtTaskRunner
from ui.shell.main_window import MainWindow
from ui.viewmodels.sign_in_viewmodel import SignInService

if TYPE_CHECKING:
    from app.domain.settings import Settings

_WARM_UP_AFTER_MS = 150  # the first screen is painted and takes keys


def run(
    sign_in: SignInService,
    settings: Settings,
    log_directory: Path | None = None,
    notice: str = "",
) -> int:
    """Show the window and return when it is closed, everything submitted being done by then.

    `sign_in` is the door to the services, `settings` what is in force before anybody signs in, `log_directory`
    where the log is written (nowhere when it is None), `notice` what the sign-in screen says besides.
    """
    prepare_input_method()
    application = QApplication([*sys.argv[:1], *STYLE])
    hooks = CrashHooks()
    if log_directory is not None:
        hooks.install(log_directory)
    garbage = GarbageCollection(application)
    window = open_window(application, sign_in, settings, hooks, notice)
    window.showMaximized()
    # Counted from the first turn with nothing to paint: a slow machine is far behind the call above.
    QTimer.singleShot(0, lambda: QTimer.singleShot(_WARM_UP_AFTER_MS, lambda: _settle(window, garbage)))
    code = application.exec()
    window.runner.close()
    window.finish()
    garbage.stop()
    if log_directory is not None:
        hooks.remove()
    return code


def _settle(window: MainWindow, garbage: GarbageCollection) -> None:
    """The first screen stands."""
    garbage.begin()
    window.warm_up()


def open_window(
    application: QApplication,
    sign_in: SignInService,
    settings: Settings,
    hooks: CrashHooks | None = None,
    notice: str = "",
) -> MainWindow:
    """The window, dressed and wired, not yet shown. Tests start here."""
    load_fonts()
    install_translations(application)
    apply_look(application, look_of(settings))
    window = MainWindow(sign_in, QtTaskRunner(application), ErrorPresenter(), notice)
    # Dressing all widgets again takes a moment: after the click that asked for it has been painted.
    window.look_changed.connect(lambda chosen: QTimer.singleShot(0, lambda: apply_look(application, look_of(chosen))))
    if hooks is not None:
        hooks.crashed.connect(window.show_error)
    return window


def look_of(settings: Settings) -> Look:
    """What the settings say about looks."""
    return Look(Theme(settings.text("look.style")), settings.number("look.font_percent") / 100)
