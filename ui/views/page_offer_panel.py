"""Beside step 1: what a scanned page says of the applicant or agent, and what of it is taken."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QFrame, QVBoxLayout, QWidget

from resources.texts import text
from ui.viewmodels.page_identity_viewmodel import OfferedField, PageIdentityViewModel, PageOffer
from ui.widgets.key_button import KeyButton
from ui.widgets.tinted_icon import TintedIcon
from ui.widgets.words import clear, column, label, restyle, row

_TAKE, _DROP = "Alt+T", "Alt+D"


class PageOfferPanel(QFrame):
    """One page at a time; hidden while no page says more than the form."""

    def __init__(self, model: PageIdentityViewModel, parent: QWidget | None = None) -> None:
        """Follows `model`."""
        super().__init__(parent)
        self.setObjectName("identity.page_offer")
        self.setProperty("role", "sunken")
        self._model = model
        self._shown: PageOffer | None = None
        self._title = label("", "heading", wrap=True)
        self._title.setObjectName("identity.page_offer.title")
        self._fields = QVBoxLayout()
        self._fields.setSpacing(6)
        take = KeyButton(text("page_identity.take"), _TAKE, "primary")
        drop = KeyButton(text("page_identity.drop"), _DROP)
        for name, key, made, command in (
            ("take", _TAKE, take, model.take),
            ("drop", _DROP, drop, model.drop),
        ):
            made.setObjectName(f"identity.page_offer.{name}")
            made.clicked.connect(command)
            QShortcut(QKeySequence(key), self).activated.connect(command)
        self._take = take
        words = label(text("page_identity.words"), "muted", wrap=True)
        self.setLayout(column(self._title, words, self._fields, row(take, drop, None), spacing=8, margins=12))
        model.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        offer = self._model.offer
        self.setVisible(offer is not None)
        if offer is None or offer == self._shown:
            return
        self._shown = offer
        self._title.setText(offer.title)
        clear(self._fields)
        before: QWidget | None = None
        for field in offer.fields:
            self._show_field(field)
            if field.on_form and not field.doubtful:
                tick = self._tick(field)
                self._fields.addWidget(tick)
                if before is not None:
                    QWidget.setTabOrder(before, tick)
                before = tick
        if before is not None:
            QWidget.setTabOrder(before, self._take)

    def _show_field(self, field: OfferedField) -> None:
        """A mark, the field with its value, and what there is to look at."""
        if field.doubtful:
            words, tone, mark = text("page_identity.doubtful", title=field.title), "amber", "attention"
        elif field.on_form:
            words = text("page_identity.differs", title=field.title, value=field.on_page, standing=field.on_form)
            tone, mark = "amber", "attention"
        else:
            words, tone, mark = text("page_identity.fills", title=field.title, value=field.on_page), "green", "done"
        icon = TintedIcon(mark, 16)
        restyle(icon, tone=tone)
        line = row(spacing=8)
        line.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        said = column(label(words, wrap=True), spacing=0)
        if field.unproved:
            said.addWidget(label(text("page_identity.unproved"), "small", wrap=True))
        line.addLayout(said, 1)
        self._fields.addLayout(line)

    def _tick(self, field: OfferedField) -> QCheckBox:
        made = QCheckBox(text("page_identity.replace", title=field.title))
        made.setObjectName(f"identity.replace.{field.name}")
        made.setAccessibleName(made.text())
        made.setChecked(field.name in self._model.ticked)
        made.clicked.connect(lambda on: self._model.tick(field.name, on))
        return made
