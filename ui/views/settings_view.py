"""Settings: look, devices with a test beside each, station and platform, accounts, notices."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QListWidget, QStackedWidget, QVBoxLayout, QWidget

from resources.texts import text
from ui.runtime.error_presenter import ErrorPresenter
from ui.viewmodels.accounts_viewmodel import AccountsViewModel
from ui.viewmodels.keys_viewmodel import KeysViewModel
from ui.viewmodels.notices_viewmodel import NoticesViewModel
from ui.viewmodels.settings_viewmodel import SettingsViewModel
from ui.views.accounts_panel import AccountsPanel
from ui.views.keys_panel import KeysPanel
from ui.views.screen import Screen, scrolled
from ui.views.settings_parts import DeviceTestLine, NoticeList, SettingField
from ui.widgets.banner import Banner
from ui.widgets.form_keys import FormKeys
from ui.widgets.words import box, column, label, rule


class SettingsView(Screen):
    """A page a subject; every value is saved when it is left."""

    def __init__(
        self,
        model: SettingsViewModel,
        accounts: AccountsViewModel,
        keys: KeysViewModel,
        notices: NoticesViewModel,
        presenter: ErrorPresenter,
        parent: QWidget | None = None,
    ) -> None:
        """Follows the view-models."""
        super().__init__("settings", presenter, parent)
        self._model = model
        self._accounts = accounts
        self._fields: dict[str, SettingField] = {}
        self.subjects = QListWidget()
        self.subjects.setObjectName("settings.subjects")
        self.subjects.setAccessibleName(text("settings.subjects"))
        self.subjects.setFixedWidth(190)
        self._pages = QStackedWidget()
        self._add(text("settings.look"), self._look())
        self._add(text("settings.devices"), self._devices())
        self._add(text("settings.station"), self._station())
        self._add(text("settings.platform"), self._platform())
        self._account_page = AccountsPanel(accounts, keys)
        self._add(text("settings.accounts"), self._account_rules() if model.is_admin else _page(*self._account_parts()))
        self._keys_row, self._keys_page = self.subjects.count(), self._keys(keys) if model.is_admin else None
        self._notice_row = self.subjects.count()
        self._add(text("notices.title"), _page(label(text("notices.title"), "title"), NoticeList(notices)))
        body = QHBoxLayout()
        body.setSpacing(10)
        body.addWidget(box(column(self.subjects, margins=8), "card"))
        body.addWidget(box(column(self._pages, margins=1), "card"), 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.setSpacing(10)
        layout.addWidget(self.banner)
        layout.addWidget(self._one_time_bar())
        layout.addLayout(body, 1)
        FormKeys(self)
        self.subjects.currentRowChanged.connect(self._pages.setCurrentIndex)
        self.subjects.setCurrentRow(0)
        model.changed.connect(self._follow)
        model.printers_changed.connect(self._know_printers)
        model.failed.connect(self.show_error)
        accounts.failed.connect(self.show_error)
        keys.failed.connect(self.show_error)

    def entered(self) -> None:
        """Read again."""
        self._model.read()
        self._accounts.read()
        self.subjects.setFocus()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """A one-time password does not wait on a screen that nobody looks at."""
        self._accounts.forget_one_time()
        super().hideEvent(event)

    def show_notices(self) -> None:
        """Bring the page of notices to the front."""
        self.subjects.setCurrentRow(self._notice_row)

    def offer_recovery_key(self) -> None:
        """Bring the page of the recovery key to the front, for an admin who has just set the station up."""
        if self._keys_page is not None:
            self.subjects.setCurrentRow(self._keys_row)
            self._keys_page.offer()

    def show_field_error(self, field: str, words: str) -> bool:
        """Errors of values and of accounts."""
        if field in self._fields:
            self._fields[field].set_error(words)
            return True
        return self._account_page.show_field_error(field, words)

    def _add(self, title: str, page: QWidget) -> None:
        self.subjects.addItem(title)
        self._pages.addWidget(scrolled(page))

    def _field(self, key: str, words: str, choices: tuple[tuple[str, str], ...] = (), *, wide: bool = True) -> QWidget:
        field = SettingField(key, words, self._model, choices, in_sight=not wide)
        self._fields[key] = field
        return field

    def _look(self) -> QWidget:
        styles = tuple((value, text(f"settings.style_{value}")) for value in ("system", "light", "dark"))
        sizes = tuple((str(size), f"{size}%") for size in (100, 125, 150, 200))
        minutes = self._field("lock.idle_minutes", text("settings.idle_minutes"))
        return _page(
            label(text("settings.look"), "title"),
            self._field("look.style", text("settings.style"), styles, wide=False),
            self._field("look.font_percent", text("settings.font_percent"), sizes, wide=False),
            minutes,
        )

    def _devices(self) -> QWidget:
        model = self._model
        switch = (("off", text("settings.phone_link_off")), ("on", text("settings.phone_link_on")))
        self._page_printer = self._field("printer.page", text("settings.printer_page"), (("", ""),))
        self._label_printer = self._field("printer.label", text("settings.printer_label"), (("", ""),))
        places = tuple(
            (value, text(f"settings.applicant_screen_{value}")) for value in ("on_request", "second_screen", "off")
        )
        return _page(
            label(text("settings.reader"), "title"),
            self._field("reader.address", text("settings.reader_address")),
            DeviceTestLine("reader", model, model.test_reader),
            rule(),
            label(text("settings.scanner"), "title"),
            self._field("scanner.watched_folder", text("settings.watched_folder")),
            self._field("scanner.network_address", text("settings.network_address")),
            self._field("scanner.camera", text("settings.camera")),
            self._field("phone_link.switch", text("settings.phone_link"), switch, wide=False),
            self._field("phone_link.address", text("settings.phone_link_address")),
            DeviceTestLine("scanner", model, model.test_scanner),
            rule(),
            label(text("settings.printer"), "title"),
            self._page_printer,
            self._label_printer,
            DeviceTestLine("printer", model, model.test_printer),
            rule(),
            label(text("settings.applicant_screen"), "title"),
            self._field("applicant_screen.place", text("settings.applicant_screen_place"), places, wide=False),
        )

    def _station(self) -> QWidget:
        return _page(
            label(text("settings.station"), "title"),
            self._field("station.hall_name", text("settings.station_hall_name")),
            self._field("station.window_name", text("settings.station_window_name")),
            self._field("station.code", text("settings.station_code")),
            self._field("station.division_code", text("settings.station_division_code")),
            self._field("station.address", text("settings.station_address")),
            self._field("station.postcode", text("settings.station_postcode")),
            self._field("station.phone", text("settings.station_phone")),
            self._field("station.supervision_phone", text("settings.station_supervision_phone")),
            columns=2,
        )

    def _platform(self) -> QWidget:
        return _page(
            label(text("settings.platform"), "title"),
            self._field("platform.url", text("settings.platform_url")),
            self._field("platform.mapping", text("settings.platform_mapping")),
            self._field("platform.interval_seconds", text("settings.platform_interval")),
            rule(),
            label(text("settings.store"), "title"),
            self._field("store.backup_folder", text("settings.store_backup_folder")),
            self._field("store.backups_kept", text("settings.store_backups_kept")),
            self._field("store.keep_cases_days", text("settings.store_keep_cases_days")),
        )

    def _keys(self, keys: KeysViewModel) -> KeysPanel:
        choices = (("off", text("settings.keyring_off")), ("on", text("settings.keyring_on")))
        panel = KeysPanel(keys, self._field("store.keyring", text("settings.keyring_choice"), choices, wide=False))
        self._add(text("settings.keys"), _page(label(text("settings.keys"), "title"), panel))
        return panel

    def _one_time_bar(self) -> Banner:
        """Above everything that scrolls: it is shown only once."""
        bar, accounts = Banner("account.one_time"), self._accounts
        bar.dismissed.connect(accounts.forget_one_time)
        accounts.one_time_changed.connect(
            lambda: bar.show_message(accounts.one_time, "amber") if accounts.one_time else bar.dismiss()
        )
        return bar

    def _account_parts(self) -> tuple[QWidget, ...]:
        return label(text("settings.accounts"), "title"), self._account_page

    def _account_rules(self) -> QWidget:
        return _page(
            *self._account_parts(),
            rule(),
            label(text("settings.password_rule"), "heading"),
            self._field("password.shortest", text("settings.password_shortest")),
            self._field("password.kinds", text("settings.password_kinds")),
        )

    def _follow(self) -> None:
        for field in self._fields.values():
            field.follow()

    def _know_printers(self) -> None:
        choices = (("", text("settings.printer_default")), *((one.name, one.name) for one in self._model.printers))
        for field in (self._page_printer, self._label_printer):
            if isinstance(field, SettingField):
                field.set_choices(choices)


def _page(*parts: QWidget, columns: int = 1) -> QWidget:
    page = QWidget()
    grid = QGridLayout(page)
    grid.setContentsMargins(20, 16, 20, 20)
    grid.setHorizontalSpacing(18)
    grid.setVerticalSpacing(12)
    grid.addWidget(parts[0], 0, 0, 1, columns)
    for at, part in enumerate(parts[1:]):
        grid.addWidget(part, 1 + at // columns, at % columns, Qt.AlignmentFlag.AlignTop)
    for side in range(columns):
        grid.setColumnStretch(side, 1)
    grid.setRowStretch(len(parts) + 1, 1)
    return page
