"""What the machine found on the selected material, and the two places of each finding side by side."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from resources.texts import text
from ui.viewmodels.comparison_viewmodel import CutOuts
from ui.viewmodels.intake_materials import MaterialsViewModel
from ui.viewmodels.row_table_model import KEY_ROLE, TONE_ROLE, RowTableModel
from ui.widgets.key_button import button
from ui.widgets.page_view import PageView
from ui.widgets.row_table import RowTable
from ui.widgets.words import box, column, label, row

_LEAST_ROWS = 2  # findings in sight, however large the letters
_LEAST_LINES = 2  # height of a cut-out in lines of words


class ComparisonPanel(QWidget):
    """Up and Down walk the findings, worst first; the places follow. Esc goes back to the pages.

    Signals:
        left(): back to the pages.
    """

    left = Signal()

    def __init__(self, model: MaterialsViewModel, parent: QWidget | None = None) -> None:
        """Follows `model`."""
        super().__init__(parent)
        self._model = model
        self._findings = RowTableModel((text("originals.column_thing"), text("originals.column_finding")))
        self.table = RowTable("intake.findings", text("originals.findings"), (KEY_ROLE, TONE_ROLE))
        self.table.show_model(self._findings, (28, 72))
        self.table.keep_rows(_LEAST_ROWS)
        self.table.horizontalHeader().hide()  # mark and words speak for themselves; the height is dear
        back = button(text("originals.to_pages"), "quiet")
        back.setObjectName("intake.to_pages")
        back.clicked.connect(self.left)
        self._here = _Place("intake.on_paper", text("originals.on_paper"))
        self._there = _Place("intake.expected", text("originals.in_case"))
        places = QGridLayout()
        places.setContentsMargins(0, 0, 0, 0)
        places.setSpacing(8)
        for at, place in enumerate((self._here, self._there)):
            places.addWidget(place, 0, at)
            places.setColumnStretch(at, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(row(None, back))
        layout.addWidget(self.table, 3)
        layout.addWidget(box(places), 2)
        self.table.chosen.connect(self._look)
        model.selected.connect(self._follow)
        model.comparison.changed.connect(self._follow)
        model.comparison.cut_outs_ready.connect(self._show)

    def entered(self) -> None:
        """The worst finding first."""
        self._follow()
        self.table.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Esc leaves."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _follow(self) -> None:
        if not self.isVisible():
            return
        rows = self._model.comparison.rows(self._model.current)
        self._findings.show_rows(rows)
        self.table.resizeRowsToContents()
        self._look(self.table.current_key() or (rows[0].key if rows else ""))

    def _look(self, key: str) -> None:
        self._model.comparison.look_at(self._model.current, key)

    def _show(self, cut: CutOuts) -> None:
        self._here.show_place(text("originals.on_paper"), cut.on_paper, cut.on_paper_words)
        self._there.show_place(_counterpart_title(cut), cut.other, cut.expected)


def _counterpart_title(cut: CutOuts) -> str:
    if cut.other_page:
        return text("originals.other_half", page=cut.other_page)
    return text("originals.other_paper", paper=cut.other_paper) if cut.other_paper else text("originals.in_case")


class _CutOut(PageView):
    """Takes what room there is, and asks for no more than the least."""

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Qt's own is that of a page."""
        return QSize(super().sizeHint().width(), self.minimumHeight())


class _Place(QWidget):
    """A cut-out with its title above and its value as words below."""

    def __init__(self, name: str, words: str) -> None:
        super().__init__()
        self._title = label(words, "small")
        self._picture = _CutOut(f"{name}.picture", words)
        self._value = label("", "strong", wrap=True, selectable=True)
        self._value.setObjectName(name)
        self._empty: QLabel = label(text("originals.no_place"), "small", wrap=True)
        layout = column(self._title, self._value, self._picture, self._empty, spacing=4)
        layout.setStretch(2, 1)
        layout.addStretch(0)
        self._picture.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._picture.setMinimumHeight(self.fontMetrics().lineSpacing() * _LEAST_LINES)
        self.setLayout(layout)

    def show_place(self, title: str, picture: bytes, value: str) -> None:
        """Show a place; without a picture only the value."""
        self._title.setText(title)
        self._picture.setAccessibleName(title)
        self._picture.show_picture(picture)
        self._picture.setVisible(bool(picture))
        self._empty.setVisible(not picture and not value)
        self._value.setText(value)
        self._value.setVisible(bool(value))
