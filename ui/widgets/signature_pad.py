"""A place to write a name by pen, finger or mouse; keeps every point with its pressure and its moment."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QTabletEvent, QTouchEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from resources.texts import text

PARTS = 10_000
"""Coordinates count parts of the width of the pad, downwards with the same measure."""
_FULL_PRESSURE = 1000
_MOST_POINTS = 20_000
_THIN, _THICK = 1.5, 4.5  # pixels at the size of the plain font
_LINE_AT = 0.78  # where the line to write on lies, from the top
_SIDE = 0.04

Point = tuple[int, int, int, int]
"""x, y, pressure 0..1000 (0: not measured), milliseconds since the first contact."""


class SignaturePad(QWidget):
    """Strokes are kept as they come; a pen's tail (finger or mouse events made of it) is not drawn twice.

    Signals:
        begun(): the tip touched the pad.
        changed(): there are other strokes now.
    """

    begun = Signal()
    changed = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """Empty."""
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(text("applicant_screen.pad"))
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.MinimumExpanding)
        self._strokes: list[tuple[str, list[Point]]] = []
        self._drawing = ""  # what the stroke that is being drawn is drawn with
        self._clock = QElapsedTimer()

    @property
    def strokes(self) -> tuple[tuple[str, tuple[Point, ...]], ...]:
        """What is written: `pen`, `touch` or `mouse`, and the points of each stroke."""
        return tuple((means, tuple(points)) for means, points in self._strokes)

    @property
    def aspect(self) -> int:
        """Height of the pad in parts of its width."""
        return round(PARTS * self.height() / max(1, self.width()))

    def clear(self) -> None:
        """Everything goes."""
        self._strokes, self._drawing = [], ""
        self._clock.invalidate()
        self._tell()

    def undo(self) -> None:
        """The last stroke goes."""
        if self._strokes:
            self._strokes.pop()
            self._drawing = ""
            self._tell()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Three times as wide as high, in letters."""
        height = self.fontMetrics().height() * 10
        return QSize(height * 3, height)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for a name in letters a hand can write."""
        height = self.fontMetrics().height() * 7
        return QSize(height * 2, height)

    def tabletEvent(self, event: QTabletEvent) -> None:  # noqa: N802 - Qt's name
        """A pen, with its pressure."""
        pressure = round(_FULL_PRESSURE * event.pressure())
        if event.type() is QEvent.Type.TabletPress:
            self._begin("pen", event.position(), pressure)
        elif event.type() is QEvent.Type.TabletMove:
            self._draw("pen", event.position(), pressure)
        else:
            self._end("pen")
        event.accept()  # else Qt makes a mouse event of it

    def event(self, event: QEvent) -> bool:
        """The first finger; others are a resting hand."""
        if isinstance(event, QTouchEvent):
            self._touch(event)
            event.accept()
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """The left button."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._begin("mouse", event.position(), 0)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Only with the button down: tracking is off."""
        self._draw("mouse", event.position(), 0)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """The stroke ends."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._end("mouse")

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Frame, the line to write on, the strokes."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self.palette()
        painter.setPen(QPen(palette.dark(), 1))
        painter.setBrush(palette.base())
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        y = self.height() * _LINE_AT
        painter.drawLine(QPointF(self.width() * _SIDE, y), QPointF(self.width() * (1 - _SIDE), y))
        if not self._strokes:
            painter.setPen(palette.placeholderText().color())
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, text("applicant_screen.pad_hint"))
        self._paint_strokes(painter)

    def _paint_strokes(self, painter: QPainter) -> None:
        unit = self.width() / PARTS
        thick = _THICK * self.fontMetrics().height() / 20
        ink = QPen(self.palette().text(), thick, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
        for _, points in self._strokes:
            before = points[0]
            for at in points[1:] or points:
                share = at[2] / _FULL_PRESSURE if at[2] else 0.5
                ink.setWidthF(_THIN + (thick - _THIN) * share)
                painter.setPen(ink)
                painter.drawLine(QPointF(before[0] * unit, before[1] * unit), QPointF(at[0] * unit, at[1] * unit))
                before = at

    def _touch(self, event: QTouchEvent) -> None:
        if not event.points():
            return
        first = event.points()[0]
        pressure = round(_FULL_PRESSURE * first.pressure()) if 0 < first.pressure() < 1 else 0
        if event.type() is QEvent.Type.TouchBegin:
            self._begin("touch", first.position(), pressure)
        elif event.type() is QEvent.Type.TouchUpdate:
            self._draw("touch", first.position(), pressure)
        else:
            self._end("touch")

    def _begin(self, means: str, at: QPointF, pressure: int) -> None:
        if self._drawing or not self.isEnabled() or self._full():
            return
        if not self._clock.isValid():
            self._clock.start()
        self._drawing = means
        self._strokes.append((means, [self._point(at, pressure)]))
        self.begun.emit()
        self._tell()

    def _draw(self, means: str, at: QPointF, pressure: int) -> None:
        if self._drawing == means and not self._full():
            self._strokes[-1][1].append(self._point(at, pressure))
            self.update()

    def _end(self, means: str) -> None:
        if self._drawing == means:
            self._drawing = ""
            self._tell()

    def _point(self, at: QPointF, pressure: int) -> Point:
        """Where the tip is; outside the pad it stays at its edge."""
        x = min(max(at.x(), 0.0), float(self.width()))
        y = min(max(at.y(), 0.0), float(self.height()))
        unit = PARTS / max(1, self.width())
        return round(x * unit), round(y * unit), pressure, int(self._clock.elapsed())

    def _full(self) -> bool:
        return sum(len(points) for _, points in self._strokes) >= _MOST_POINTS

    def _tell(self) -> None:
        self.update()
        self.changed.emit()
