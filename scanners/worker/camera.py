"""A camera whose driver runs in a worker process: `DocumentSource` and `LivePreview` in one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import cast

from app.domain.errors import Cancelled
from app.ports.document_source import ScannedFrame, ScanRequest, SourceDescription, never_cancelled
from app.ports.live_preview import PreviewFrame, PreviewRequest
from scanners.worker.process import Patience, WorkerProcess

PATIENCE = Patience(start_s=30.0, answer_s=15.0, cancel_s=1.0)  # slow cameras take seconds to open


class WorkerCamera:
    """Any camera driver, apart from this process.

    Unlike a scanner it is not busy while it is watched: calls from several threads take turns between two frames. A
    driver that hangs is killed after `patience`, at once when the clerk has had enough, and started by the next call.
    """

    def __init__(self, factory: str, options: Mapping[str, str], patience: Patience = PATIENCE) -> None:
        """`factory` is `module:function`, as the registry lists it."""
        self._worker = WorkerProcess(factory, options, patience)

    @property
    def process_id(self) -> int | None:
        """The running worker, None when there is none."""
        return self._worker.process_id

    def warm(self) -> None:
        """Start the process and import the heavy libraries there before the first picture is wanted."""
        self._worker.warm()

    def list(self) -> tuple[SourceDescription, ...]:
        """Ask the driver."""
        return cast(tuple[SourceDescription, ...], self._worker.call("list"))

    def describe(self, source_id: str) -> SourceDescription:
        """Ask the driver."""
        return cast(SourceDescription, self._worker.call("describe", source_id))

    def scan(self, request: ScanRequest, *, cancelled: Callable[[], bool] = never_cancelled) -> Iterator[ScannedFrame]:
        """Take a picture in the worker. The worker is free again before the frame is handed over: it holds one."""
        frames = list(self._worker.stream("scan", request, cancelled=cancelled))
        yield from cast("list[ScannedFrame]", frames)

    def watch(
        self, request: PreviewRequest, *, cancelled: Callable[[], bool] = never_cancelled
    ) -> Iterator[PreviewFrame]:
        """See `LivePreview.watch`; raises `device.driver_hung`, `device.driver_crashed` too."""
        number = 0
        while not cancelled():
            try:
                frames = list(self._worker.stream("preview", request, number, cancelled=cancelled))
            except Cancelled:
                return
            for frame in cast("list[PreviewFrame]", frames):
                number = frame.number
                yield frame

    def close(self) -> None:
        """End the worker."""
        self._worker.close()
