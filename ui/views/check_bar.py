"""与原件核对, below the pages: the light with its reason, and the clerk's verdict."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from resources.texts import text
from ui.viewmodels.comparison_viewmodel import light_of
from ui.viewmodels.comparison_words import verdict_words
from ui.viewmodels.intake_materials import MaterialsViewModel
from ui.viewmodels.originals_check import Waits
from ui.widgets.fields import TextField
from ui.widgets.key_button import KeyButton
from ui.widgets.traffic_light import TrafficLight
from ui.widgets.words import label, row


class CheckBar(QWidget):
    """Matches, or what differs. Against a red light "matches" asks why, in place; Enter confirms.

    While pages are being taken by camera or phone the room is theirs, until something is asked here.

    Signals:
        told(): what was asked for was said and the verdict is in the store.
    """

    told = Signal()

    def __init__(self, model: MaterialsViewModel) -> None:
        """Follows `model`."""
        super().__init__()
        self._model = model
        self._brief = False
        self._shown = ""  # code of the material the fields are about
        self.light = TrafficLight("intake.light")
        self.matches = KeyButton(text("materials.matches"), "F6", "primary")
        self.matches.setObjectName("intake.verify")
        self.differs = KeyButton(text("materials.differs"), text("materials.key_shift_f6"))
        self.differs.setObjectName("intake.differs")
        self.words = TextField("intake.differs_words", text("materials.what_differs"))
        self.reason = TextField("intake.override_reason", text("originals.why_matches"))
        self._verified = label("", "small", wrap=True)
        self._verified.setObjectName("intake.verified")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.light)
        layout.addWidget(self._verified)
        layout.addWidget(self.words)
        layout.addWidget(self.reason)
        layout.addLayout(row(self.matches, self.differs, None))
        self._connect()
        self._follow()

    def be_brief(self, brief: bool) -> None:
        """Without the light, while all that it sums up is in sight."""
        self._brief = brief
        self._follow()

    def say_matches(self) -> None:
        """F6: the pages are like the original; against a red light the first press opens the line for why."""
        self._model.check.verify(self._model.row, self.reason.value())

    def say_differs(self) -> None:
        """⇧F6: say what differs; the first press opens the line for it."""
        self._model.check.differs(self._model.row, self.words.value())

    def _connect(self) -> None:
        model, check = self._model, self._model.check
        self.words.hide()
        self.reason.hide()
        self.matches.clicked.connect(self.say_matches)
        self.differs.clicked.connect(self.say_differs)
        self.words.on_enter(self.say_differs)
        self.reason.on_enter(self.say_matches)
        check.remark_asked.connect(self._ask_remark)
        check.reason_asked.connect(self._ask_reason)
        check.recorded.connect(self._recorded)
        model.selected.connect(self._follow)
        for following in (model.comparison, model.preview, model.phone):
            following.changed.connect(self._follow)

    def _ask_remark(self, code: str) -> None:
        self._open(code, self.words, self.reason)

    def _ask_reason(self, code: str) -> None:
        self._open(code, self.reason, self.words)

    def _open(self, code: str, field: TextField, other: TextField) -> None:
        if code == self._model.current:
            other.set_value("")
            other.hide()
            field.show()
            self.show()
            field.setFocus()

    def _recorded(self, code: str) -> None:
        if code == self._shown:
            self._close_fields()

    def _close_fields(self) -> None:
        if self.words.edit.hasFocus() or self.reason.edit.hasFocus():
            self.told.emit()  # before the line goes: a focus on nothing would jump to the next button
        for field in (self.words, self.reason):
            field.set_value("")
            field.hide()

    def _follow(self) -> None:
        material, check = self._model.row, self._model.check
        if self._model.current != self._shown:
            self._shown = self._model.current
            self._close_fields()
        can = check.can_verify(material)
        asked = False
        for field in (self.words, self.reason):
            field.setVisible(can and (field.edit.hasFocus() or bool(field.value())))
            asked = asked or not field.isHidden()
        taking = self._model.preview.active or self._model.phone.active
        self.setVisible(can and (asked or not taking))
        light = light_of(self._model.comparison, material)
        self.light.show_light(light.tone, "" if self._brief else light.words, light.sentence)
        words = self._verdict_words()
        self._verified.setText(words)
        self._verified.setVisible(bool(words))

    def _verdict_words(self) -> str:
        """What became of the verdict that was given last."""
        code, check = self._model.current, self._model.check
        waits = check.waits(code)
        if waits is not None:
            return {
                Waits.LOOK: text("materials.verdict_waits"),
                Waits.READING: text("originals.verdict_waits"),
                Waits.LICENCE: text("originals.verdict_waits_licence"),
            }[waits]
        if check.asked_again(code):
            return text("originals.look_first")
        material = self._model.row
        return verdict_words(material) if material is not None else ""
