"""The four corners of a page on the picture it was taken from, moved by mouse or keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.widgets.decoded_picture import decoded_picture
from ui.widgets.page_view import CASING, LINE

_MARGIN = 14
_HANDLE = 9  # radius of a corner on the screen
_REACH = 28  # how near a click must be
_INSET = 0.04  # where corners begin on a picture without any
_FAR = 10  # steps of an arrow with Shift
_LOUPE, _NEARER = 120, 3.0
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class CornerEditor(QWidget):
    """Edits four corners.

    Tab takes the next one, arrows move it (with Shift further), R turns the page, Enter applies, 0 takes the whole
    picture, Esc leaves. Corners are pixels of the picture, clockwise from the page's own top left; the side that is
    up is drawn double.

    Signals:
        applied(object): the page lies inside these corners, a tuple of four (x, y).
        whole_asked(): the page is the whole picture.
        left(): nothing is changed.
        moved(int): this corner (0 to 3) is the one the arrows move, or it was moved.
    """

    applied = Signal(object)
    whole_asked = Signal()
    left = Signal()
    moved = Signal(int)

    def __init__(self, name: str, words: str, parent: QWidget | None = None) -> None:
        """`words` is its accessible name."""
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(words)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._picture = QPixmap()
        self._corners: list[QPointF] = []
        self._current = 0
        self._dragging = False

    def edit(self, encoded: bytes, corners: Sequence[tuple[float, float]] | None) -> bool:
        """Begin with these corners, or with most of the picture; False when the picture cannot be decoded."""
        self._picture = decoded_picture(encoded)
        width, height = self._picture.width(), self._picture.height()
        left, top = width * _INSET, height * _INSET
        whole = ((left, top), (width - left, top), (width - left, height - top), (left, height - top))
        self._corners = [QPointF(x, y) for x, y in corners or whole]
        self._current = 0
        self.update()
        return not self._picture.isNull()

    def corners(self) -> tuple[tuple[float, float], ...]:
        """Where the corners are now."""
        return tuple((round(point.x(), 1), round(point.y(), 1)) for point in self._corners)

    def spot(self, at: int) -> QPoint:
        """Where on the widget a corner is drawn."""
        return self._shown(self._corners[at]).toPoint()

    def loupe(self) -> QRectF:
        """Where on the widget the place under the hand is seen nearer: away from it, and on no other handle.

        The widget's corner farthest from the hand, unless a handle lies there: then another edge, or the middle.
        """
        handles = [self._shown(corner) for corner in self._corners]
        hand = handles[self._current]
        wide = min(_LOUPE, self.width() // 3, self.height() // 3)
        across, down = self.width() - wide, self.height() - wide
        spots = [QRectF(x, y, wide, wide) for x in (4, across / 2, across - 4) for y in (4, down / 2, down - 4)]

        def worth(spot: QRectF) -> tuple[int, float]:
            reach = spot.adjusted(-_HANDLE, -_HANDLE, _HANDLE, _HANDLE)
            covered = sum(reach.contains(handle) for handle in handles)
            return -covered, (spot.center() - hand).manhattanLength()

        return max(spots, key=worth)

    def turn(self) -> None:
        """The side at the left is the upper one now: the page is turned clockwise by a quarter."""
        self._corners.insert(0, self._corners.pop())
        self.moved.emit(self._current)
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room to work in."""
        return QSize(320, 320)

    def event(self, event: QEvent) -> bool:
        """Tab goes round the corners; the other keys of the widget are nobody else's either."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            by = {Qt.Key.Key_Tab: 1, Qt.Key.Key_Backtab: -1}.get(Qt.Key(event.key()))
            if by is not None:
                self._choose((self._current + by) % 4)
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Arrows, R, Enter, 0, Esc."""
        key = Qt.Key(event.key())
        if self._picture.isNull():
            super().keyPressEvent(event)
        elif key in _ARROWS:
            far = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self._shift(_ARROWS[key], _FAR if far else 1)
        else:
            self._command(key, event)

    def _command(self, key: Qt.Key, event: QKeyEvent) -> None:
        commands: dict[Qt.Key, Callable[[], object]] = {
            Qt.Key.Key_R: self.turn,
            Qt.Key.Key_Return: lambda: self.applied.emit(self.corners()),
            Qt.Key.Key_Enter: lambda: self.applied.emit(self.corners()),
            Qt.Key.Key_0: self.whole_asked.emit,
            Qt.Key.Key_Escape: self.left.emit,
        }
        command = commands.get(key)
        if command is None:
            super().keyPressEvent(event)
        else:
            command()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Take the corner under the hand."""
        near = [(self._shown(point) - event.position()).manhattanLength() for point in self._corners]
        if near and min(near) <= _REACH:
            self._dragging = True
            self._choose(near.index(min(near)))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Drag it."""
        if self._dragging:
            scale, origin = self._fit()
            self._put((event.position() - origin) * (1 / scale))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Let it go."""
        self._dragging = False

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Picture, page, corners, and what is under the current one seen nearer."""
        super().paintEvent(event)
        if self._picture.isNull():
            return
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        scale, origin = self._fit()
        area = QRectF(origin.x(), origin.y(), self._picture.width() * scale, self._picture.height() * scale)
        painter.drawPixmap(area, self._picture, QRectF(self._picture.rect()))
        page = [self._shown(point) for point in self._corners]
        for colour, width in ((CASING, 4), (LINE, 2)):
            painter.setPen(QPen(colour, width))
            painter.drawPolygon(QPolygonF(page))
        painter.setPen(QPen(LINE, 6))
        painter.drawLine(page[0], page[1])
        for at, point in enumerate(page):
            painter.setPen(QPen(LINE, 3))
            painter.setBrush(LINE if at == self._current else CASING)
            painter.drawEllipse(point, _HANDLE, _HANDLE)
        self._draw_loupe(painter)
        painter.end()

    def _draw_loupe(self, painter: QPainter) -> None:
        """What is under the hand, larger."""
        spot = self.loupe()
        scale, _ = self._fit()
        side = spot.width() / (scale * _NEARER)
        middle = self._corners[self._current]
        painter.fillRect(spot, QColor("#000000"))
        painter.drawPixmap(spot, self._picture, QRectF(middle.x() - side / 2, middle.y() - side / 2, side, side))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(LINE, 2))
        painter.drawRect(spot)
        centre = spot.center()
        painter.drawLine(centre - QPointF(10, 0), centre + QPointF(10, 0))
        painter.drawLine(centre - QPointF(0, 10), centre + QPointF(0, 10))

    def _fit(self) -> tuple[float, QPointF]:
        """Scale of the picture on the widget, and where its top left lies."""
        room = QSize(max(1, self.width() - 2 * _MARGIN), max(1, self.height() - 2 * _MARGIN))
        scale = min(room.width() / self._picture.width(), room.height() / self._picture.height())
        left, top = (
            (self.width() - self._picture.width() * scale) / 2,
            (self.height() - self._picture.height() * scale) / 2,
        )
        return scale, QPointF(left, top)

    def _shown(self, point: QPointF) -> QPointF:
        scale, origin = self._fit()
        return point * scale + origin

    def _choose(self, at: int) -> None:
        self._current = at
        self.moved.emit(at)
        self.update()

    def _shift(self, way: tuple[int, int], steps: int) -> None:
        """One step is a pixel of the screen, but never less than one of the picture."""
        step = steps * max(1.0, 1 / self._fit()[0])
        self._put(self._corners[self._current] + QPointF(*way) * step)

    def _put(self, point: QPointF) -> None:
        x = min(max(0.0, point.x()), float(self._picture.width()))
        y = min(max(0.0, point.y()), float(self._picture.height()))
        self._corners[self._current] = QPointF(x, y)
        self.moved.emit(self._current)
        self.update()
