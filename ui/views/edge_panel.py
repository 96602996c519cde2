"""Setting the edges of a page: the corner editor with its keys in words."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from resources.texts import text
from ui.widgets.corner_editor import CornerEditor
from ui.widgets.words import label

_LEAST_LINES = 8  # height of the picture in lines of words: corners a hand can tell apart


class EdgePanel(QWidget):
    """Corners of one page.

    Signals:
        applied(str, object): the page with this id lies inside these corners; None for the whole picture.
        left(): nothing is changed.
    """

    applied = Signal(str, object)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Empty until `edit`."""
        super().__init__(parent)
        self.page_id = ""
        self.editor = CornerEditor("intake.corners", text("originals.corners"))
        self.editor.setMinimumHeight(self.fontMetrics().lineSpacing() * _LEAST_LINES)
        self._corner = label("", "small")
        self._corner.setObjectName("intake.corner")
        keys = label(text("originals.corner_keys"), "small", wrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.editor, 1)
        layout.addWidget(self._corner)
        layout.addWidget(keys)
        self.editor.applied.connect(lambda corners: self.applied.emit(self.page_id, corners))
        self.editor.whole_asked.connect(lambda: self.applied.emit(self.page_id, None))
        self.editor.left.connect(self.left)
        self.editor.moved.connect(self._say_corner)

    def edit(self, page_id: str, encoded: bytes, corners: tuple[tuple[float, float], ...] | None) -> bool:
        """Begin with a page; False when its picture cannot be decoded."""
        if not self.editor.edit(encoded, corners):
            return False
        self.page_id = page_id
        self._say_corner(0)
        return True

    def _say_corner(self, at: int) -> None:
        names = (
            text("originals.corner_0"),
            text("originals.corner_1"),
            text("originals.corner_2"),
            text("originals.corner_3"),
        )
        x, y = (round(value) for value in self.editor.corners()[at])
        words = text("originals.corner_at", corner=names[at], x=x, y=y)
        self._corner.setText(words)
        self.editor.setAccessibleDescription(words)
