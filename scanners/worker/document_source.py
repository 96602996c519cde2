"""`DocumentSource` whose driver runs in a worker process."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import cast

from app.ports.document_source import ScannedFrame, ScanRequest, SourceDescription, never_cancelled
from scanners.worker.process import Patience, WorkerProcess


class WorkerDocumentSource:
    """Any document source, apart from this process.

    While a scan runs, other calls are refused with `device.busy`. A hung or crashed driver raises
    `device.driver_hung` or `device.driver_crashed` and is started again by the next call.
    """

    def __init__(self, factory: str, options: Mapping[str, str], patience: Patience | None = None) -> None:
        """`factory` is `module:function`, as the registry lists it."""
        self._worker = WorkerProcess(factory, options, patience)

    @property
    def process_id(self) -> int | None:
        """The running worker, None when there is none."""
        return self._worker.process_id

    def list(self) -> tuple[SourceDescription, ...]:
        """Ask the driver."""
        return cast(tuple[SourceDescription, ...], self._worker.call("list", wait=False))

    def describe(self, source_id: str) -> SourceDescription:
        """Ask the driver."""
        return cast(SourceDescription, self._worker.call("describe", source_id, wait=False))

    def scan(self, request: ScanRequest, *, cancelled: Callable[[], bool] = never_cancelled) -> Iterator[ScannedFrame]:
        """Scan in the worker; the frames come as they arrive, each acknowledged by asking for the next."""
        frames = self._worker.stream("scan", request, cancelled=cancelled, wait=False)
        return cast(Iterator[ScannedFrame], frames)

    def close(self) -> None:
        """End the worker."""
        self._worker.close()
