"""One page, big: fits by itself, zooms and moves by keys."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen, QPolygonF, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QFrame,
    QGraphicsPixmapItem,
    QGraphicsPolygonItem,
    QGraphicsRectItem,
    QGraphicsScene,
    QGraphicsView,
    QWidget,
)

from ui.widgets.decoded_picture import decoded_picture

_STEP = 1.25
_LARGEST = 6.0
LINE, CASING, MARK = (
    QColor("#1857B4"),
    QColor("#FFFFFF"),
    QColor("#C2261C"),
)  # drawn on paper and desk, the same in every look


class PageView(QGraphicsView):
    """Shows a picture whole; + and - zoom, 0 fits again, 1 is the width, arrows move, the wheel zooms with Ctrl."""

    def __init__(self, name: str, words: str, parent: QWidget | None = None) -> None:
        """`words` is its accessible name."""
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(words)
        self._item = QGraphicsPixmapItem()
        self._item.setTransformationMode(Qt.TransformationMode.SmoothTransformation)
        scene = QGraphicsScene(self)
        scene.addItem(self._item)
        self._marks: list[QGraphicsRectItem] = []
        self._casing, self._outline = QGraphicsPolygonItem(self._item), QGraphicsPolygonItem(self._item)
        self.setScene(scene)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self._zoom = 0.0  # 0 fits

    def show_picture(self, encoded: bytes) -> bool:
        """Show an encoded picture, fitted; False when it cannot be decoded (the view is then empty)."""
        pixmap = decoded_picture(encoded)
        self._item.setPixmap(pixmap)
        self.scene().setSceneRect(self._item.boundingRect())
        self.show_outline(None)
        self.show_marks(())
        self.fit()
        return not pixmap.isNull()

    def show_outline(self, corners: Sequence[tuple[float, float]] | None) -> None:
        """Draw proposed edges of the page over the picture, dashed; None takes them away."""
        points = QPolygonF([QPointF(x, y) for x, y in corners or ()])
        for line, colour, width in ((self._casing, CASING, 4), (self._outline, LINE, 2)):
            pen = QPen(colour, width)
            pen.setCosmetic(True)
            if line is self._outline:
                pen.setDashPattern([5, 3])
            line.setPen(pen)
            line.setPolygon(points)
            line.setVisible(bool(corners))

    def show_marks(self, boxes: Sequence[tuple[int, int, int, int]]) -> None:
        """Frame these places (x, y, width, height) of the picture; none takes the frames away."""
        for mark in self._marks:
            self.scene().removeItem(mark)
        self._marks = [QGraphicsRectItem(*box, self._item) for box in boxes]
        for mark in self._marks:
            pen = QPen(MARK, 3)
            pen.setCosmetic(True)
            mark.setPen(pen)

    def marks(self) -> int:
        """How many places are framed."""
        return len(self._marks)

    def outline(self) -> tuple[tuple[float, float], ...] | None:
        """The edges that are drawn now, None when none are."""
        points = self._outline.polygon().toList() if self._outline.isVisible() else []
        return tuple((point.x(), point.y()) for point in points) or None

    def zoom(self) -> float:
        """Factor over the fitted size; 1.0 is fitted."""
        return max(1.0, self._zoom)

    def fit(self) -> None:
        """The whole page."""
        self._zoom = 0.0
        self._apply()

    def zoom_in(self) -> None:
        """Nearer."""
        self._zoom = min(_LARGEST, max(1.0, self._zoom) * _STEP)
        self._apply()

    def zoom_out(self) -> None:
        """Farther, at most until it fits."""
        self._zoom = max(1.0, self._zoom / _STEP)
        self._apply()

    def fit_width(self) -> None:
        """As wide as the view."""
        size = self._item.boundingRect().size()
        if size.isEmpty():
            return
        fitted = min(self.viewport().width() / size.width(), self.viewport().height() / size.height())
        self._zoom = max(1.0, self.viewport().width() / size.width() / fitted)
        self._apply()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Zoom keys; arrows go to the scroll bars."""
        command = {
            Qt.Key.Key_Plus: self.zoom_in,
            Qt.Key.Key_Equal: self.zoom_in,
            Qt.Key.Key_Minus: self.zoom_out,
            Qt.Key.Key_0: self.fit,
            Qt.Key.Key_1: self.fit_width,
        }.get(Qt.Key(event.key()))
        if command is None or event.modifiers() & Qt.KeyboardModifier.AltModifier:
            super().keyPressEvent(event)
        else:
            command()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Ctrl and the wheel zoom; without Ctrl it scrolls."""
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().wheelEvent(event)
        elif event.angleDelta().y() > 0:
            self.zoom_in()
        else:
            self.zoom_out()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Keep it fitted, or as near as it was."""
        super().resizeEvent(event)
        self._apply()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """A new style sheet may change the frame: fit again."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._apply()

    def _apply(self) -> None:
        self.resetTransform()
        size = self._item.boundingRect().size()
        if size.isEmpty():
            return
        area = self.viewport().size()
        fitted = min((area.width() - 12) / size.width(), (area.height() - 12) / size.height())
        factor = max(0.01, fitted) * max(1.0, self._zoom)
        self.scale(factor, factor)
