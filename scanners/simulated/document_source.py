"""A scanner that plays a script: pages, delays, faults, a hang. Shipped for the demo and for practice."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from app.domain.errors import Cancelled, DeviceError
from app.ports.document_source import ScannedFrame, ScanRequest, SourceDescription, SourceKind, never_cancelled

SOURCE_ID = "simulated:scanner"
_TICK_S = 0.02


@dataclass(frozen=True, slots=True)
class ScriptedPage:
    """A page that arrives after `delay_s`; `picture` is asked only when the page is due."""

    picture: Callable[[], bytes]
    media_type: str = "image/jpeg"
    dpi: int | None = None
    delay_s: float = 0.0


@dataclass(frozen=True, slots=True)
class ScriptedFault:
    """The device fails with this cause of `DeviceError` (`jam`, `cover_open`, `io`)."""

    cause: str


@dataclass(frozen=True, slots=True)
class ScriptedHang:
    """The device says nothing more; with `deaf` it does not hear a cancellation either."""

    deaf: bool = False


ScriptStep = ScriptedPage | ScriptedFault | ScriptedHang


class SimulatedDocumentSource:
    """Each scan plays the next script; when they are used up the feeder is empty.

    On the glass one page is taken a scan, from the feeder all pages of a script.
    """

    def __init__(self, scripts: Sequence[Sequence[ScriptStep]], *, name: str) -> None:
        """`name` is what the clerk reads."""
        self._waiting = [list(script) for script in scripts]
        self._name = name

    def list(self) -> tuple[SourceDescription, ...]:
        """One scanner with glass and feeder."""
        return (self.describe(SOURCE_ID),)

    def describe(self, source_id: str) -> SourceDescription:
        """Describe it. Raises `DeviceError` (`source_unknown`)."""
        if source_id != SOURCE_ID:
            raise DeviceError("source_unknown", source=source_id)
        return SourceDescription(SOURCE_ID, self._name, SourceKind.FLATBED, (150, 200, 300), feeder=True, duplex=True)

    def scan(self, request: ScanRequest, *, cancelled: Callable[[], bool] = never_cancelled) -> Iterator[ScannedFrame]:
        """Play the next script; pages before a fault come first."""
        self.describe(request.source_id)
        if not self._waiting:
            raise DeviceError("feeder_empty")
        script = self._waiting[0]
        most = request.max_pages if request.feeder else 1
        for index in range(most):
            if not script:
                break
            yield self._play(script.pop(0), index, cancelled)
        if not script:
            self._waiting.pop(0)

    def _play(self, step: ScriptStep, index: int, cancelled: Callable[[], bool]) -> ScannedFrame:
        if isinstance(step, ScriptedFault):
            raise DeviceError(step.cause)
        if isinstance(step, ScriptedHang):
            while step.deaf or not cancelled():
                time.sleep(_TICK_S)
            raise Cancelled("scan")
        due = time.monotonic() + step.delay_s
        while time.monotonic() < due:
            if cancelled():
                raise Cancelled("scan")
            time.sleep(_TICK_S)
        if cancelled():
            raise Cancelled("scan")
        return ScannedFrame(step.picture(), step.media_type, SOURCE_ID, step.dpi, index)
