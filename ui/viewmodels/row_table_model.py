"""Rows of words for a table: what each cell says, in which tone, and which thing a row stands for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

KEY_ROLE = int(Qt.ItemDataRole.UserRole)
TONE_ROLE = int(Qt.ItemDataRole.UserRole) + 1
_NOWHERE = QModelIndex()
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Cell:
    """Words of a cell; `tone` (green, amber, red, action, muted, empty) picks mark and colour, `tip` says more."""

    words: str
    tone: str = ""
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line; `key` names the thing it stands for."""

    key: str
    cells: tuple[Cell, ...]


class RowTableModel(QAbstractTableModel):
    """A table of `Row`s. Rows that keep their keys are changed in place, so that the selection stays."""

    def __init__(self, headings: Sequence[str], parent: QObject | None = None) -> None:
        """`headings` name the columns."""
        super().__init__(parent)
        self._headings = tuple(headings)
        self._rows: tuple[Row, ...] = ()

    def show_rows(self, rows: tuple[Row, ...]) -> None:
        """Show these rows from now on."""
        if rows == self._rows:
            return
        if [row.key for row in rows] == [row.key for row in self._rows]:
            self._rows = rows
            last = self.index(len(rows) - 1, len(self._headings) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def rows(self) -> tuple[Row, ...]:
        """What is shown."""
        return self._rows

    def row_of(self, key: str) -> int:
        """Position of the row with this key, -1 when there is none."""
        return next((at for at, row in enumerate(self._rows) if row.key == key), -1)

    def rowCount(self, parent: _Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """Rows of the table; a cell has none."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """Columns of the table."""
        return 0 if parent.isValid() else len(self._headings)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Words, key, tone, tip of a cell; the tip doubles as accessible text."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        cell = row.cells[index.column()]
        return {
            int(Qt.ItemDataRole.DisplayRole): cell.words,
            int(Qt.ItemDataRole.ToolTipRole): cell.tip or cell.words,
            int(Qt.ItemDataRole.AccessibleTextRole): cell.words,
            KEY_ROLE: row.key,
            TONE_ROLE: cell.tone,
        }.get(int(role))

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Headings of the columns."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._headings[section]
        return None
