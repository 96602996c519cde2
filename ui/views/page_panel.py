"""Step 3, right: pages of the selected material, what was found on them, and the originals check."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.domain.page import Page
from resources.texts import text
from ui.runtime.file_dialogs import pick_files
from ui.viewmodels.intake_materials import MaterialsViewModel
from ui.views.check_bar import CheckBar
from ui.views.comparison_panel import ComparisonPanel
from ui.views.page_desk import PageDesk
from ui.views.phone_panel import PhonePanel
from ui.views.preview_panel import PreviewPanel
from ui.widgets.choices import QuietComboBox
from ui.widgets.front_stack import FrontStack, least_height
from ui.widgets.key_button import KeyButton
from ui.widgets.marks import StatePanel

_FILES, _PHONE = "", "phone"  # lines of the list of sources that are no device on the desk
_PHONE_KEY = "Ctrl+Shift+F5"


class PagePanel(QWidget):
    """F5 scans, or opens the camera and takes pictures; F6 verifies, F3 shows the findings; pictures may be dropped.

    Signals:
        checked(): the line for a remark or a reason was filled in; the hands go back to the list.
    """

    checked = Signal()

    def __init__(self, model: MaterialsViewModel, parent: QWidget | None = None) -> None:
        """Follows `model`."""
        super().__init__(parent)
        self._model = model
        self._scan_when_known = False
        self.setAcceptDrops(True)
        self.source = QuietComboBox()
        self.source.setObjectName("intake.source")
        self.source.setAccessibleName(text("materials.source"))
        self.source.setAccessibleDescription(text("materials.source"))
        self.scan = KeyButton(text("materials.scan"), "F5")
        self.scan.setObjectName("intake.scan")
        self.files = KeyButton(text("materials.files"), text("materials.key_shift_f5"))
        self.files.setObjectName("intake.scan_files")
        self.desk = PageDesk(model)
        self.comparison = ComparisonPanel(model)
        self.check = CheckBar(model)
        self._state = StatePanel("intake.pages_state")
        self._pages = FrontStack()
        self.preview = PreviewPanel(model.preview)
        self.phone = PhonePanel(model.phone)
        for one in (self._state, self.desk, self.comparison, self.preview, self.phone):
            self._pages.addWidget(one)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(6)
        self._head = self._sources()
        layout.addWidget(self._head)
        layout.addWidget(self._pages, 1)
        layout.addWidget(self.check)
        self._connect()
        self._follow()
        self._know_sources()

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """What is needed at least: the area around scrolls only when there is less."""
        return least_height(self, width)

    def scan_or_stop(self) -> None:
        """F5: take pages, or take no more."""
        model, capture = self._model, self._model.capture
        if model.preview.active:
            model.preview.shoot()
        elif model.phone.active:
            self.phone.renew_or_leave()
        elif capture.scanning:
            capture.stop()
        elif model.row is None:
            model.scan()  # says what to do first
        elif capture.waiting == "sources":
            self._scan_when_known = True  # the key was pressed before the devices were found: it still holds
        else:
            self._scan_from_chosen()

    def retake(self) -> None:
        """Ctrl+F5: take the page in front again, in its place."""
        page_id = self.desk.current_page()
        if page_id and not self._model.capture.scanning:
            self._model.source_key = str(self.source.currentData() or "")
            self._model.retake(page_id)

    def choose_files(self) -> None:
        """Pick picture or document files."""
        if self._model.row is None:
            self._model.scan()  # says what to do first
            return
        kinds = text("materials.file_kinds", patterns="*.jpg *.jpeg *.png *.tif *.tiff *.bmp *.webp *.gif *.pdf")
        self.take_files(pick_files(self, text("materials.files"), kinds))

    def compare_or_back(self) -> None:
        """F3: the findings of the material, or its pages again."""
        if self._pages.currentWidget() is self.comparison:
            self._show_pages()
            self.checked.emit()
        elif not self._model.comparison.rows(self._model.current):
            self._model.tell_no_findings()
        else:
            self._pages.setCurrentWidget(self.comparison)
            self.comparison.entered()

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

    def _scan_from_chosen(self) -> None:
        model, chosen = self._model, str(self.source.currentData() or _FILES)
        choice = next((one for one in model.source_choices if one.key == chosen), None)
        if chosen == _FILES:
            self.choose_files()
        elif chosen == _PHONE:
            self._open_phone()
        elif choice is not None and choice.live:
            model.source_key = chosen
            model.preview.open(choice.source_id)
            self.preview.setFocus()
        else:
            model.source_key = chosen
            model.scan()

    def _open_phone(self) -> None:
        self._model.phone.open()
        if self._model.phone.active:
            self.phone.setFocus()

    def _sources(self) -> QWidget:
        bar = QWidget()
        head = QGridLayout(bar)
        head.setContentsMargins(0, 0, 0, 0)
        head.setHorizontalSpacing(8)
        head.addWidget(self.source, 0, 0)
        head.addWidget(self.scan, 0, 1)
        head.addWidget(self.files, 0, 2)
        head.setColumnStretch(0, 1)
        return bar

    def _connect(self) -> None:
        model, capture = self._model, self._model.capture
        self.scan.clicked.connect(self.scan_or_stop)
        self.files.clicked.connect(self.choose_files)
        self.desk.retake_asked.connect(self.retake)
        self.desk.left.connect(self.checked)
        self.comparison.left.connect(self.compare_or_back)
        self.desk.tools.compare.clicked.connect(self.compare_or_back)
        self.check.told.connect(self.checked)
        self._pages.currentChanged.connect(self._give_room)
        self.preview.left.connect(self.checked)
        self.phone.left.connect(self.checked)
        QShortcut(QKeySequence(_PHONE_KEY), self).activated.connect(self._open_phone)
        model.selected.connect(self._follow)
        model.preview.changed.connect(self._follow)
        model.phone.changed.connect(self._follow)
        capture.sources_changed.connect(self._know_sources)
        capture.scanning_changed.connect(lambda _busy: self._follow())
        capture.page_kept.connect(self._page_kept)

    def _follow(self) -> None:
        busy, watched = self._model.capture.scanning, self._model.preview.active
        scan = text("materials.stop_scan") if busy else text("materials.scan")
        self.scan.set_words(text("preview.shoot") if watched else scan)
        comparing = self._pages.currentWidget() is self.comparison
        if not comparing or not self._model.comparison.rows(self._model.current):
            self._show_pages()

    def _show_pages(self) -> None:
        for panel, active in ((self.preview, self._model.preview.active), (self.phone, self._model.phone.active)):
            if active:
                self._pages.setCurrentWidget(panel)
                return
        if self._model.pages:
            self._pages.setCurrentWidget(self.desk)
            return
        self._pages.setCurrentWidget(self._state)
        material = self._model.row
        if self._model.capture.scanning:
            self._state.show_loading(text("materials.scanning"), text("materials.scanning_words"))
        elif material is None:
            self._state.show_state("page", text("materials.no_material"))
        elif material.state.provision in ("none", "paper"):
            self._state.show_state("scan", text("materials.no_pages"), text("materials.no_pages_words"))
        else:
            way = text(f"wording.provision_{material.state.provision}")
            self._state.show_state("info", way, text("materials.no_pages_needed"))

    def _give_room(self) -> None:
        """While findings are looked at, theirs is the room of the sources, whose keys hold, and of their sum."""
        comparing = self._pages.currentWidget() is self.comparison
        self._head.setVisible(not comparing)
        self.check.be_brief(comparing)

    def _page_kept(self, page: Page) -> None:
        self.desk.bring_forward(page.id)
        self._show_pages()

    def _know_sources(self) -> None:
        unfolded = self.source.view().isVisible()
        self.source.clear()
        for one in self._model.source_choices:
            self.source.addItem(one.words, one.key)
        self.source.addItem(text("materials.source_files"), _FILES)
        self.source.addItem(text("materials.source_phone"), _PHONE)
        self.source.setCurrentIndex(
            max(0, self.source.findData(self._model.source_key)) if self._model.source_key else 0
        )
        if unfolded:
            self.source.showPopup()  # as high as the list is now
        if self._scan_when_known and self._model.capture.sources:
            self._scan_when_known = False
            self.scan_or_stop()
