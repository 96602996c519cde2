"""Icons in the colour of the words beside them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QWidget

from resources.paths import resource

if TYPE_CHECKING:  # the first screen has an icon in a banner that is seldom shown: what paints it is loaded then
    from PySide6.QtGui import QIcon, QPaintEvent, QPixmap


@cache
def _source(name: str) -> str:
    return resource("icons", f"{name}.svg").read_text(encoding="utf-8")


def icon_pixmap(name: str, colour: str, side: int, ratio: float) -> QPixmap:
    """An icon of `resources/icons` as a square picture; `colour` is any name QColor takes."""
    from PySide6.QtCore import QByteArray, QRectF
    from PySide6.QtGui import QPainter, QPixmap
    from PySide6.QtSvg import QSvgRenderer

    renderer = QSvgRenderer(QByteArray(_source(name).replace("currentColor", colour).encode()))
    pixmap = QPixmap(round(side * ratio), round(side * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, side, side))
    painter.end()
    return pixmap


def icon(name: str, colour: str, side: int = 20) -> QIcon:
    """The same for a button that takes a QIcon."""
    from PySide6.QtGui import QIcon

    return QIcon(icon_pixmap(name, colour, side, 2.0))


class TintedIcon(QWidget):
    """A square icon whose colour comes from the style sheet (`tone` property, or its place).

    Decoration only: it has no accessible name and takes no focus; the words beside it say the same.
    """

    def __init__(self, name: str = "", side: int = 18, parent: QWidget | None = None) -> None:
        """`side` in pixels at scale 1; it grows with the font."""
        super().__init__(parent)
        self._name = name
        self._side = side
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def set_icon(self, name: str, tone: str = "") -> None:
        """Another icon; `tone` is green, amber, red, action, muted or empty for the colour of the place."""
        self._name = name
        if self.property("tone") != tone:
            self.setProperty("tone", tone)
            self.style().unpolish(self)
            self.style().polish(self)
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The side, grown as much as the font of the application grew over 14 pixels."""
        side = round(self._side * max(1.0, self.font().pixelSize() / 14))
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Never smaller than itself."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the icon in the middle."""
        if not self._name:
            return
        from PySide6.QtGui import QPainter

        side = min(self.width(), self.height(), self.sizeHint().width())
        colour = self.palette().color(self.foregroundRole()).name()
        pixmap = icon_pixmap(self._name, colour, side, self.devicePixelRatioF())
        painter = QPainter(self)
        painter.drawPixmap((self.width() - side) // 2, (self.height() - side) // 2, pixmap)
        painter.end()
