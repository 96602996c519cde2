"""Step 2: which item, and which place decides."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from resources.texts import text
from ui.viewmodels.intake_items import ItemViewModel
from ui.widgets.banner import Banner
from ui.widgets.choice_list import ChoiceList
from ui.widgets.key_button import KeyButton, button
from ui.widgets.marks import StatePanel
from ui.widgets.search_box import Hit, SearchBox
from ui.widgets.words import box, column, label, row


class ItemPanel(QWidget):
    """Search, then places, then what was chosen; Esc steps back."""

    def __init__(self, model: ItemViewModel, parent: QWidget | None = None) -> None:
        """Follows `model`."""
        super().__init__(parent)
        self.setProperty("role", "plain")
        self._model = model
        self.search = SearchBox("intake.item_search", text("items.search"), text("items.search_hint"))
        self._title = label("", "heading", wrap=True)
        self.places = ChoiceList("intake.places", text("items.choose_place"))
        back = button(text("items.back"), "quiet")
        back.setObjectName("intake.places.back")
        place_head = column(row(label(text("items.choose_place"), "muted"), None, back), self._title, spacing=4)
        self.chosen = _ChosenItem(model)
        self._stack = QStackedWidget()
        for page in (box(column(self.search)), box(column(place_head, self.places)), self.chosen):
            self._stack.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 14, 18, 16)
        layout.addWidget(self._stack)
        self.places.installEventFilter(self)
        self.places.taken.connect(model.choose_place)
        back.clicked.connect(self.ask)
        self.chosen.change.clicked.connect(self.ask)
        self.search.asked.connect(model.search)
        self.search.taken.connect(model.take_item)
        model.hits_changed.connect(self._show_hits)
        model.places_changed.connect(self._show_places)
        model.chosen.connect(self.show_chosen)

    def entered(self) -> None:
        """Show what was chosen, or ask."""
        if self._model.guide is None:
            self.ask()
        else:
            self.show_chosen()

    def ask(self) -> None:
        """F4: search for an item."""
        self._model.drop_item()
        self._stack.setCurrentIndex(0)
        self.search.setFocus()
        self.search.line.selectAll()
        self.search.ask()

    def show_chosen(self) -> None:
        """Item and place that stand on the case."""
        self.chosen.follow()
        self._stack.setCurrentIndex(2)
        if self.isVisible():  # else the next step is in front already and has the focus
            self.chosen.change.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Esc goes back from the places to the search."""
        if watched is self.places and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            if event.type() == QEvent.Type.KeyPress:
                self.ask()
            return True
        return super().eventFilter(watched, event)

    def _show_hits(self, words: str) -> None:
        hits = tuple(Hit(one.key, one.title, one.detail) for one in self._model.hits)
        self.search.show_hits(words, hits, text("items.none_found"))

    def _show_places(self) -> None:
        item = self._model.item
        if item is None:
            return
        self._title.setText(item.item.item_name)
        self.places.show_choices(tuple((place.key, place.title, place.detail) for place in self._model.places))
        self._stack.setCurrentIndex(1)
        if self.isVisible():  # else the clerk went on to another step before the hits came
            self.places.setFocus()


class _ChosenItem(QWidget):
    """What was chosen; items that demand appearance in person say so here."""

    def __init__(self, model: ItemViewModel) -> None:
        super().__init__()
        self._model = model
        self._name = label("", "title", wrap=True)
        self._place = label("", "lead", wrap=True)
        self._mode = label("", "muted", wrap=True)
        self._refusal = Banner("intake.in_person")
        self._audience = Banner("intake.other_audience")
        self._where = StatePanel("intake.in_person_where")
        self.change = KeyButton(text("items.change"), "F4")
        self.change.setObjectName("intake.change_item")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for part in (self._name, self._place, self._mode, self._audience, self._refusal, self._where):
            layout.addWidget(part)
        layout.addLayout(row(self.change, None))
        layout.addStretch(1)

    def follow(self) -> None:
        """Show the guide the case is under."""
        guide, refusal = self._model.guide, self._model.in_person
        if guide is None:
            return
        self._name.setText(guide.item_name)
        self._place.setText(f"{guide.authority.place_name} · {guide.authority.name}")
        mode, depth = text(f"wording.mode_{guide.mode}"), text(f"wording.depth_{guide.depth}")
        self._mode.setText(text("guide.mode", mode=mode, depth=depth))
        if self._model.other_audience:
            self._audience.show_message(self._model.other_audience, "amber", lasting=True)
        else:
            self._audience.hide()
        self._refusal.setVisible(refusal is not None)
        self._where.setVisible(refusal is not None)
        if refusal is not None:
            self._refusal.show_message(text("items.in_person", reason=refusal.reason), "red", lasting=True)
            self._where.show_state("place", text("items.in_person_where"), refusal.where)
