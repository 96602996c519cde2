"""Step 5: the papers of the case; print, save, print again with a reason. The preview stands beside."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from resources.texts import text
from ui.runtime.file_dialogs import pick_folder, save_name
from ui.viewmodels.papers_viewmodel import PapersViewModel
from ui.viewmodels.row_table_model import KEY_ROLE, TONE_ROLE
from ui.widgets.banner import Banner
from ui.widgets.fields import TextField
from ui.widgets.key_button import KeyButton
from ui.widgets.marks import StatePanel
from ui.widgets.paper_view import PaperView
from ui.widgets.row_table import RowTable
from ui.widgets.words import box, column, label, row


class PapersPanel(QWidget):
    """The list with its commands; used on the intake screen and in the case list."""

    def __init__(self, name: str, model: PapersViewModel, parent: QWidget | None = None) -> None:
        """`name` is the first part of the object names."""
        super().__init__(parent)
        self.setProperty("role", "plain")
        self._model = model
        self.table = RowTable(f"{name}.papers", text("papers.list"), (KEY_ROLE, TONE_ROLE))
        self.table.show_model(model.table, (34, 18, 60))
        self.print = KeyButton(text("papers.print_this"), "Ctrl+P")
        self.print.setObjectName(f"{name}.print")
        self.save = KeyButton(text("papers.save"), "Ctrl+S")
        self.save.setObjectName(f"{name}.save")
        self.no_printer = Banner(f"{name}.no_printer")
        self.done = Banner(f"{name}.papers_done")
        self._reason = TextField(
            f"{name}.reprint_reason", text("papers.reason"), placeholder=text("papers.reason_hint")
        )
        self._reason_box = box(column(label(text("papers.reason_words"), "muted", wrap=True), self._reason, spacing=6))
        self._reason_box.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(self.no_printer)
        layout.addWidget(self.done)  # above the list: below it nobody sees it on a small screen
        layout.addWidget(self.table, 1)
        layout.addWidget(self._reason_box)
        layout.addLayout(row(self.print, self.save, None))
        self._connect()
        self._follow()

    def print_current(self) -> None:
        """Print the paper that is looked at."""
        if self._model.current:
            self._model.print(self._model.current, self._reason.value())

    def save_current(self) -> None:
        """Write the paper that is looked at to a file."""
        if not self._model.current:
            return
        name = f"{self._model.file_name_of(self._model.current)}.pdf"
        path = save_name(self, text("papers.save"), name, text("papers.file_kinds", patterns="*.pdf"))
        if path:
            self._model.save(self._model.current, path)

    def save_all(self) -> None:
        """Write all papers that were not printed into one folder."""
        folder = pick_folder(self, text("papers.save_all"))
        if folder:
            self._model.save_all(folder)

    def _connect(self) -> None:
        model = self._model
        self.table.chosen.connect(model.look_at)
        self.print.clicked.connect(self.print_current)
        self.save.clicked.connect(self.save_current)
        self._reason.on_enter(self.print_current)
        model.papers_changed.connect(self._follow)
        model.all_replaced.connect(self.done.dismiss)
        model.reason_asked.connect(self._ask_reason)
        model.printed.connect(self._printed)
        model.print_failed.connect(lambda _paper: self.done.dismiss())
        model.open_prints_changed.connect(self._asked_elsewhere)
        model.printers_changed.connect(self._follow)
        model.folder_asked.connect(self.save_all)
        model.all_saved.connect(lambda folder: self.done.show_message(text("papers.all_saved", folder=folder), "green"))
        model.saved_to.connect(lambda path: self.done.show_message(text("papers.saved", path=path), "green"))

    def _follow(self) -> None:
        some = bool(self._model.table.rows())
        if self._model.no_printer:
            self.no_printer.show_message(text("papers.no_printer"), "amber", lasting=True)
        else:
            self.no_printer.dismiss()
        for part in (self.print, self.save):
            part.setEnabled(some)
        if self._model.current:
            self.table.choose(self._model.current)

    def _ask_reason(self, _paper_id: str) -> None:
        self.done.dismiss()
        self._reason_box.show()
        self._reason.setFocus()

    def _asked_elsewhere(self) -> None:
        if self._model.open_prints:  # "sent" is not yet the news while the bar above asks what became of it
            self.done.dismiss()

    def _printed(self, _paper_id: str) -> None:
        self._reason.set_value("")
        self._reason_box.hide()
        if not self._model.some_failed:
            folder = self._model.sheets_folder
            words = text("papers.sent_simulated", folder=folder) if folder else text("papers.sent")
            self.done.show_message(words, "green")


class PaperPreview(QWidget):
    """The paper that is looked at, as it comes out.

    Signals:
        reveal_asked(): the clerk wants to see pages that are covered.
    """

    reveal_asked = Signal()

    def __init__(self, name: str, model: PapersViewModel, parent: QWidget | None = None) -> None:
        """Follows `model`."""
        super().__init__(parent)
        self._model = model
        self.view = PaperView(f"{name}.preview", text("papers.preview"))
        self._state = StatePanel(f"{name}.preview_state")
        self._state.acted.connect(self.reveal_asked)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._state)
        self._stack.addWidget(self.view)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.addWidget(self._stack)
        for changed in (model.preview_changed, model.papers_changed, model.waiting_changed):
            changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        if self._model.pages:
            if self.view.property("shown") != self._model.current:
                self.view.show_pages(self._model.pages)
                self.view.setProperty("shown", self._model.current)
            self._stack.setCurrentIndex(1)
            return
        self.view.setProperty("shown", "")
        if self._model.waiting == "preview":
            self._state.show_loading(text("papers.preview_loading"))
        elif self._model.covered and self._model.current:
            words = text("papers.covered_words")
            self._state.show_state("page", text("papers.covered"), words, action=text("papers.reveal"))
        else:
            self._state.show_state("page", text("papers.none"), text("papers.none_words"))
        self._stack.setCurrentIndex(0)
