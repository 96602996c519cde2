"""The pad with what a signer agrees to, who signs, and what can be done with the strokes."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from resources.texts import text
from ui.viewmodels.applicant_signing import SigningViewModel
from ui.widgets.choices import SegmentedField
from ui.widgets.key_button import KeyButton
from ui.widgets.signature_pad import SignaturePad
from ui.widgets.words import column, label, restyle, row


class SigningBox(QFrame):
    """Whatever was written is gone when the box is put away."""

    def __init__(self, model: SigningViewModel, *, keys: bool, parent: QWidget | None = None) -> None:
        """`keys` as on the sheet around it."""
        super().__init__(parent)
        self.setProperty("role", "plain")
        self._model = model
        self._consent = label("", "plain_large", wrap=True)
        self.pad = SignaturePad("applicant_screen.pad")
        self.role = SegmentedField("applicant_screen.role", text("applicant_screen.signed_by"), ())
        enter = text("applicant_screen.key_enter") if keys else ""
        self.done = _button("done", text("applicant_screen.sign_done"), enter, "primary")
        self.clear = _button("clear", text("applicant_screen.sign_clear"), "Delete" if keys else "")
        self.undo = _button("undo", text("applicant_screen.sign_undo"), "Backspace" if keys else "")
        self.cancel = _button("cancel", text("applicant_screen.sign_cancel"), "Esc" if keys else "")
        buttons: tuple[QPushButton, ...] = (self.cancel, self.undo, self.clear, self.done)
        line = row(self.cancel, None, self.undo, self.clear, self.done, spacing=14)
        layout = column(self._consent, self.role, self.pad, line, spacing=8)
        layout.setStretch(2, 1)
        self.setLayout(layout)
        if keys:
            self.pad.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        else:
            for one in (*buttons, *self.role.buttons()):
                one.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._keys = keys
        self.role.edited.connect(model.choose_role)
        self.pad.begun.connect(model.drawing)
        self.pad.changed.connect(self._follow)
        model.waiting_changed.connect(self._follow)
        self.done.clicked.connect(self._sign)
        self.clear.clicked.connect(self.pad.clear)
        self.undo.clicked.connect(self.pad.undo)
        self.cancel.clicked.connect(model.stop)
        self._follow()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """An empty pad, and who can sign in this case."""
        super().showEvent(event)
        self.pad.clear()
        roles = self._model.roles
        self.role.set_choices(roles)
        self.role.set_value(self._model.role.value)
        self.role.setVisible(len(roles) > 1)
        self._consent.setText(self._model.consent)
        if self._keys:
            self.pad.setFocus()
        else:
            for one in self.role.buttons():
                one.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Nobody finds the strokes of the one before."""
        self.pad.clear()
        super().hideEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Done, again, one stroke back; Esc belongs to the page around."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._sign()
        elif key == Qt.Key.Key_Delete:
            self.pad.clear()
        elif key == Qt.Key.Key_Backspace:
            self.pad.undo()
        else:
            super().keyPressEvent(event)

    def _sign(self) -> None:
        self._model.sign(self.pad.strokes, self.pad.aspect)

    def _follow(self) -> None:
        written = bool(self.pad.strokes)
        for one in (self.clear, self.undo):
            one.setEnabled(written)
        self.done.setEnabled(written and not self._model.waiting)


def _button(name: str, words: str, cap: str, kind: str = "") -> KeyButton:
    made = KeyButton(words, cap, kind)
    made.setObjectName(f"applicant_screen.sign_{name}")
    restyle(made, face="large")
    return made
