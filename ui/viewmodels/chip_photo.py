"""The photo in the chip of a card that was just read, to look at beside what it says."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.ports.id_card_reader import CardReading
from ui.viewmodels.intake_desk import IntakeDesk
from ui.viewmodels.intake_form import FormViewModel


class ChipPhotos(QObject):
    """Held in memory alone, until another case lies on the desk, the case is received, or `drop`.

    Signals:
        changed(): there is another photo, or none any more.
    """

    changed = Signal()

    def __init__(self, desk: IntakeDesk, form: FormViewModel, parent: QObject | None = None) -> None:
        """Follows the cards that fill `form`."""
        super().__init__(parent)
        self._desk = desk
        self._form = form
        self._cards: dict[str, CardReading] = {}
        form.card_taken.connect(self._know)
        form.card_released.connect(self._forget)
        desk.opened.connect(self.drop)
        desk.changed.connect(self._follow)

    def photo(self, role: str) -> bytes:
        """The photo of the card that stands on the form, encoded; empty when there is none to show."""
        card = self._card(role)
        return card.photo if card is not None else b""

    def undecoded(self, role: str) -> bool:
        """Whether that card has a photo that nobody here could open."""
        card = self._card(role)
        return card is not None and card.photo_undecoded

    def drop(self) -> None:
        """All go."""
        if self._cards:
            self._cards.clear()
            self.changed.emit()

    def _card(self, role: str) -> CardReading | None:
        """The card last read for `role`, as long as its number is the one on the form."""
        card = self._cards.get(role)
        same = card is not None and card.person.document.number == self._form.value(f"{role}.document_number")
        return card if same else None

    def _know(self, role: str, card: CardReading) -> None:
        self._cards[role] = card
        self.changed.emit()

    def _forget(self, role: str) -> None:
        if self._cards.pop(role, None) is not None:
            self.changed.emit()

    def _follow(self) -> None:
        if not self._desk.is_draft:
            self.drop()
