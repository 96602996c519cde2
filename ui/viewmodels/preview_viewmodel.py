"""The document camera while it is watched: one frame at a time, a picture by key or by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from app.domain.errors import TongbanError
from app.domain.page import PageConfidence, QualityVerdict
from app.domain.page_text import Corners
from app.ports.document_source import ScanRequest
from app.ports.environment import TaskRunner
from app.ports.live_preview import PreviewFrame, PreviewLook, PreviewRequest
from resources.texts import text
from ui.viewmodels.intake_desk import IntakeDesk
from ui.viewmodels.material_words import quality_words
from ui.viewmodels.page_capture import SCANNER_LANE, PageCapture
from ui.viewmodels.viewmodel import ViewModel

_TONES = {QualityVerdict.GOOD: "green", QualityVerdict.FAIR: "amber", QualityVerdict.BAD: "amber"}
_STILL_S = 0.3  # from here on the hand is away


@dataclass(frozen=True, slots=True)
class LiveFrame:
    """A JPEG of `width` times `height` pixels to show now; of each outline its corners, and whether it is certain."""

    picture: bytes
    width: int
    height: int
    outlines: tuple[tuple[Corners, bool], ...]


class PreviewViewModel(ViewModel):
    """Watches one camera for the selected material.

    Each frame is asked for on the scanner's lane when the one before has been shown: never does more than one wait,
    and a picture by key goes between two.

    Signals:
        changed(): it was opened or closed, is set otherwise, or says something else.
        frame_ready(object): this `LiveFrame` is to be shown now.
    """

    changed = Signal()
    frame_ready = Signal(object)

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
        self._source_id = ""  # empty while nothing is watched
        self._openings = 0
        self._turn = 0  # another one ends the watch before
        self._look: PreviewLook | None = None
        self._told: tuple[str, str] = ("", "")
        self.automatic = True
        self.whole_desk = False
        self.stopped = False
        self.taken = 0
        desk.opened.connect(self.close)
        capture.page_kept.connect(lambda _page: self._count())

    @property
    def active(self) -> bool:
        """Whether the camera is to be seen, or why there is no picture of it."""
        return bool(self._source_id)

    @property
    def hint(self) -> tuple[str, str]:
        """(tone, words) for the hand that lays the paper."""
        look = self._look
        if look is None:
            return "muted", text("preview.looking")
        if not look.outlines:
            return "amber", text("preview.no_sheet")
        if len(look.outlines) > 1 and self.automatic and not self.whole_desk:
            return "amber", text("preview.several", count=len(look.outlines))
        if look.quality.reasons:
            reasons = text("items.place_separator").join(quality_words(reason) for reason in look.quality.reasons)
            return _TONES[look.quality.verdict], text("preview.fault", reasons=reasons)
        if look.still_s < _STILL_S:
            return "muted", text("preview.moving")
        return "green", text("preview.good")

    def open(self, source_id: str) -> None:
        """Watch this camera; when its picture had stopped, again."""
        if not self._target():
            return
        if not self.active:
            self._openings += 1
            self.taken = 0
        self._source_id = source_id
        self._watch()

    def close(self) -> None:
        """Let go of the camera."""
        if self.active:
            self._source_id = ""
            self._turn += 1
            self._look = None
            self.changed.emit()

    def shoot(self) -> None:
        """Take what lies there now; the camera goes on when it had stopped."""
        if self.stopped:
            self.open(self._source_id)
            return
        target = self._target() if self.active else ""
        if target:
            self._capture.scan(target, ScanRequest(self._source_id))

    def toggle_automatic(self) -> None:
        """Have pictures taken by themselves, or only by key."""
        self.automatic = not self.automatic
        self._set_otherwise()

    def toggle_whole_desk(self) -> None:
        """Take all that lies on the desk in one picture, or one sheet at a time."""
        self.whole_desk = not self.whole_desk
        self._set_otherwise()

    def _set_otherwise(self) -> None:
        if self.active and not self.stopped:
            self._watch()
        else:
            self.changed.emit()

    def _watch(self) -> None:
        self._turn += 1
        self.stopped = False
        self._look = None
        request = PreviewRequest(self._source_id, self.automatic, self.whole_desk)
        self.changed.emit()
        self._next(self._frames(request, self._turn), self._turn, self._openings)

    def _frames(self, request: PreviewRequest, turn: int) -> Iterator[PreviewFrame]:
        """Begins with the first `next`, on the scanner's lane: to open a camera takes its time."""
        work = self._desk.workspace
        work.store.check_space()
        yield from work.live_preview.watch(request, cancelled=lambda: self._turn != turn)

    def _next(self, frames: Iterator[PreviewFrame], turn: int, opening: int) -> None:
        def saw(frame: PreviewFrame | None) -> None:
            if frame is not None and frame.shot is not None and self.active and opening == self._openings:
                self._keep(frame)  # told once, so also when the camera was set otherwise meanwhile
            if turn != self._turn:
                return
            if frame is None:
                self._stop(turn)
                return
            self._show(frame)
            self._next(frames, turn, opening)

        self.run(SCANNER_LANE, lambda: next(frames, None), saw, on_error=lambda error: self._failed(turn, error))

    def _show(self, frame: PreviewFrame) -> None:
        self._look = frame.look
        sheets = frame.look.outlines if frame.look is not None else ()
        outlines = tuple((one.corners, one.confidence is PageConfidence.HIGH) for one in sheets)
        self.frame_ready.emit(LiveFrame(frame.picture, frame.width, frame.height, outlines))
        if self.hint != self._told:
            self._told = self.hint
            self.changed.emit()

    def _keep(self, frame: PreviewFrame) -> None:
        target = self._target()
        if target and frame.shot is not None:
            self._capture.keep_frame(target, frame.shot)

    def _failed(self, turn: int, _error: TongbanError) -> bool:
        self._stop(turn)
        return turn != self._turn  # nobody asked for this watch any more

    def _stop(self, turn: int) -> None:
        if turn == self._turn:
            self.stopped = True
            self._look = None
            self.changed.emit()

    def _count(self) -> None:
        if self.active:
            self.taken += 1
            self.changed.emit()
