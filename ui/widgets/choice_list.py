"""A list to choose from: a title and a quieter detail each."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QListView,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ui.widgets.words import label

_Index = QModelIndex | QPersistentModelIndex
_KEY = Qt.ItemDataRole.UserRole
_DETAIL = Qt.ItemDataRole.UserRole + 1
_WRAP = int(Qt.TextFlag.TextWordWrap) | int(Qt.TextFlag.TextWrapAnywhere)


class ChoiceList(QListWidget):
    """Up and Down walk, Enter or a click takes.

    Signals:
        taken(str): the choice with this key.
        walked(str): the choice with this key is the current one now.
    """

    taken = Signal(str)
    walked = Signal(str)

    def __init__(self, name: str, words: str, parent: QWidget | None = None) -> None:
        """`words` is the accessible name."""
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(words)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self._quiet = label("", "muted")
        self._quiet.setParent(self)
        self._quiet.hide()
        self.setItemDelegate(_ChoiceDelegate(self, self._quiet))
        self.itemClicked.connect(self._take)
        self.currentItemChanged.connect(self._walk)

    def show_choices(self, choices: tuple[tuple[str, str, str], ...]) -> None:
        """`choices` are (key, title, detail); the first becomes the current one."""
        self.blockSignals(True)
        self.clear()
        for key, title, detail in choices:
            item = QListWidgetItem(title)
            item.setData(_KEY, key)
            item.setData(_DETAIL, detail)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{title} {detail}")
            self.addItem(item)
        self.blockSignals(False)
        if choices:
            self.setCurrentRow(0)

    def keys(self) -> tuple[str, ...]:
        """Keys of what is shown, in order."""
        return tuple(str(self.item(at).data(_KEY)) for at in range(self.count()))

    def step(self, change: int) -> None:
        """Walk, round the ends."""
        if self.count():
            self.setCurrentRow((self.currentRow() + change) % self.count())

    def take_current(self) -> None:
        """Take the current choice."""
        if self.currentItem() is not None:
            self._take(self.currentItem())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter takes."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.take_current()
        else:
            super().keyPressEvent(event)

    def _take(self, item: QListWidgetItem) -> None:
        self.taken.emit(str(item.data(_KEY)))

    def _walk(self, item: QListWidgetItem | None, _before: QListWidgetItem | None) -> None:
        if item is not None:
            self.walked.emit(str(item.data(_KEY)))


class _ChoiceDelegate(QStyledItemDelegate):
    """Title in bold, detail below it in the quiet colour, both wrapped."""

    def __init__(self, choices: ChoiceList, quiet: QWidget) -> None:
        super().__init__(choices)
        self._list = choices
        self._quiet = quiet

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:  # noqa: N802 - Qt's name
        """High enough for both, wrapped in the width of the list."""
        width = max(80, self._list.viewport().width() - 28)
        height = self._height(self._bold(), str(index.data()), width)
        if index.data(_DETAIL):
            height += self._height(self._list.font(), str(index.data(_DETAIL)), width) + 2
        return QSize(width, height + 18)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Selection, title, detail."""
        own: Any = QStyleOptionViewItem(option)  # the type stubs leave its members out
        self.initStyleOption(own, index)
        own.text = ""
        own.state &= ~QStyle.StateFlag.State_HasFocus
        self._list.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, own, painter, self._list)
        area = own.rect.adjusted(12, 9, -12, -9)
        title = str(index.data())
        painter.save()
        painter.setFont(self._bold())
        painter.setPen(self._list.palette().color(self._list.foregroundRole()))
        painter.drawText(area, _WRAP, title)
        area.adjust(0, self._height(self._bold(), title, area.width()) + 2, 0, 0)
        painter.setFont(self._list.font())
        painter.setPen(self._quiet.palette().color(self._quiet.foregroundRole()))
        painter.drawText(area, _WRAP, str(index.data(_DETAIL) or ""))
        painter.restore()

    def _bold(self) -> QFont:
        font = QFont(self._list.font())
        font.setBold(True)
        return font

    def _height(self, font: QFont, words: str, width: int) -> int:
        return QFontMetrics(font).boundingRect(QRect(0, 0, width, 10_000), _WRAP, words).height()
