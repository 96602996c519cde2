"""A printed paper as it will come out, page below page."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

_STEP = 1.25
_LARGEST = 4.0


class PaperView(QScrollArea):
    """Pages given as PNG, as wide as the view; + and - zoom, 0 fits again."""

    def __init__(self, name: str, words: str, parent: QWidget | None = None) -> None:
        """`words` is its accessible name."""
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(words)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._desk = QWidget()
        self._column = QVBoxLayout(self._desk)
        self._column.setContentsMargins(16, 16, 16, 16)
        self._column.setSpacing(16)
        self._column.addStretch(1)
        self.setWidget(self._desk)
        self._pages: list[tuple[QLabel, QPixmap]] = []
        self._zoom = 1.0

    def show_pages(self, pictures: tuple[bytes, ...]) -> None:
        """Show these pages, from the top."""
        for sheet, _ in self._pages:
            sheet.hide()
            sheet.deleteLater()
        self._pages = []
        for number, encoded in enumerate(pictures):
            pixmap = QPixmap()
            pixmap.loadFromData(encoded)
            sheet = QLabel()
            self._column.insertWidget(number, sheet, 0, Qt.AlignmentFlag.AlignHCenter)
            self._pages.append((sheet, pixmap))
        self._apply()
        self.verticalScrollBar().setValue(0)

    def page_count(self) -> int:
        """How many pages are shown."""
        return len(self._pages)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Zoom keys; the rest scrolls."""
        key = event.key()
        if key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self._set_zoom(self._zoom * _STEP)
        elif key == Qt.Key.Key_Minus:
            self._set_zoom(self._zoom / _STEP)
        elif key == Qt.Key.Key_0:
            self._set_zoom(1.0)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Keep the pages as wide as the view."""
        super().resizeEvent(event)
        self._apply()

    def _set_zoom(self, zoom: float) -> None:
        self._zoom = min(_LARGEST, max(0.4, zoom))
        self._apply()

    def _apply(self) -> None:
        ratio = self.devicePixelRatioF()
        room = max(120, self.viewport().width() - 32)
        for sheet, pixmap in self._pages:
            if pixmap.isNull():
                continue
            # A label is small paper: it is not blown up to the width of A4.
            width = round(min(room, pixmap.width() * 1.2) * self._zoom)
            scaled = pixmap.scaledToWidth(round(width * ratio), Qt.TransformationMode.SmoothTransformation)
            scaled.setDevicePixelRatio(ratio)
            sheet.setPixmap(scaled)
