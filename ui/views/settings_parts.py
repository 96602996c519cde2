"""Pieces of the settings screen: one value, one device test, the notices."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from resources.texts import text
from ui.viewmodels.notices_viewmodel import NoticesViewModel
from ui.viewmodels.settings_viewmodel import SettingsViewModel
from ui.widgets.choices import ChoiceField, SegmentedField
from ui.widgets.fields import Field, TextField
from ui.widgets.key_button import button
from ui.widgets.marks import MARK_ICONS
from ui.widgets.tinted_icon import TintedIcon
from ui.widgets.words import clear, column, label, restyle, row

_WIDEST = 32  # times the height of a letter: what is typed here is short


class SettingField(QWidget):
    """A value with its label; locked ones say who locked them."""

    def __init__(
        self,
        key: str,
        words: str,
        model: SettingsViewModel,
        choices: tuple[tuple[str, str], ...] = (),
        *,
        in_sight: bool = False,
    ) -> None:
        """With `choices` one of them is chosen (`in_sight`: side by side), else the value is typed."""
        super().__init__()
        self._key = key
        self._model = model
        self._in_force = ""
        name = f"setting.{key}"
        self._field: Field = (
            (SegmentedField if in_sight else ChoiceField)(name, words, choices) if choices else TextField(name, words)
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._field)
        self._keep_width()
        self._field.left.connect(self._save)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Larger letters need a wider field."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._keep_width()

    def _keep_width(self) -> None:
        self._field.setMaximumWidth(self.fontMetrics().height() * _WIDEST)

    def set_choices(self, choices: tuple[tuple[str, str], ...]) -> None:
        """Other choices."""
        if isinstance(self._field, ChoiceField):
            self._field.set_choices(choices)
            self.follow()

    def set_error(self, words: str) -> None:
        """What is wrong with the value."""
        self._field.set_error(words)

    def follow(self) -> None:
        """Show what is in force; a value that was refused stays with its reason until it is mended."""
        view = self._model.view(self._key)
        if self._field.error() and view.value == self._in_force:
            return
        self._in_force = view.value
        self._field.set_error("")
        self._field.set_value(view.value)
        self._field.set_hint(view.note)
        self._field.setEnabled(view.editable)

    def _save(self) -> None:
        view = self._model.view(self._key)
        if self._field.value().strip() == view.value:
            self._field.set_error("")
        if view.editable:
            self._model.change(self._key, self._field.value())


class DeviceTestLine(QWidget):
    """A button that tests a device, and what the test said."""

    def __init__(self, device: str, model: SettingsViewModel, test: Callable[[], None]) -> None:
        """`test` starts it."""
        super().__init__()
        self._device = device
        self._model = model
        self._start = button(text("settings.test"))
        self._start.setObjectName(f"settings.test.{device}")
        self._start.setAccessibleName(text(f"settings.test_{device}"))
        self._icon = TintedIcon("", 18)
        self._words = label("", wrap=True)
        self._words.setObjectName(f"settings.tested.{device}")
        layout = row(self._start, self._icon, spacing=10)
        layout.addWidget(self._words, 1)
        self.setLayout(layout)
        self._test = test
        self._start.clicked.connect(self._begin_or_stop)
        model.tested.connect(lambda tested: self._follow() if tested == device else None)
        self._follow()

    def _begin_or_stop(self) -> None:
        if self._model.tests[self._device].running:
            self._model.stop_test()
        else:
            self._test()

    def _follow(self) -> None:
        news = self._model.tests[self._device]
        self._start.setText(text("settings.stop_test") if news.running else text("settings.test"))
        self._icon.set_icon("waiting" if news.running else MARK_ICONS[news.tone], news.tone)
        self._words.setText(news.words)
        restyle(self._words, tone=news.tone)


class NoticeList(QWidget):
    """Everything the clerk or the admin should know, each with its mark."""

    def __init__(self, model: NoticesViewModel) -> None:
        """Follows `model`."""
        super().__init__()
        self._model = model
        self._lines = column(spacing=10)
        self._state = label("", "muted", wrap=True)
        self._state.setObjectName("settings.notices.state")
        self.setLayout(column(self._lines, self._state, None))
        model.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        clear(self._lines)
        for notice in self._model.notices:
            icon = TintedIcon(MARK_ICONS[notice.tone], 18)
            icon.set_icon(MARK_ICONS[notice.tone], notice.tone)
            words = label(notice.words, wrap=True, selectable=True)
            words.setObjectName("settings.notice")
            line = row(icon, spacing=10)
            line.addWidget(words, 1)
            self._lines.addLayout(line)
        if self._model.checking:
            self._state.setText(text("notices.checking"))
        else:
            self._state.setText("" if self._model.notices else text("notices.none"))
        self._state.setVisible(bool(self._state.text()))
