"""Pages on their way: from the source onto the case one by one, then looked at."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QObject, Signal

from app.domain.errors import TongbanError
from app.domain.page import Page
from app.ports.document_source import ScannedFrame, ScanRequest, SourceDescription
from app.ports.environment import TaskRunner
from ui.viewmodels.intake_desk import IntakeDesk
from ui.viewmodels.viewmodel import ViewModel

SCANNER_LANE = "device:scanner"
_PICTURES_KEPT = 24
_APART = 1000  # between the sequences of two pages; the services leave the same room


class PageCapture(ViewModel):
    """Takes pages for a material.

    A frame is asked for on the scanner's lane, kept on the store's, and only then the next one is asked for: a page
    that was shown is on disk. Looking at it (quality, codes) runs beside, on the imaging lane.

    Signals:
        sources_changed(): `sources` were read.
        scanning_changed(bool): pages are being taken, or no more.
        page_kept(object): this page (`Page`) is safe.
        page_seen(str): the page with this id was judged, or is off the case because it is no usable picture.
        picture_ready(str, bytes): the encoded picture of a page.
    """

    sources_changed = Signal()
    scanning_changed = Signal(bool)
    page_kept = Signal(object)
    page_seen = Signal(str)
    picture_ready = Signal(str, bytes)

    def __init__(self, desk: IntakeDesk, runner: TaskRunner, parent: QObject | None = None) -> None:
        """Follows the desk."""
        super().__init__(runner, parent)
        self._desk = desk
        self.sources: tuple[SourceDescription, ...] = ()
        self._frames: Iterator[ScannedFrame] | None = None
        self._stop = False
        self._unseen: set[str] = set()
        self._pictures: dict[tuple[str, str], bytes] = {}
        desk.opened.connect(self._look_at_unseen)

    @property
    def scanning(self) -> bool:
        """Whether pages are being taken."""
        return self._frames is not None

    def find_sources(self) -> None:
        """Ask what is on the desk."""
        find = self._desk.workspace.capture_pages.sources
        self.run(SCANNER_LANE, find, self._know_sources, waiting="sources")

    def scan(self, material_code: str, request: ScanRequest) -> None:
        """Take pages for a material until the source has no more; does nothing while some are being taken."""
        if self.scanning or not self._desk.is_draft:
            return
        self._stop = False
        self._frames = iter(self._desk.workspace.capture_pages.scan(request, lambda: self._stop))
        self.scanning_changed.emit(True)
        self._next(self._desk.case_id, material_code)

    def stop(self) -> None:
        """Take no more pages."""
        self._stop = True

    def being_seen(self, page_id: str) -> bool:
        """Whether the page is still being judged."""
        return page_id in self._unseen

    def remove_page(self, page_id: str) -> None:
        """Take a page off the draft."""
        session, case_id = self._desk.workspace.session, self._desk.case_id
        remove = self._desk.workspace.edit_case.remove_page
        self._desk.change(lambda: remove(session, case_id, page_id))

    def move_page(self, page_id: str, material_code: str) -> None:
        """Put a page under another material, behind its last page."""
        rows = self._desk.state.rows if self._desk.state else ()
        behind = [page.sequence for row in rows if row.material.code == material_code for page in row.pages]
        last = max(behind, default=0)
        case_id, assign = self._desk.case_id, self._desk.workspace.edit_case.assign_page
        self._desk.change(lambda: assign(case_id, page_id, material_code, last - last % _APART + _APART))

    def ask_picture(self, page: Page) -> None:
        """Have the picture of a page read; it comes by `picture_ready`."""
        key = (page.id, (page.rendition or page.original).sha256)
        known = self._pictures.get(key)
        if known is not None:
            self.picture_ready.emit(page.id, known)
            return
        picture = self._desk.workspace.capture_pages.picture
        self.run("store", lambda: picture(page), lambda encoded: self._show(key, encoded))

    def _next(self, case_id: str, material_code: str) -> None:
        frames = self._frames
        if frames is None:
            return
        self.run(
            SCANNER_LANE,
            lambda: next(frames, None),
            lambda frame: self._took(case_id, material_code, frame),
            waiting="scan",
            on_error=self._ended_by,
        )

    def _took(self, case_id: str, material_code: str, frame: ScannedFrame | None) -> None:
        if frame is None:
            self._end()
            return
        session, keep = self._desk.workspace.session, self._desk.workspace.capture_pages.keep
        self.run(
            "store",
            lambda: keep(session, case_id, material_code, frame),
            lambda page: self._kept(case_id, material_code, page, frame.dpi),
            on_error=self._ended_by,
        )

    def _kept(self, case_id: str, material_code: str, page: Page, dpi: int | None) -> None:
        self._unseen.add(page.id)
        self._desk.refresh()
        self.page_kept.emit(page)
        self.look(page, dpi)
        self._next(case_id, material_code)

    def look(self, page: Page, dpi: int | None = None) -> None:
        """Have a kept page judged; `dpi` is what its source used, where it said so."""
        analyse = self._desk.workspace.capture_pages.analyse
        self.run(
            "imaging",
            lambda: analyse(page.case_id, page.id, dpi),
            lambda _pages: self._seen(page.id),
            on_error=lambda _error: self._not_seen(page.id),
        )

    def _not_seen(self, page_id: str) -> bool:
        self._seen(page_id)
        return False

    def _seen(self, page_id: str) -> None:
        self._unseen.discard(page_id)
        self._desk.refresh()
        self.page_seen.emit(page_id)

    def _look_at_unseen(self) -> None:
        """A power cut may have left pages that nobody looked at."""
        if not self._desk.is_draft:
            return
        case_id, unseen = self._desk.case_id, self._desk.workspace.capture_pages.unseen
        self.run("store", lambda: unseen(case_id), self._know_unseen)

    def _know_unseen(self, pages: tuple[Page, ...]) -> None:
        for page in pages:
            if page.id not in self._unseen:
                self._unseen.add(page.id)
                self.look(page)

    def _ended_by(self, _error: TongbanError) -> bool:
        self._end()
        return False

    def _end(self) -> None:
        self._frames = None
        self.scanning_changed.emit(False)

    def _know_sources(self, sources: tuple[SourceDescription, ...]) -> None:
        self.sources = sources
        self.sources_changed.emit()

    def _show(self, key: tuple[str, str], encoded: bytes) -> None:
        while len(self._pictures) >= _PICTURES_KEPT:
            self._pictures.pop(next(iter(self._pictures)))
        self._pictures[key] = encoded
        self.picture_ready.emit(key[0], encoded)
