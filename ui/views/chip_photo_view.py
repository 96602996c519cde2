"""The photo in the chip beside what the card says, to look at with the card in hand."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QWidget

from app.domain.identity_check import AGENT, APPLICANT
from resources.texts import text
from ui.viewmodels.chip_photo import ChipPhotos
from ui.widgets.decoded_picture import decoded_picture
from ui.widgets.words import column, label, row

_HEIGHT_IN_LINES = 7


class ChipPhotoView(QFrame):
    """One photo each of applicant and agent; words where a photo could not be opened; hidden without a card."""

    def __init__(self, photos: ChipPhotos, parent: QWidget | None = None) -> None:
        """Follows `photos`."""
        super().__init__(parent)
        self.setProperty("role", "plain")
        self._photos = photos
        self._pictures = {role: label() for role in (APPLICANT, AGENT)}
        self._captions = {role: label("", "small") for role in (APPLICANT, AGENT)}
        line = row(spacing=16)
        for role in (APPLICANT, AGENT):
            self._pictures[role].setObjectName(f"identity.photo.{role}")
            self._captions[role].setObjectName(f"identity.photo_words.{role}")
            line.addLayout(column(self._pictures[role], self._captions[role], spacing=2))
        line.addStretch(1)
        self.setLayout(line)
        photos.changed.connect(self.follow)
        self.follow()

    def follow(self) -> None:
        """Show what there is for the cards on the form."""
        shown = [self._show(role) for role in (APPLICANT, AGENT)]
        self.setVisible(any(shown))

    def _show(self, role: str) -> bool:
        name = text("identity_proof.photo_of_agent") if role == AGENT else text("identity_proof.photo")
        picture = decoded_picture(self._photos.photo(role))
        undecoded = picture.isNull() and (self._photos.undecoded(role) or bool(self._photos.photo(role)))
        height = self.fontMetrics().height() * _HEIGHT_IN_LINES
        if picture.isNull():
            self._pictures[role].clear()
        else:
            self._pictures[role].setPixmap(picture.scaledToHeight(height, Qt.TransformationMode.SmoothTransformation))
        self._pictures[role].setAccessibleName(name)
        self._pictures[role].setVisible(not picture.isNull())
        self._captions[role].setText(text("identity_proof.photo_undecoded") if undecoded else name)
        self._captions[role].setVisible(undecoded or not picture.isNull())
        return undecoded or not picture.isNull()
