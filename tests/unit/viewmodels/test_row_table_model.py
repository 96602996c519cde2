"""The row table as Qt's own checker sees it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester

from ui.viewmodels.row_table_model import KEY_ROLE, TONE_ROLE, Cell, Row, RowTableModel


def rows(*keys: str, tone: str = "green") -> tuple[Row, ...]:
    return tuple(Row(key, (Cell(key), Cell("x", tone, "more"))) for key in keys)


def test_it_is_a_well_behaved_model(qtmodeltester: ModelTester) -> None:
    model = RowTableModel(("a", "b"))
    model.show_rows(rows("1", "2"))
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]  # pytest-qt leaves it untyped
    model.show_rows(rows("1", "2", "3"))
    assert model.rowCount() == 3
    model.show_rows(())
    assert model.rowCount() == 0


def test_rows_with_the_same_keys_change_in_place() -> None:
    model = RowTableModel(("a", "b"))
    model.show_rows(rows("1", "2"))
    resets: list[bool] = []
    changes: list[bool] = []
    model.modelReset.connect(lambda: resets.append(True))
    model.dataChanged.connect(lambda *_: changes.append(True))

    model.show_rows(rows("1", "2", tone="red"))
    model.show_rows(rows("1", "2", tone="red"))

    assert (len(resets), len(changes)) == (0, 1)
    assert model.index(0, 1).data(TONE_ROLE) == "red"


def test_cells_give_words_key_tone_and_tip() -> None:
    model = RowTableModel(("a", "b"))
    model.show_rows(rows("k"))
    cell = model.index(0, 1)

    assert (cell.data(), cell.data(KEY_ROLE), cell.data(TONE_ROLE)) == ("x", "k", "green")
    assert cell.data(Qt.ItemDataRole.ToolTipRole) == "more"
    assert model.headerData(0, Qt.Orientation.Horizontal) == "a"
