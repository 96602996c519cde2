"""Pages one behind the other, where only the one in front says how high they must be."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget


def least_height(widget: QWidget, width: int) -> int:
    """How high a widget must be at least at this width, its lines of words counted as they wrap there."""
    layout = widget.layout()
    if layout is None or not layout.hasHeightForWidth():
        return max(widget.minimumHeight(), widget.minimumSizeHint().height())
    return max(widget.minimumHeight(), layout.totalMinimumHeightForWidth(width))


class FrontStack(QStackedWidget):
    """Qt's own is as high as its highest page, also while that one is behind."""

    def __init__(self) -> None:
        """Empty."""
        super().__init__()
        self.currentChanged.connect(lambda _at: self.updateGeometry())

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        """No: Qt would ask for what the pages like to have instead of what they need."""
        return False

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As wide as the widest page, as high as the one in front."""
        least, front = super().minimumSizeHint(), self.currentWidget()
        if front is not None:
            least.setHeight(least_height(front, self.width()))
        return least

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Another width, other lines."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.updateGeometry()
