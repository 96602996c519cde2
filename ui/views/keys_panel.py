"""The page of the recovery key: whether there is one, a new sheet, the slot in the system's keyring."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from resources.texts import text
from ui.runtime.file_dialogs import save_name
from ui.viewmodels.keys_viewmodel import KeysViewModel
from ui.widgets.banner import Banner
from ui.widgets.key_button import KeyButton
from ui.widgets.marks import MARK_ICONS
from ui.widgets.tinted_icon import TintedIcon
from ui.widgets.words import label, restyle, row, rule


class _StateLine(QWidget):
    """A mark and how it stands."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._icon = TintedIcon("", 18)
        self._words = label("", wrap=True)
        self._words.setObjectName(name)
        layout = row(self._icon, spacing=10)
        layout.addWidget(self._words, 1)
        self.setLayout(layout)

    def show_state(self, words: str, tone: str) -> None:
        self._icon.set_icon(MARK_ICONS[tone], tone)
        self._words.setText(words)
        restyle(self._words, tone=tone)


class KeysPanel(QWidget):
    """For an admin. A sheet in place of another is asked about first: the old one ends."""

    def __init__(self, model: KeysViewModel, keyring_field: QWidget) -> None:
        """Follows `model`; `keyring_field` is the setting of the slot in the system's keyring."""
        super().__init__()
        self._model = model
        self._saving = False
        self.print = KeyButton(text("settings.keys_print"), "F9", "primary")
        self.print.setObjectName("settings.keys.print")
        self.save = KeyButton(text("settings.keys_save"), "Ctrl+S")
        self.save.setObjectName("settings.keys.save")
        self.question = Banner("settings.keys.question")
        self.done = Banner("settings.keys.done")
        self._recovery = _StateLine("settings.keys.state")
        self._keyring = _StateLine("settings.keyring.state")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        words = label(text("settings.keys_words"), "muted", wrap=True)
        self._stack(layout, self._recovery, words, self.done, self.question)
        layout.addLayout(row(self.print, self.save, None))
        self._stack(layout, rule(), label(text("settings.keyring"), "heading"))
        self._stack(layout, label(text("settings.keyring_words"), "muted", wrap=True), keyring_field, self._keyring)
        layout.addStretch(1)
        self._connect()
        self._follow()

    def offer(self) -> None:
        """The station was just set up: say why a sheet is wanted first, with the cursor on the button."""
        self.question.show_message(text("settings.keys_first"), "action")
        self.print.setFocus()

    @staticmethod
    def _stack(layout: QVBoxLayout, *parts: QWidget) -> None:
        for part in parts:
            layout.addWidget(part)

    def _connect(self) -> None:
        for key, button, saving in (("F9", self.print, False), ("Ctrl+S", self.save, True)):
            button.clicked.connect(lambda _=False, saving=saving: self._begin(saving))
            QShortcut(QKeySequence(key), self).activated.connect(lambda saving=saving: self._begin(saving))
        self.question.acted.connect(self._make)
        self._model.changed.connect(self._follow)
        self._model.waiting_changed.connect(self._follow_waiting)
        self._model.made.connect(lambda words: self.done.show_message(words, "green"))
        self._model.failed.connect(lambda _: self.question.dismiss())

    def _begin(self, saving: bool) -> None:
        self._saving = saving
        self.done.dismiss()
        if self._model.state is None or self._model.waiting:
            return
        if self._model.state.recovery_key:
            self.question.show_message(text("settings.keys_again"), "amber", action=text("settings.keys_go_on"))
            self.question.focus_action()
        else:
            self._make()

    def _make(self) -> None:
        self.question.dismiss()
        (self.save if self._saving else self.print).setFocus()
        if not self._saving:
            self._model.print()
            return
        name = f"{text('settings.keys_file')}.pdf"
        path = save_name(self, text("settings.keys_save_title"), name, f"{text('settings.keys_pdf')} (*.pdf)")
        if path:
            self._model.save(path)

    def _follow(self) -> None:
        self._recovery.show_state(*self._model.recovery_line)
        self._keyring.show_state(*self._model.keyring_line)

    def _follow_waiting(self) -> None:
        busy = bool(self._model.waiting)
        self.print.set_words(text("settings.keys_making") if busy else text("settings.keys_print"))
