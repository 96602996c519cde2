"""What the pages of the case on the desk say: read one after the other beside everything else."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal

from app.domain.errors import DeviceError, StoreError, TongbanError
from app.domain.page import Page
from app.domain.page_text import PageReading
from app.ports.environment import TaskRunner
from app.services.capture_page import UNSEEN
from app.services.intake_state import Step
from ui.viewmodels.intake_desk import IntakeDesk
from ui.viewmodels.page_capture import PageCapture
from ui.viewmodels.viewmodel import ViewModel

READING_LANE = "reading"
_Stock = tuple[tuple[Page, ...], Mapping[str, PageReading]]


class PageReadings(ViewModel):
    """Has every page read once it was looked at, on a lane of its own, so that the next page never waits.

    One page is under way at a time: at the end of a session at most that one is waited for. What a power cut left
    unread is read when its case comes to the desk again. A reader that crashed or hangs leaves the page unread with a
    quiet word; `retry` tries again.

    Signals:
        changed(): what is known of the pages is another thing.
        page_read(str): the page with this id was read, or could not be.
    """

    changed = Signal()
    page_read = Signal(str)

    def __init__(
        self, desk: IntakeDesk, capture: PageCapture, runner: TaskRunner, parent: QObject | None = None
    ) -> None:
        """Follows desk and capture."""
        super().__init__(runner, parent)
        self._desk = desk
        self._known: dict[str, PageReading] = {}
        self._failed: set[str] = set()
        self._waiting_pages: deque[tuple[str, str]] = deque()
        self._under_way: tuple[str, str] | None = None
        self._warmed = False
        desk.opened.connect(self._forget)
        desk.opened.connect(self._take_stock)
        capture.page_seen.connect(lambda _page_id: self._take_stock())
        capture.page_changed.connect(self._read_anew)

    @property
    def readings(self) -> Mapping[str, PageReading]:
        """Readings by the id of their page."""
        return self._known

    def pending(self, page_id: str) -> bool:
        """Whether the page is still to be read: neither known nor given up."""
        return page_id not in self._known and page_id not in self._failed

    def failed_on(self, page_id: str) -> bool:
        """Whether the reader gave this page up."""
        return page_id in self._failed

    def follow_step(self, step: str) -> None:
        """Where papers are due have the reader made ready, once a session, while the clerk still lays the first.

        What keeps it from getting ready is told beside the first page, which then meets the same.
        """
        if self._warmed or step != Step.MATERIALS.value:
            return
        self._warmed = True
        self._runner.submit(READING_LANE, self._desk.workspace.read_page.warm, lambda _: None, self._not_warm)

    def _not_warm(self, error: Exception) -> None:
        if not isinstance(error, DeviceError):
            self.failed.emit(error)

    def retry(self) -> None:
        """Try the pages again that were given up."""
        self._failed.clear()
        self.changed.emit()
        self._take_stock()

    def _forget(self) -> None:
        self._known, self._failed = {}, set()

    def _read_anew(self, page_id: str) -> None:
        self._known.pop(page_id, None)
        self._failed.discard(page_id)
        self.changed.emit()
        self._take_stock()

    def _take_stock(self) -> None:
        case_id, service = self._desk.case_id, self._desk.workspace.read_page
        if case_id:
            self.run(
                "store",
                lambda: (service.unread(case_id), service.readings(case_id)),
                lambda stock: self._know(case_id, stock),
            )

    def _know(self, case_id: str, stock: _Stock) -> None:
        unread, readings = stock
        if case_id == self._desk.case_id:
            self._known = dict(readings)
            self.changed.emit()
        under_way = {*self._waiting_pages, self._under_way}
        self._waiting_pages += [
            (case_id, page.id)
            for page in unread
            if page.quality != UNSEEN and page.id not in self._failed and (case_id, page.id) not in under_way
        ]
        self._next()

    def _next(self) -> None:
        if self._under_way is not None or not self._waiting_pages:
            return
        case_id, page_id = self._under_way = self._waiting_pages.popleft()
        read = self._desk.workspace.read_page.read
        self._runner.submit(
            READING_LANE,
            lambda: read(case_id, page_id),
            lambda reading: self._read(case_id, page_id, reading),
            lambda error: self._not_read(case_id, page_id, error),
        )

    def _read(self, case_id: str, page_id: str, reading: PageReading) -> None:
        if case_id == self._desk.case_id:
            self._known[page_id] = reading
        self._done(page_id)

    def _not_read(self, case_id: str, page_id: str, error: Exception) -> None:
        """A device's fault is said beside the page and stops nobody; the rest is told as everywhere."""
        if case_id == self._desk.case_id:
            self._failed.add(page_id)
        if not isinstance(error, TongbanError) or isinstance(error, StoreError):
            self.failed.emit(error)
        self._done(page_id)

    def _done(self, page_id: str) -> None:
        self._under_way = None
        self.page_read.emit(page_id)
        self.changed.emit()
        self._next()
