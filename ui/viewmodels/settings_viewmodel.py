"""Settings: look and devices for the clerk, station, platform and password rules for an admin."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from app.domain.clerk import Role
from app.domain.settings import Settings, SettingScope
from app.ports.environment import TaskRunner
from app.ports.papers import PrinterDescription
from app.services.workspace import Workspace
from resources.texts import error_text, text
from ui.viewmodels.page_capture import SCANNER_LANE
from ui.viewmodels.viewmodel import ViewModel

# Read once when a clerk signs in: the program goes on with the former value until then.
_AT_SIGN_IN = ("station.", "platform.url", "platform.mapping")
_ADMIN_KEYS = ("station.", "platform.", "lock.", "password.", "phone_link.", "store.")


@dataclass(frozen=True, slots=True)
class SettingView:
    """One setting: its value, whether it may be changed here, and why not."""

    value: str
    editable: bool
    note: str


@dataclass(frozen=True, slots=True)
class DeviceTest:
    """What a test of a device said; `tone` is green, red or muted (not tried), `running` while it lasts."""

    tone: str
    words: str
    running: bool = False


class SettingsViewModel(ViewModel):
    """Values are saved one by one when left.

    Signals:
        changed(): `settings` were read or written.
        look_changed(): the look or the size was changed.
        keyring_changed(): whether a key is kept in the system's keyring was changed.
        tested(str): the test of this device (reader, scanner, printer) has news.
        printers_changed(): `printers` were read.
    """

    changed = Signal()
    look_changed = Signal()
    keyring_changed = Signal()
    tested = Signal(str)
    printers_changed = Signal()

    def __init__(self, workspace: Workspace, runner: TaskRunner, parent: QObject | None = None) -> None:
        """`read` fills it."""
        super().__init__(runner, parent)
        self._workspace = workspace
        self._stop_test = False
        self._at_next_sign_in: set[str] = set()
        self.settings: Settings | None = None
        self.printers: tuple[PrinterDescription, ...] = ()
        self.tests = {
            name: DeviceTest("muted", text("settings.not_tested")) for name in ("reader", "scanner", "printer")
        }

    @property
    def is_admin(self) -> bool:
        """Whether everything may be changed."""
        return self._workspace.session.clerk.role is Role.ADMIN

    def view(self, key: str) -> SettingView:
        """One setting as it is shown."""
        if self.settings is None:
            return SettingView("", editable=False, note="")
        value = self.settings.values[key]
        if value.scope is SettingScope.PROVINCE_LOCKED:
            return SettingView(value.value, editable=False, note=text("settings.locked_by", who=value.locked_by))
        if key.startswith(_ADMIN_KEYS) and not self.is_admin:
            return SettingView(value.value, editable=False, note=text("settings.admin_only"))
        note = text("settings.from_next_sign_in") if key in self._at_next_sign_in else ""
        return SettingView(value.value, editable=True, note=note)

    def read(self) -> None:
        """Read settings and printers."""
        manage = self._workspace.manage_settings
        self.run("store", manage.current, self._know)
        self.run("paper", self._workspace.print_papers.printers, self._know_printers)

    def change(self, key: str, value: str) -> None:
        """Write one value; nothing happens when it is the same."""
        if self.settings is None or self.settings.values[key].value == value.strip():
            return
        session, manage = self._workspace.session, self._workspace.manage_settings
        self.run("store", lambda: manage.change(session, {key: value}), lambda written: self._written(key, written))

    def test_reader(self) -> None:
        """Wait for a card and tell whether it was read; whose card it is stays unsaid."""
        self._stop_test = False
        read = self._workspace.read_identity.read
        self._begin("reader", text("settings.put_card"))
        self.run(
            "device:reader",
            lambda: read(lambda: self._stop_test),
            lambda reading: self._end("reader", "green", text("settings.reader_works", serial=reading.reader_serial)),
            on_error=lambda error: self._end("reader", "red", error_text(error.code, error.details)),
        )

    def test_scanner(self) -> None:
        """Ask what can be scanned from."""
        self._begin("scanner", text("settings.looking"))
        self.run(
            SCANNER_LANE,
            self._workspace.capture_pages.sources,
            lambda found: self._end(
                "scanner",
                "green" if found else "red",
                text("settings.scanners_found", names=text("items.place_separator").join(one.name for one in found))
                if found
                else text("settings.no_scanner"),
            ),
            on_error=lambda error: self._end("scanner", "red", error_text(error.code, error.details)),
        )

    def test_printer(self) -> None:
        """Ask the system for its printers and their state."""
        self._begin("printer", text("settings.looking"))
        self.run(
            "paper",
            self._workspace.print_papers.printers,
            self._printers_tested,
            on_error=lambda error: self._end("printer", "red", error_text(error.code, error.details)),
        )

    def stop_test(self) -> None:
        """Do not wait for the card any longer."""
        self._stop_test = True

    def _begin(self, device: str, words: str) -> None:
        self.tests[device] = DeviceTest("muted", words, running=True)
        self.tested.emit(device)

    def _end(self, device: str, tone: str, words: str) -> bool:
        self.tests[device] = DeviceTest(tone, words or text("settings.not_tested"))
        self.tested.emit(device)
        return True

    def _printers_tested(self, printers: tuple[PrinterDescription, ...]) -> None:
        self._know_printers(printers)
        bad = [one for one in printers if one.reason]
        if not printers:
            self._end("printer", "red", text("settings.no_printer"))
        elif bad:
            self._end("printer", "amber", f"{bad[0].name}: {error_text(bad[0].reason, {})}")
        else:
            names = text("items.place_separator").join(one.name for one in printers)
            self._end("printer", "green", text("settings.printers_found", names=names))

    def _know(self, settings: Settings) -> None:
        self.settings = settings
        self.changed.emit()

    def _written(self, key: str, settings: Settings) -> None:
        if key.startswith(_AT_SIGN_IN):
            self._at_next_sign_in.add(key)
        self._know(settings)
        if key.startswith("look."):
            self.look_changed.emit()
        if key == "store.keyring":
            self.keyring_changed.emit()

    def _know_printers(self, printers: tuple[PrinterDescription, ...]) -> None:
        self.printers = printers
        self.printers_changed.emit()
