"""The pages of a material: small ones in a strip, one big, what is known of it, and the clerk's hand on it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPlainTextEdit, QWidget

from app.domain.page_text import Corners
from resources.texts import text
from ui.viewmodels.comparison_viewmodel import PagesCompared
from ui.viewmodels.intake_materials import MaterialsViewModel
from ui.views.edge_panel import EdgePanel
from ui.views.page_tools import PageTools
from ui.views.screen import scrolled
from ui.widgets.front_stack import FrontStack
from ui.widgets.page_strip import PageStrip, Thumb
from ui.widgets.page_view import PageView
from ui.widgets.words import row

_LEAST_LINES = 5  # height of the page in lines of words, however large the letters
_ROOMY = 30  # lines of words: as high as this, the desk has room for all tools below the page


class PageDesk(QWidget):
    """Shows what the pages hold; the original of a page is always one key away.

    Signals:
        retake_asked(): the page in front is to be taken again.
        left(): the edges were set or left; the hands go back to the list.
    """

    retake_asked = Signal()
    left = Signal()

    def __init__(self, model: MaterialsViewModel, parent: QWidget | None = None) -> None:
        """Follows `model`."""
        super().__init__(parent)
        self._model = model
        self._newest = ""  # page just kept; it comes to the front as soon as it is in the list
        self._compared: PagesCompared | None = None  # the original in front, and where its copy differs
        self._original = False  # the original is shown instead of the straightened page
        self._edges_of = ""  # page whose frame was asked for to set its edges
        self._roomy = False
        self.strip = PageStrip("intake.pages", text("materials.pages"))
        self.page = PageView("intake.page", text("materials.big_page"))
        self.page.setMinimumHeight(self.fontMetrics().lineSpacing() * _LEAST_LINES)
        self.writing = QPlainTextEdit()
        self.writing.setObjectName("intake.page_writing")
        self.writing.setAccessibleName(text("originals.writing_of_page"))
        self.writing.setReadOnly(True)
        self.writing.setTabChangesFocus(True)
        self.writing.hide()
        self.edges = EdgePanel()
        self.tools = PageTools()
        self._middle = FrontStack()
        self._middle.addWidget(self.page)
        self._middle.addWidget(self.edges)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.strip, 0, 0)
        layout.addLayout(self._picture_and_writing(), 0, 1)
        layout.addWidget(scrolled(self.tools, whole=True), 1, 0, 1, 2)
        layout.setColumnStretch(1, 1)
        layout.setRowStretch(0, 1)
        self._connect()
        self._follow()

    def _picture_and_writing(self) -> QHBoxLayout:
        side_by_side = row(self._middle, self.writing)
        side_by_side.setStretch(0, 3)
        side_by_side.setStretch(1, 2)
        return side_by_side

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """The tools are folded away where the page would be small."""
        super().resizeEvent(event)
        roomy = self.height() >= self.fontMetrics().height() * _ROOMY
        if roomy != self._roomy:
            self._roomy = roomy
            self.tools.unfold(roomy)

    def current_page(self) -> str:
        """Id of the page in front, empty when there is none."""
        return self.strip.current_page()

    def bring_forward(self, page_id: str) -> None:
        """Show this page as soon as it is in the list."""
        self._newest = page_id
        self._follow()

    def show_original(self) -> None:
        """Ctrl+O: the picture as it was taken, or the straightened page again."""
        facts = self._model.facts(self.current_page())
        if facts is not None and facts.cropped:
            self._original = not self._original
            self._show_page(self.current_page())

    def show_writing(self) -> None:
        """Ctrl+T: what was read on the page, to copy; again: away with it."""
        shown = self.writing.isHidden() and bool(self.current_page())
        self.writing.setVisible(shown)
        if shown:
            self.writing.setFocus()
        else:
            self.left.emit()

    def set_edges(self) -> None:
        """Ctrl+B: drag the page's corners on the picture it was taken from."""
        page = self._model.page(self.current_page())
        if page is not None and not self._model.capture.being_seen(page.id):
            self._edges_of = page.id
            self._model.capture.ask_picture(page, frame=True)

    def compare_with_before(self) -> None:
        """Ctrl+D: lay the page in front, a copy, over the page before it, its original."""
        order = [sign.id for sign in self._model.pages]
        at = order.index(self.current_page()) if self.current_page() in order else 0
        if at:
            self._model.comparison.compare_pages(order[at - 1], order[at])

    def take_edges(self) -> None:
        """Ctrl+Enter: the proposed edges are the page's."""
        page, facts = self._model.page(self.current_page()), self._model.facts(self.current_page())
        if page is not None and facts is not None and facts.proposed:
            self._model.capture.adjust(page.id, page.outline.corners, page.outline.rotation)

    def turn(self) -> None:
        """Ctrl+R: turn the page by a quarter."""
        if self._middle.currentWidget() is self.edges:
            self.edges.editor.turn()
        else:
            self._model.capture.turn(self.current_page())

    def _connect(self) -> None:
        capture, tools = self._model.capture, self.tools
        self.strip.chosen.connect(self._choose)
        self.strip.removal_asked.connect(capture.remove_page)
        self.strip.shift_asked.connect(capture.shift_page)
        self.edges.applied.connect(self._apply_edges)
        self.edges.left.connect(self._leave_edges)
        tools.whole.clicked.connect(self.page.fit)
        tools.fit_width.clicked.connect(self.page.fit_width)
        tools.original.clicked.connect(self.show_original)
        tools.writing.clicked.connect(self.show_writing)
        tools.edges.clicked.connect(self.set_edges)
        tools.take_edges.clicked.connect(self.take_edges)
        tools.turn.clicked.connect(self.turn)
        tools.retake.clicked.connect(self.retake_asked)
        tools.remove.clicked.connect(lambda: capture.remove_page(self.current_page()))
        tools.undo.clicked.connect(capture.undo_removal)
        tools.read_again.clicked.connect(self._model.readings.retry)
        tools.move_to.activated.connect(self._move_page)
        self._model.selected.connect(self._follow)
        self._model.readings.changed.connect(self._say_facts)
        capture.page_removed.connect(lambda _page: self._say_facts())
        capture.picture_ready.connect(self._picture)
        capture.frame_ready.connect(self._frame)
        tools.differences.clicked.connect(self.compare_with_before)
        self._model.comparison.pages_compared.connect(self._show_differences)

    def _show_differences(self, compared: PagesCompared) -> None:
        """The original comes to the front, with what differs framed."""
        if self._model.page(compared.original_id) is not None:
            self.strip.choose(compared.original_id)
            self._compared = compared
            self._show_page(compared.original_id)

    def _follow(self) -> None:
        signs = self._model.pages
        self.strip.setFixedWidth(self.fontMetrics().height() * 6 + 20)
        self.strip.show_pages(tuple(Thumb(one.id, one.name, one.tone, one.words) for one in signs))
        if any(sign.id == self._newest for sign in signs):
            self.strip.choose(self._newest)
            self._newest = ""
        for page in self._model.row.pages if self._model.row is not None else ():
            self._model.capture.ask_picture(page)
        if self.edges.page_id and self._model.page(self.edges.page_id) is None:
            self._show_middle(self.page)
        self._say_facts()
        self._fill_moves()

    def _choose(self, page_id: str) -> None:
        self._original = False
        self._compared = None
        self._show_middle(self.page)
        self._show_page(page_id)

    def _show_page(self, page_id: str) -> None:
        page = self._model.page(page_id)
        if page is not None:
            self._model.capture.ask_picture(page, frame=self._original)
        self._say_facts()

    def _picture(self, page_id: str, encoded: bytes) -> None:
        self.strip.set_picture(page_id, encoded)
        if page_id == self.current_page() and not self._original:
            self.page.show_picture(encoded)
            self._propose(page_id)
            if self._compared is not None and self._compared.original_id == page_id:
                self.page.show_marks(self._compared.places)

    def _frame(self, page_id: str, encoded: bytes) -> None:
        """The picture a page was taken from: to look at, or to set the edges on."""
        page = self._model.page(page_id)
        if page is None or page_id != self.current_page():
            return
        if self._edges_of == page_id:
            self._edges_of = ""
            if self.edges.edit(page_id, encoded, page.outline.corners):
                self._show_middle(self.edges)
                self.edges.editor.setFocus()
        elif self._original:
            self.page.show_picture(encoded)
            self.page.show_outline(page.outline.corners)

    def _propose(self, page_id: str) -> None:
        """Edges that were found but not for certain are drawn where the picture is the one they are about."""
        page, facts = self._model.page(page_id), self._model.facts(page_id)
        if page is not None and facts is not None and facts.proposed and page.rendition is None:
            self.page.show_outline(page.outline.corners)

    def _apply_edges(self, page_id: str, corners: Corners) -> None:
        page = self._model.page(page_id)
        self._model.capture.adjust(page_id, corners, page.outline.rotation if page is not None else 0)
        self._leave_edges()

    def _leave_edges(self) -> None:
        self._show_middle(self.page)
        self.left.emit()

    def _show_middle(self, widget: QWidget) -> None:
        """The page, or its edges: they get the room of the tools, which are of no use meanwhile."""
        self._middle.setCurrentWidget(widget)
        self.tools.setVisible(widget is self.page)
        if widget is self.page:
            self.edges.page_id = ""

    def _say_facts(self) -> None:
        page_id = self.current_page()
        facts = self._model.facts(page_id)
        compared = self._compared
        difference = compared.words if compared is not None and compared.original_id == page_id else ""
        self.tools.show_facts(facts, original_shown=self._original, difference=difference)
        self.tools.differences.setVisible(len(self._model.pages) > 1)
        self.tools.undo.setVisible(self._model.capture.may_undo_removal)
        words = facts.writing if facts is not None else ""
        if words != self.writing.toPlainText():
            self.writing.setPlainText(words)
        sign = next((one for one in self._model.pages if one.id == page_id), None)
        bad = sign is not None and sign.tone == "red"
        self.tools.say_verdict(text("materials.take_again", why=sign.words) if sign is not None and bad else "")

    def _fill_moves(self) -> None:
        moves = self.tools.move_to
        moves.clear()
        moves.addItem(text("materials.move"), "")
        for line in self._model.table.rows():
            if line.key != self._model.current:
                moves.addItem(line.cells[0].words, line.key)

    def _move_page(self, _index: int) -> None:
        target = str(self.tools.move_to.currentData())
        if target:
            self._model.capture.move_page(self.current_page(), target)
