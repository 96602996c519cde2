"""What a camera sees right now, with the sheets outlined."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from ui.widgets.page_view import CASING, LINE

Outline = tuple[tuple[tuple[float, float], ...], bool]
"""Corners in pixels of the frame, and whether they are certain: a line, else dashes."""


class LiveView(QWidget):
    """Decodes each frame at the size it is shown at, which costs a quarter of a whole one; draws no faster than Qt."""

    def __init__(self, name: str, words: str, parent: QWidget | None = None) -> None:
        """`words` is its accessible name."""
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(words)
        self._image = QImage()
        self._size = QSize()
        self._outlines: tuple[Outline, ...] = ()
        self.setMinimumSize(120, 90)

    def show_frame(self, jpeg: bytes, width: int, height: int, outlines: Sequence[Outline]) -> bool:
        """Show a frame of `width` times `height` pixels; False when it cannot be decoded (the one before stays)."""
        self._size = QSize(width, height)
        stored = QByteArray(jpeg)
        buffer = QBuffer(stored)
        buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        reader = QImageReader(buffer)
        reader.setScaledSize((self._place().size() * self.devicePixelRatioF()).toSize().expandedTo(QSize(1, 1)))
        image = reader.read()
        if image.isNull():
            return False
        self._image, self._outlines = image, tuple(outlines)
        self.update()
        return True

    def clear(self) -> None:
        """Show nothing: what was seen is over."""
        self._image, self._outlines = QImage(), ()
        self.update()

    def outlines(self) -> tuple[Outline, ...]:
        """What is drawn over the frame now."""
        return self._outlines

    def shown(self) -> QSize:
        """Size of the decoded picture in pixels of the screen; empty when there is none."""
        return self._image.size()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The frame in the middle, then the outlines."""
        if self._image.isNull():
            return
        painter = QPainter(self)
        place = self._place()
        painter.drawImage(place, self._image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        factor = place.width() / self._size.width()
        for corners, certain in self._outlines:
            points = QPolygonF([place.topLeft() + QPointF(x, y) * factor for x, y in corners])
            for colour, width in ((CASING, 5), (LINE, 3)):
                pen = QPen(colour, width)
                if not certain and colour is LINE:
                    pen.setStyle(Qt.PenStyle.DashLine)
                painter.setPen(pen)
                painter.drawPolygon(points)
        painter.end()

    def _place(self) -> QRectF:
        """Where the frame is drawn: as large as it fits, in the middle."""
        room = QRectF(self.rect())
        size = self._size.scaled(room.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRectF(0, 0, size.width(), size.height())
        place.moveCenter(room.center())
        return place
