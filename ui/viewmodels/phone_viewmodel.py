"""Pictures from the applicant's phone: the link, its time, and what has come by it."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.errors import TongbanError
from app.ports.document_source import ScanRequest
from app.ports.environment import TaskRunner
from app.ports.phone_link import OpenedLink
from ui.viewmodels.intake_desk import IntakeDesk
from ui.viewmodels.page_capture import SCANNER_LANE, PageCapture
from ui.viewmodels.viewmodel import ViewModel


class PhoneViewModel(ViewModel):
    """One link at a time, for the material that was selected when it was opened.

    Signals:
        changed(): it was opened or closed, a picture came, a second has passed.
    """

    changed = Signal()

    def __init__(
        self,
        desk: IntakeDesk,
        capture: PageCapture,
        target: Callable[[], str],
        runner: TaskRunner,
        parent: QObject | None = None,
    ) -> None:
        """`target` gives the code of the material that pages go to, empty when they can go nowhere."""
        super().__init__(runner, parent)
        self._desk = desk
        self._capture = capture
        self._target = target
        self._openings = 0
        self._ends_at = 0.0
        self._tick = QTimer(self)
        self._tick.setInterval(1000)
        self._tick.timeout.connect(self.changed)
        self.active = False
        self.link: OpenedLink | None = None
        self.material = ""
        self.taken = 0
        desk.opened.connect(self.close)
        capture.page_kept.connect(lambda _page: self._count())
        capture.scanning_changed.connect(self._follow_scan)

    @property
    def over(self) -> bool:
        """Whether the link that is shown no longer works."""
        return self.active and self.link is None and self.waiting != "phone"

    @property
    def seconds_left(self) -> int:
        """How long the link will still work."""
        return max(0, math.ceil(self._ends_at - time.monotonic())) if self.link is not None else 0

    def open(self) -> None:
        """Open a link for the selected material; does nothing while one is open or pages are being taken."""
        if self.link is not None or self.waiting or self._capture.scanning:
            return
        material = self._target()
        if not material:
            return
        self._openings += 1
        opening = self._openings
        self.active, self.material, self.taken = True, material, 0
        self.run(
            SCANNER_LANE,
            self._desk.workspace.phone_link.open_link,
            lambda link: self._opened(opening, link),
            waiting="phone",
            on_error=self._refused,
        )
        self.changed.emit()

    def close(self) -> None:
        """End the link; what has come stays."""
        if not self.active:
            return
        self._openings += 1
        self.active = False
        if self.link is not None:
            self._drop()
            self._capture.stop()
        self.changed.emit()

    def _opened(self, opening: int, link: OpenedLink) -> None:
        if opening != self._openings or self._capture.scanning or not self._desk.is_draft:
            self._end(link.source_id)
        else:
            self.link = link
            self._ends_at = time.monotonic() + link.lasts_s
            self._tick.start()
            self._capture.scan(self.material, ScanRequest(link.source_id))
        self.changed.emit()

    def _end(self, source_id: str) -> None:
        """A link whose pictures nobody can take ends by a scan that is cancelled from the start."""
        work = self._desk.workspace
        scan = work.capture_pages.scan
        self.run(SCANNER_LANE, lambda: next(scan(ScanRequest(source_id), lambda: True), None), lambda _none: None)

    def _refused(self, _error: TongbanError) -> bool:
        self.active = False
        self.changed.emit()
        return False

    def _follow_scan(self, busy: bool) -> None:
        if not busy and self.link is not None:
            self._drop()
            self.changed.emit()

    def _drop(self) -> None:
        self.link = None
        self._tick.stop()

    def _count(self) -> None:
        if self.link is not None:
            self.taken += 1
            self.changed.emit()
