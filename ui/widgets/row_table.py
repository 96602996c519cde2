"""A table of rows as clerks read them: whole rows, wrapped words, a mark before every word that has a tone."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ui.widgets.marks import MARK_ICONS
from ui.widgets.tinted_icon import icon_pixmap
from ui.widgets.words import label

_Index = QModelIndex | QPersistentModelIndex
_PADDING, _CLOSE = 8, 4  # above and below the words of a row
_LINES = 2  # of words in most rows
_TONES = ("green", "amber", "red", "action", "muted")


class RowTable(QTableView):
    """Up and Down walk, Enter (or a double click) opens.

    Signals:
        chosen(str): the row with this key is the current one now.
        opened(str): Enter on this row.
    """

    chosen = Signal(str)
    opened = Signal(str)

    def __init__(self, name: str, words: str, roles: tuple[int, int], parent: QWidget | None = None) -> None:
        """`words` is the accessible name; `roles` under which the model gives a row's key and a cell's tone."""
        super().__init__(parent)
        self._key_role, self._tone_role = roles
        self.padding = _PADDING
        self._least_rows = 0
        self.setObjectName(name)
        self.setAccessibleName(words)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(True)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.horizontalHeader().setHighlightSections(False)
        self._inks = {tone: _Ink(tone, self) for tone in _TONES}
        self.setItemDelegate(_RowDelegate(self, self._tone_role))
        self.doubleClicked.connect(lambda index: self.opened.emit(self._key(index)))

    def show_model(self, model: QAbstractItemModel, shares: tuple[int, ...]) -> None:
        """Show a model; `shares` divide the width between the columns."""
        self.setModel(model)
        self._shares = shares
        model.modelReset.connect(self._keep_a_row)
        self._share_width()
        self._keep_a_row()

    def show_whole(self) -> None:
        """Be as high as all rows together: the area around scrolls, not the table within it."""
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().sectionResized.connect(lambda *_: self._fit())
        self.verticalHeader().sectionCountChanged.connect(lambda *_: self._fit())

    def show_close(self) -> None:
        """Rows close together, where many have to be in sight."""
        self.padding = _CLOSE

    def keep_rows(self, count: int) -> None:
        """Never show fewer rows than this: what is around gives way, or scrolls."""
        self._least_rows = count
        self.updateGeometry()

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The header where it is shown, and the rows that are to be kept."""
        least = super().minimumSizeHint()
        if self._least_rows:
            high = self.fontMetrics().lineSpacing() * _LINES + 2 * self.padding
            header = self.horizontalHeader()
            above = 0 if header.isHidden() else header.sizeHint().height()
            least.setHeight(max(least.height(), above + 2 * self.frameWidth() + high * self._least_rows))
        return least

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Never less than the least."""
        return super().sizeHint().expandedTo(self.minimumSizeHint())

    def current_key(self) -> str:
        """Key of the current row, empty when there is none."""
        return self._key(self.currentIndex())

    def choose(self, key: str) -> None:
        """Make the row with this key the current one, without telling."""
        model = self.model()
        for at in range(model.rowCount()):
            if model.index(at, 0).data(self._key_role) == key and self.currentIndex().row() != at:
                self.blockSignals(True)
                self.selectRow(at)
                self.blockSignals(False)
                self.scrollTo(model.index(at, 0))

    def ink(self, tone: str) -> QColor:
        """Colour of a tone as the style sheet set it."""
        ink = self._inks.get(tone)
        return ink.palette().color(ink.foregroundRole()) if ink else self.palette().color(self.foregroundRole())

    def currentChanged(self, current: _Index, previous: _Index) -> None:  # noqa: N802 - Qt's name
        """Tell which row is the current one."""
        super().currentChanged(current, previous)
        if current.isValid() and current.row() != previous.row():
            self.chosen.emit(self._key(current))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter opens the current row."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.current_key())
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: Any) -> None:  # noqa: N802 - Qt's name
        """Columns keep their shares."""
        super().resizeEvent(event)
        self._share_width()

    def _share_width(self) -> None:
        width = self.viewport().width()
        for column, share in enumerate(getattr(self, "_shares", ())):
            self.setColumnWidth(column, width * share // sum(self._shares))

    def _fit(self) -> None:
        rows, head = self.verticalHeader().length(), self.horizontalHeader().sizeHint().height()
        self.setMinimumHeight(rows + head + 2 * self.frameWidth())

    def _keep_a_row(self) -> None:
        if self.model().rowCount() and not self.currentIndex().isValid():
            self.selectRow(0)

    def _key(self, index: _Index) -> str:
        return str(index.data(self._key_role) or "") if index.isValid() else ""


def _Ink(tone: str, table: RowTable) -> QWidget:  # noqa: N802 - makes one
    """An invisible label that carries a tone's colour out of the style sheet."""
    ink = label()
    ink.setParent(table)
    ink.setProperty("tone", tone)
    ink.hide()
    return ink


class _RowDelegate(QStyledItemDelegate):
    """Draws the mark of a tone before the words."""

    def __init__(self, table: RowTable, tone_role: int) -> None:
        super().__init__(table)
        self._table = table
        self._tone_role = tone_role

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:  # noqa: N802 - Qt's name
        """High enough for all words wrapped in the column's width."""
        indent = self._indent(index)
        width = max(40, self._table.columnWidth(index.column()) - 18 - indent)
        words = str(index.data() or " ")
        flags = int(Qt.TextFlag.TextWordWrap) | int(Qt.TextFlag.TextWrapAnywhere)
        area = self._table.fontMetrics().boundingRect(QRect(0, 0, width, 10_000), flags, words)
        return QSize(width, max(area.height(), self._table.fontMetrics().height()) + 2 * self._table.padding)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Background, mark, words."""
        own: Any = QStyleOptionViewItem(option)  # the type stubs leave its members out
        self.initStyleOption(own, index)
        own.text = ""
        own.state &= ~QStyle.StateFlag.State_HasFocus
        self._table.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, own, painter, self._table)
        tone = str(index.data(self._tone_role) or "")
        area = own.rect.adjusted(9, self._table.padding - 2, -9, 2 - self._table.padding)
        painter.save()
        painter.setPen(self._table.ink(tone))
        if tone:
            self._draw_mark(painter, tone, area)
            area.adjust(self._indent(index), 0, 0, 0)
        flags = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextWordWrap) | int(Qt.TextFlag.TextWrapAnywhere)
        painter.drawText(area, flags, str(index.data() or ""))
        painter.restore()

    def _draw_mark(self, painter: QPainter, tone: str, area: QRect) -> None:
        side = self._table.fontMetrics().height() - 3
        colour = self._table.ink(tone).name()
        pixmap = icon_pixmap(MARK_ICONS[tone], colour, side, self._table.devicePixelRatioF())
        painter.drawPixmap(area.left(), area.center().y() - side // 2, pixmap)

    def _indent(self, index: _Index) -> int:
        return self._table.fontMetrics().height() + 3 if index.data(self._tone_role) else 0
