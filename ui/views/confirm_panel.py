"""Step 4: read aloud, agree on the delivery, have the applicant confirm."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QGridLayout, QVBoxLayout, QWidget

from resources.texts import text
from ui.viewmodels.applicant_screen_viewmodel import Place
from ui.viewmodels.intake_viewmodel import IntakeViewModel
from ui.viewmodels.intake_words import spoken_lines, spoken_materials
from ui.views.form_binding import FormBinding
from ui.views.screen import scrolled
from ui.widgets.choices import SegmentedField
from ui.widgets.fields import TextField
from ui.widgets.key_button import KeyButton, button
from ui.widgets.marks import MARK_ICONS
from ui.widgets.tinted_icon import TintedIcon
from ui.widgets.words import box, clear, column, label, restyle, row, rule


class ConfirmPanel(QWidget):
    """Left: how the result comes to the applicant, and the word of the applicant."""

    def __init__(self, model: IntakeViewModel, binding: FormBinding, parent: QWidget | None = None) -> None:
        """Fields are tied by `binding`."""
        super().__init__(parent)
        self.setProperty("role", "plain")
        self._form = model.form
        self._confirmation = model.confirmation
        self._screen = model.applicant_screen
        ways = ("window", text("wording.delivery_window")), ("post", text("wording.delivery_post")), (
            "electronic", text("wording.delivery_electronic"))  # fmt: skip
        self.way = SegmentedField("delivery.way", text("confirm.way"), ways)
        binding.bind("delivery.way", self.way, "window")
        self._address = self._address_form(binding)
        self.confirmed = QCheckBox(text("confirm.applicant"))
        self.confirmed.setObjectName("confirm.applicant")
        self.confirmed.setAccessibleName(text("confirm.applicant"))
        self._standing = label("", wrap=True)
        self._standing.setObjectName("confirm.standing")
        self.show_applicant = KeyButton(text("applicant_screen.show"), "F10")
        self.show_applicant.setObjectName("confirm.show_applicant")
        self.sign = KeyButton(text("applicant_screen.sign"), "F11")
        self.sign.setObjectName("confirm.sign")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 14, 18, 16)
        layout.setSpacing(12)
        layout.addWidget(label(text("confirm.delivery_title"), "heading"))
        layout.addWidget(self.way)
        layout.addWidget(self._address)
        layout.addWidget(rule())
        layout.addWidget(label(text("confirm.title"), "heading"))
        layout.addWidget(label(text("confirm.words"), "muted", wrap=True))
        layout.addWidget(self.confirmed)
        layout.addWidget(self._standing)
        layout.addLayout(row(self.show_applicant, self.sign, None))
        layout.addStretch(1)
        self.confirmed.clicked.connect(self._confirmation.by_word)
        self.show_applicant.clicked.connect(model.applicant_screen.toggle)
        self.sign.clicked.connect(model.applicant_screen.begin_signing)
        model.applicant_screen.changed.connect(self._follow)
        self._form.values_changed.connect(self._follow)
        self._follow()

    def entered(self) -> None:
        """Start with the delivery."""
        self.way.setFocus()

    def attend(self, key: str) -> bool:
        """The applicant's word."""
        if key == "confirm.applicant":
            self.confirmed.setFocus()
        return key == "confirm.applicant"

    def _address_form(self, binding: FormBinding) -> QWidget:
        recipient = TextField("delivery.recipient", text("confirm.recipient"), required=True)
        phone = TextField("delivery.phone", text("confirm.phone"), required=True)
        address = TextField("delivery.address", text("confirm.address"), required=True)
        same = button(text("confirm.same_as_applicant"), "quiet")
        same.setObjectName("delivery.same")
        same.clicked.connect(self._same_as_applicant)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(10)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.addWidget(binding.bind("delivery.recipient", recipient), 0, 0)
        grid.addWidget(binding.bind("delivery.phone", phone), 0, 1)
        grid.addWidget(binding.bind("delivery.address", address), 1, 0, 1, 2)
        for side in (0, 1):
            grid.setColumnStretch(side, 1)
        return box(column(row(None, same), grid, spacing=4))

    def _same_as_applicant(self) -> None:
        for name, source in (
            ("delivery.recipient", "applicant.name"),
            ("delivery.phone", "applicant.phone"),
            ("delivery.address", "applicant.address"),
        ):
            self._form.choose(name, self._form.value(source))
        self._form.values_changed.emit()

    def _follow(self) -> None:
        self._address.setVisible(self._form.value("delivery.way") == "post")
        self.confirmed.setChecked(self._confirmation.given)
        tone, words = self._confirmation.sign
        self._standing.setText(words)
        self._standing.setVisible(bool(words))
        restyle(self._standing, tone=tone)
        for one in (self.show_applicant, self.sign):
            one.setVisible(self._screen.place is not Place.OFF)


class SpokenPanel(QWidget):
    """Right: the applicant's data and papers in large type, to be read aloud."""

    def __init__(self, model: IntakeViewModel, parent: QWidget | None = None) -> None:
        """Follows `model`."""
        super().__init__(parent)
        self._model = model
        self._lines = QGridLayout()
        self._lines.setHorizontalSpacing(16)
        self._lines.setVerticalSpacing(8)
        self._lines.setColumnStretch(1, 1)
        self._materials = QVBoxLayout()
        self._materials.setSpacing(6)
        content = QWidget()
        inner = column(
            label(text("confirm.read_aloud"), "heading"),
            self._lines,
            rule(),
            label(text("confirm.materials"), "heading"),
            self._materials,
            None,
            spacing=12,
            margins=18,
        )
        content.setLayout(inner)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.addWidget(scrolled(content))
        model.changed.connect(self._follow)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """What changed while it was not seen."""
        super().showEvent(event)
        self._follow()

    def _follow(self) -> None:
        state = self._model.state
        if state is None or not self.isVisible():
            return
        clear(self._lines)
        clear(self._materials)
        for at, line in enumerate(spoken_lines(state)):
            name = label(line.name, "muted")
            name.setContentsMargins(0, 4, 0, 0)
            self._lines.addWidget(name, at, 0, Qt.AlignmentFlag.AlignTop)
            self._lines.addWidget(label(line.words, "title", wrap=True), at, 1)
        for name_words, cell in spoken_materials(state):
            icon = TintedIcon(MARK_ICONS[cell.tone], 18)
            icon.set_icon(MARK_ICONS[cell.tone], cell.tone)
            words = label(cell.words)
            restyle(words, tone=cell.tone)
            line_layout = row(icon, spacing=8)
            line_layout.addWidget(label(name_words, wrap=True), 1)
            line_layout.addWidget(words)
            self._materials.addLayout(line_layout)
