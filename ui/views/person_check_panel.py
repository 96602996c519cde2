"""Card and person side by side, and the clerk's verdict by keys."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QPixmap, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.domain.identity_check import PersonVerdict
from resources.texts import text
from ui.viewmodels.person_check_viewmodel import PersonCheckViewModel
from ui.views.screen import scrolled
from ui.widgets.choices import SegmentedField
from ui.widgets.fields import TextField
from ui.widgets.key_button import KeyButton, button
from ui.widgets.words import box, column, label, restyle, row

# Not Alt+Y and Alt+N: the question about a print may stand above, and a key with two meanings does nothing.
_VERDICTS = (
    (PersonVerdict.SAME, text("person_check.same"), "Alt+S"),
    (PersonVerdict.NOT_SAME, text("person_check.not_same"), "Alt+X"),
    (PersonVerdict.UNSURE, text("person_check.unsure"), "Alt+U"),
)


class _Picture(QLabel):
    """One face, as large as it fits; words where there is none."""

    def __init__(self, name: str, words: str, none: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(words)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setWordWrap(True)
        self.setProperty("role", "muted")
        self.setMinimumSize(120, self.fontMetrics().height() * 8)
        self._none = self._words = none
        self._whole = QPixmap()

    def show_picture(self, encoded: bytes, *, cleared: bool) -> None:
        """BMP or JPEG; empty shows why there is none: `cleared` after the verdict, else never there."""
        self._words = text("person_check.cleared") if cleared else self._none
        self._whole = QPixmap()
        if encoded:
            self._whole.loadFromData(encoded)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Keep the proportions."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if self._whole.isNull():
            self.setPixmap(QPixmap())
            self.setText(self._words)
            return
        ratio = Qt.AspectRatioMode.KeepAspectRatio
        self.setPixmap(self._whole.scaled(self.size(), ratio, Qt.TransformationMode.SmoothTransformation))


class PersonCheckPanel(QWidget):
    """Consent, pictures, verdict, from top to bottom."""

    def __init__(self, model: PersonCheckViewModel, parent: QWidget | None = None) -> None:
        """Follows `model`."""
        super().__init__(parent)
        self._model = model
        self.role = SegmentedField("person_check.role", text("person_check.whose"), ())
        self.consent = button("")
        self.consent.setObjectName("person_check.consent")
        self._recorded = label(text("person_check.consent_recorded"), "small", wrap=True)
        self.take = button(text("person_check.take"))
        self.take.setObjectName("person_check.take")
        card, live = text("person_check.card_picture"), text("person_check.live_picture")
        self.card = _Picture("person_check.card", card, text("person_check.no_card_picture"))
        self.live = _Picture("person_check.live", live, text("person_check.no_live_picture"))
        self._advice = label("", "small", wrap=True)
        self._message = label("", wrap=True)
        self._message.setObjectName("person_check.message")
        restyle(self._message, tone="amber")
        self._verdict = label("", "strong", wrap=True)
        self._verdict.setObjectName("person_check.verdict")
        self.remark = TextField("person_check.remark", text("person_check.remark"))
        self.close_button = KeyButton(text("person_check.close"), "Ctrl+F2")
        self.close_button.setObjectName("person_check.close")
        self._verdict_buttons = [self._verdict_button(*one) for one in _VERDICTS]
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.addWidget(scrolled(self._content()))
        self.role.edited.connect(model.choose_role)
        self.consent.clicked.connect(model.consent)
        self.take.clicked.connect(model.take)
        model.changed.connect(self._follow)
        model.waiting_changed.connect(self._follow)
        model.attested.connect(lambda: self.remark.set_value(""))
        self._follow()

    def _content(self) -> QWidget:
        pictures = QHBoxLayout()
        pictures.setSpacing(12)
        for picture in (self.card, self.live):
            words = label(picture.accessibleName(), "strong")
            pictures.addWidget(box(column(words, picture, margins=8), "sunken"), 1)
        content = QWidget()
        inner = column(
            label(text("person_check.title"), "heading"),
            label(text("person_check.hint"), "muted", wrap=True),
            self.role,
            row(self.consent, self.take, None),
            self._recorded,
            pictures,
            self._advice,
            self._message,
            self._verdict,
            self.remark,
            row(*self._verdict_buttons, None),
            row(None, self.close_button),
            None,
            spacing=10,
            margins=18,
        )
        content.setLayout(inner)
        return content

    def entered(self) -> None:
        """Start where something is to be done."""
        first = self.take if self._model.consented else self.consent
        (first if first.isEnabled() else self._verdict_buttons[0]).setFocus()

    def _verdict_button(self, verdict: PersonVerdict, words: str, key: str) -> KeyButton:
        made = KeyButton(words, key)
        made.setObjectName(f"person_check.{verdict}")
        made.clicked.connect(lambda: self._attest(verdict))
        QShortcut(QKeySequence(key), self).activated.connect(lambda: self._attest(verdict))
        return made

    def _attest(self, verdict: PersonVerdict) -> None:
        self._model.attest(verdict, self.remark.value())
        if verdict is not PersonVerdict.SAME and not self.remark.value().strip():
            self.remark.setFocus()

    def _follow(self) -> None:
        model = self._model
        roles = model.roles
        if [value for value, _ in roles] != [one.objectName().rpartition(".")[2] for one in self.role.buttons()]:
            self.role.set_choices(roles)
        self.role.set_value(model.role)
        self.role.setVisible(len(roles) > 1)
        self.consent.setText(model.consent_words)
        self.consent.setAccessibleName(model.consent_words)
        # The camera's button first: the focus of the one that is done with goes on to it.
        self.take.setEnabled(model.possible and model.consented)
        self.consent.setEnabled(model.possible and not model.consented)
        self._recorded.setVisible(model.consented)
        self.take.setText(text("person_check.take_again") if model.live else text("person_check.take"))
        tone, verdict = model.verdict
        self.card.show_picture(model.card, cleared=bool(verdict))
        self.live.show_picture(model.live, cleared=bool(verdict))
        restyle(self._verdict, tone=tone)
        for at, words in ((self._advice, model.advice), (self._message, model.message), (self._verdict, verdict)):
            at.setText(words)
            at.setVisible(bool(words))
        for one in self._verdict_buttons:
            one.setEnabled(model.possible)
