"""Step 3, right: pages of the selected material, one big, and the originals check."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QGridLayout, QStackedWidget, QVBoxLayout, QWidget

from app.domain.page import Page
from resources.texts import text
from ui.runtime.file_dialogs import pick_files
from ui.viewmodels.intake_materials import MaterialsViewModel
from ui.widgets.choices import QuietComboBox
from ui.widgets.fields import TextField
from ui.widgets.key_button import KeyButton, button
from ui.widgets.marks import StatePanel
from ui.widgets.page_strip import PageStrip, Thumb
from ui.widgets.page_view import PageView
from ui.widgets.words import box, column, label, row


class PagePanel(QWidget):
    """F5 scans, F6 verifies; pictures may be dropped here.

    Signals:
        checked(): the line for what differs was filled in; the hands go back to the list.
    """

    checked = Signal()

    def __init__(self, model: MaterialsViewModel, parent: QWidget | None = None) -> None:
        """Follows `model`."""
        super().__init__(parent)
        self._model = model
        self._scan_when_known = False
        self._newest = ""  # page just kept; it comes to the front as soon as it is in the list
        self.setAcceptDrops(True)
        self.source = QuietComboBox()
        self.source.setObjectName("intake.source")
        self.source.setAccessibleName(text("materials.source"))
        self.source.setAccessibleDescription(text("materials.source"))
        self.scan = KeyButton(text("materials.scan"), "F5")
        self.scan.setObjectName("intake.scan")
        self.files = KeyButton(text("materials.files"), text("materials.key_shift_f5"))
        self.files.setObjectName("intake.scan_files")
        self.strip = PageStrip("intake.pages", text("materials.pages"))
        self.page = PageView("intake.page", text("materials.big_page"))
        self._state = StatePanel("intake.pages_state")
        self._check = _CheckBar(model)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._state)
        pages = QGridLayout()
        pages.setContentsMargins(0, 0, 0, 0)
        pages.setSpacing(8)
        pages.addWidget(self.strip, 0, 0)
        pages.addWidget(self.page, 0, 1)
        pages.addWidget(self._page_tools(), 1, 0, 1, 2)
        pages.setColumnStretch(1, 1)
        pages.setRowStretch(0, 1)
        self._pages.addWidget(box(pages))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 12)
        layout.setSpacing(8)
        layout.addLayout(self._head())
        layout.addWidget(self._pages, 1)
        layout.addWidget(self._check)
        self._connect()
        self._follow()
        self._know_sources()

    def scan_or_stop(self) -> None:
        """F5: take pages, or take no more."""
        capture = self._model.capture
        if capture.scanning:
            capture.stop()
        elif self._model.row is None:
            self._model.scan()  # says what to do first
        elif capture.waiting == "sources":
            self._scan_when_known = True  # the key was pressed before the devices were found: it still holds
        elif self.source.currentData() == "":
            self.choose_files()
        else:
            self._model.source_id = str(self.source.currentData() or "")
            self._model.scan()

    def choose_files(self) -> None:
        """Pick picture or document files."""
        if self._model.row is None:
            self._model.scan()  # says what to do first
            return
        kinds = text("materials.file_kinds", patterns="*.jpg *.jpeg *.png *.tif *.tiff *.bmp *.pdf")
        self.take_files(pick_files(self, text("materials.files"), kinds))

    def say_differs(self) -> None:
        """⇧F6: the copy is not like the original."""
        self._check.say_differs()

    def take_files(self, paths: tuple[str, ...]) -> None:
        """Take these files as pages of the selected material."""
        if paths:
            self._model.scan(paths)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Files may be dropped."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Take dropped files as pages."""
        self.take_files(tuple(url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()))

    def _head(self) -> QGridLayout:
        head = QGridLayout()
        head.setHorizontalSpacing(8)
        head.addWidget(self.source, 0, 0)
        head.addWidget(self.scan, 0, 1)
        head.addWidget(self.files, 0, 2)
        head.setColumnStretch(0, 1)
        return head

    def _page_tools(self) -> QWidget:
        self._move = QuietComboBox()
        self._move.setObjectName("intake.move_page")
        self._move.setAccessibleName(text("materials.move"))
        self._move.setAccessibleDescription(text("materials.move"))
        self._remove = button(text("materials.remove"), "quiet")
        self._remove.setObjectName("intake.remove_page")
        self._whole = button(text("materials.whole"), "quiet")
        self._width = button(text("materials.width"), "quiet")
        self._verdict = label("", "", wrap=True)
        line = row(self._whole, self._width, self._remove, spacing=2)
        line.addWidget(self._move, 1)
        return box(column(line, self._verdict, spacing=4))

    def _connect(self) -> None:
        model, capture = self._model, self._model.capture
        self.scan.clicked.connect(self.scan_or_stop)
        self.files.clicked.connect(self.choose_files)
        self.strip.chosen.connect(self._show_page)
        self.strip.removal_asked.connect(capture.remove_page)
        self._whole.clicked.connect(self.page.fit)
        self._width.clicked.connect(self.page.fit_width)
        self._remove.clicked.connect(lambda: capture.remove_page(self.strip.current_page()))
        self._move.activated.connect(self._move_page)
        model.selected.connect(self._follow)
        capture.picture_ready.connect(self._picture)
        capture.sources_changed.connect(self._know_sources)
        capture.scanning_changed.connect(lambda _busy: self._follow())
        capture.page_kept.connect(self._page_kept)
        self._check.told.connect(self.checked)

    def _follow(self) -> None:
        signs = self._model.pages
        self.strip.setFixedWidth(self.fontMetrics().height() * 6 + 20)
        self.strip.show_pages(tuple(Thumb(one.id, one.name, one.tone, one.words) for one in signs))
        if any(sign.id == self._newest for sign in signs):
            self.strip.choose(self._newest)
            self._newest = ""
        for sign in signs:
            self._model.ask_picture(sign.id)
        self._say_verdict()
        busy = self._model.capture.scanning
        self.scan.set_words(text("materials.stop_scan") if busy else text("materials.scan"))
        self._fill_moves()
        if signs:
            self._pages.setCurrentIndex(1)
        elif busy:
            self._state.show_loading(text("materials.scanning"), text("materials.scanning_words"))
            self._pages.setCurrentIndex(0)
        else:
            self._show_nothing()
            self._pages.setCurrentIndex(0)

    def _show_nothing(self) -> None:
        material = self._model.row
        if material is None:
            self._state.show_state("page", text("materials.no_material"))
        elif material.state.provision in ("none", "paper"):
            self._state.show_state("scan", text("materials.no_pages"), text("materials.no_pages_words"))
        else:
            way = text(f"wording.provision_{material.state.provision}")
            self._state.show_state("info", way, text("materials.no_pages_needed"))

    def _page_kept(self, page: Page) -> None:
        self._newest = page.id
        self._follow()

    def _show_page(self, page_id: str) -> None:
        self._model.ask_picture(page_id)
        self._say_verdict()

    def _picture(self, page_id: str, encoded: bytes) -> None:
        self.strip.set_picture(page_id, encoded)
        if page_id == self.strip.current_page():
            self.page.show_picture(encoded)

    def _say_verdict(self) -> None:
        sign = next((one for one in self._model.pages if one.id == self.strip.current_page()), None)
        bad = sign is not None and sign.tone == "red"
        self._verdict.setText(text("materials.take_again", why=sign.words) if sign is not None and bad else "")
        self._verdict.setVisible(bad)
        self._verdict.setProperty("tone", "red")

    def _fill_moves(self) -> None:
        self._move.clear()
        self._move.addItem(text("materials.move"), "")
        for line in self._model.table.rows():
            if line.key != self._model.current:
                self._move.addItem(line.cells[0].words, line.key)

    def _move_page(self, _index: int) -> None:
        target = str(self._move.currentData())
        if target:
            self._model.capture.move_page(self.strip.current_page(), target)

    def _know_sources(self) -> None:
        self.source.clear()
        for one in self._model.capture.sources:
            if one.kind != "file":
                self.source.addItem(text(f"materials.source_{one.kind}", name=one.name), one.id)
        self.source.addItem(text("materials.source_files"), "")
        self.source.setCurrentIndex(max(0, self.source.findData(self._model.source_id)) if self._model.source_id else 0)
        if self._scan_when_known and self._model.capture.sources:
            self._scan_when_known = False
            self.scan_or_stop()


class _CheckBar(QWidget):
    """与原件核对: matches, or what differs.

    Signals:
        told(): what differs was written down.
    """

    told = Signal()

    def __init__(self, model: MaterialsViewModel) -> None:
        super().__init__()
        self._model = model
        self.matches = KeyButton(text("materials.matches"), "F6", "primary")
        self.matches.setObjectName("intake.verify")
        self.differs = KeyButton(text("materials.differs"), text("materials.key_shift_f6"))
        self.differs.setObjectName("intake.differs")
        self.words = TextField("intake.differs_words", text("materials.what_differs"))
        self._verified = label("", "small", wrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self._verified)
        layout.addWidget(self.words)
        layout.addLayout(row(self.matches, self.differs, None))
        self.words.hide()
        self.matches.clicked.connect(model.verify)
        self.differs.clicked.connect(self.say_differs)
        self.words.on_enter(self.say_differs)
        model.remark_asked.connect(self._ask)
        model.selected.connect(self._follow)
        self._follow()

    def say_differs(self) -> None:
        """⇧F6: say what differs; the first press opens the line for it."""
        self._model.differs(self.words.value())
        if self.words.value().strip():
            self.told.emit()  # before the line goes: a focus on nothing would jump to the next button
            self.words.set_value("")
            self.words.hide()

    def _ask(self) -> None:
        self.words.show()
        self.words.setFocus()

    def _follow(self) -> None:
        can = self._model.can_verify
        self.setVisible(can)
        self.words.setVisible(can and (self.words.edit.hasFocus() or bool(self.words.value())))
        material = self._model.row
        verification = material.state.verification if material is not None else None
        if self._model.verdict_waits:
            self._verified.setText(text("materials.verdict_waits"))
        elif verification is None:
            self._verified.setText("")
        else:
            self._verified.setText(
                text(
                    f"materials.verdict_{verification.verdict}",
                    name=verification.clerk_name,
                    remark=verification.remark,
                )
            )
        self._verified.setVisible(bool(self._verified.text()))
