"""Pages on their way: from the source onto the case one by one, then looked at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtCore import QObject, Signal, SignalInstance

from app.domain.errors import TongbanError
from app.domain.page import Page, PageConfidence
from app.domain.page_text import Corners
from app.ports.document_source import AskedPaper, ScannedFrame, ScanRequest, SourceDescription
from app.ports.environment import TaskRunner
from app.services.capture_page import DOCUMENT_TYPES, frame_of
from app.services.intake_state import MaterialRow
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
        page_changed(str): the page with this id has another picture now, or is back on the case.
        page_removed(object): this page (`Page`) was taken off; `undo_removal` puts it back.
        page_seen(str): the page with this id was judged, or is off the case because it is no usable picture.
        picture_ready(str, bytes): the encoded picture of a page.
        frame_ready(str, bytes): the encoded picture that its corners are about.
    """

    sources_changed = Signal()
    scanning_changed = Signal(bool)
    page_kept = Signal(object)
    page_changed = Signal(str)
    page_removed = Signal(object)
    page_seen = Signal(str)
    picture_ready = Signal(str, bytes)
    frame_ready = Signal(str, bytes)

    def __init__(self, desk: IntakeDesk, runner: TaskRunner, parent: QObject | None = None) -> None:
        """Follows the desk."""
        super().__init__(runner, parent)
        self._desk = desk
        self.sources: tuple[SourceDescription, ...] = ()
        self._frames: Iterator[ScannedFrame] | None = None
        self._stop = False
        self._unseen: set[str] = set()
        self._retaken = ""
        self._removed: Page | None = None
        self._pictures: dict[tuple[str, str], bytes] = {}
        desk.opened.connect(self._forget)
        desk.opened.connect(self._look_at_unseen)

    @property
    def scanning(self) -> bool:
        """Whether pages are being taken."""
        return self._frames is not None

    def find_sources(self) -> None:
        """Ask what is on the desk."""
        find = self._desk.workspace.capture_pages.sources
        self.run(SCANNER_LANE, find, self._know_sources, waiting="sources")

    def scan(self, material_code: str, request: ScanRequest, *, retake: str = "") -> None:
        """Take pages for a material until the source has no more; does nothing while some are being taken.

        `retake` is a page that the first one is taken again for: it takes that one's place.
        """
        if self.scanning or not self._desk.is_draft:
            return
        self._stop = False
        self._retaken = retake
        asked = replace(request, paper=self._asked(material_code))
        self._frames = iter(self._desk.workspace.capture_pages.scan(asked, lambda: self._stop))
        self.scanning_changed.emit(True)
        self._next(self._desk.case_id, material_code)

    def keep_frame(self, material_code: str, frame: ScannedFrame) -> None:
        """Keep a picture that was taken by itself, also while others are being taken."""
        work, case_id = self._desk.workspace, self._desk.case_id
        self.run(
            "store",
            lambda: work.capture_pages.keep(work.session, case_id, material_code, frame),
            lambda page: self._safe(page, frame.dpi),
        )

    def stop(self) -> None:
        """Take no more pages."""
        self._stop = True

    def being_seen(self, page_id: str) -> bool:
        """Whether the page is still being judged."""
        return page_id in self._unseen

    def remove_page(self, page_id: str) -> None:
        """Take a page off the draft."""
        page = self._page(page_id)
        session, case_id = self._desk.workspace.session, self._desk.case_id
        remove = self._desk.workspace.edit_case.remove_page
        if page is not None:
            self._desk.change(lambda: remove(session, case_id, page_id), then=lambda: self._gone(page))

    @property
    def may_undo_removal(self) -> bool:
        """Whether the page taken off last can be put back."""
        return self._removed is not None

    def undo_removal(self) -> None:
        """Put the page taken off last back where it was."""
        page, self._removed = self._removed, None
        if page is None or page.case_id != self._desk.case_id:
            return
        work, restore = self._desk.workspace, self._desk.workspace.capture_pages.restore
        self.run("store", lambda: restore(work.session, page), lambda _none: self._changed(page.id))

    def shift_page(self, page_id: str, by: int) -> None:
        """Move a page among those of its material, up (-1) or down (1)."""
        row = next((one for one in self._rows() if any(page.id == page_id for page in one.pages)), None)
        order = [page.id for page in row.pages] if row is not None else []
        at = order.index(page_id) if order else 0
        if not order or not 0 <= at + by < len(order) or any(self.being_seen(one) for one in order):
            return
        order.insert(at + by, order.pop(at))
        case_id, arrange = self._desk.case_id, self._desk.workspace.edit_case.order_pages
        self._desk.change(lambda: arrange(case_id, order))

    def adjust(self, page_id: str, corners: Corners | None, rotation: int) -> None:
        """Have a page straightened as the clerk says it lies."""
        work, case_id = self._desk.workspace, self._desk.case_id
        if self._page(page_id) is None or self.being_seen(page_id) or not self._desk.is_draft:
            return
        adjust = work.capture_pages.adjust
        self.run(
            "imaging",
            lambda: adjust(work.session, case_id, page_id, corners, rotation),
            lambda _page: self._changed(page_id),
            waiting="adjust",
        )

    def turn(self, page_id: str) -> None:
        """Turn a page clockwise by a quarter; what was cut out of its picture stays cut out."""
        page = self._page(page_id)
        if page is None:
            return
        outline = page.outline
        turned = (outline.rotation + 90) % 360
        if page.original.media_type in DOCUMENT_TYPES:
            self.adjust(page_id, None, 90)  # its picture is what the last turn left
        elif outline.corners is not None and outline.confidence is PageConfidence.HIGH:
            first, second, third, fourth = outline.corners
            self.adjust(page_id, (fourth, first, second, third), turned)
        else:
            self.adjust(page_id, None, turned)

    def move_page(self, page_id: str, material_code: str) -> None:
        """Put a page under another material, behind its last page."""
        behind = [page.sequence for row in self._rows() if row.material.code == material_code for page in row.pages]
        last = max(behind, default=0)
        case_id, assign = self._desk.case_id, self._desk.workspace.edit_case.assign_page
        self._desk.change(lambda: assign(case_id, page_id, material_code, last - last % _APART + _APART))

    def ask_picture(self, page: Page, *, frame: bool = False) -> None:
        """Have the picture of a page read; it comes by `picture_ready`.

        With `frame` it is the picture that corners are about, and comes by `frame_ready`.
        """
        blob = frame_of(page) if frame else page.rendition or page.original
        key, ready = (page.id, blob.sha256), self.frame_ready if frame else self.picture_ready
        known = self._pictures.get(key)
        if known is not None:
            ready.emit(page.id, known)
            return
        picture = self._desk.workspace.capture_pages.picture
        original = blob == page.original
        self.run("store", lambda: picture(page, original=original), lambda encoded: self._show(key, encoded, ready))

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
        replaces, self._retaken = self._retaken, ""
        self.run(
            "store",
            lambda: keep(session, case_id, material_code, frame, replaces=replaces),
            lambda page: self._kept(case_id, material_code, page, frame.dpi),
            on_error=self._ended_by,
        )

    def _kept(self, case_id: str, material_code: str, page: Page, dpi: int | None) -> None:
        self._safe(page, dpi)
        self._next(case_id, material_code)

    def _safe(self, page: Page, dpi: int | None) -> None:
        self._unseen.add(page.id)
        self._desk.refresh()
        self.page_kept.emit(page)
        self.look(page, dpi)

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

    def _gone(self, page: Page) -> None:
        self._removed = page
        self.page_removed.emit(page)

    def _changed(self, page_id: str) -> None:
        self._desk.refresh()
        self.page_changed.emit(page_id)

    def _forget(self) -> None:
        self._removed = None

    def _asked(self, material_code: str) -> AskedPaper | None:
        state = self._desk.state
        if state is None or state.guide is None:
            return None
        material = state.guide.material(material_code)
        return AskedPaper(material, state.guide, state.case.form) if material is not None else None

    def _rows(self) -> tuple[MaterialRow, ...]:
        return self._desk.state.rows if self._desk.state else ()

    def _page(self, page_id: str) -> Page | None:
        return next((page for row in self._rows() for page in row.pages if page.id == page_id), None)

    def _show(self, key: tuple[str, str], encoded: bytes, ready: SignalInstance) -> None:
        while len(self._pictures) >= _PICTURES_KEPT:
            self._pictures.pop(next(iter(self._pictures)))
        self._pictures[key] = encoded
        ready.emit(key[0], encoded)
