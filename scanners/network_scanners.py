"""The network scanners that the settings name at the moment, in a process apart."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

from app.domain.errors import DeviceError
from app.ports.document_source import DocumentSource, ScannedFrame, ScanRequest, SourceDescription, never_cancelled


class ChosenNetworkScanners:
    """A source over addresses that may change, or not be set, while the program runs."""

    def __init__(self, chosen: Callable[[], str], open_source: Callable[[str], DocumentSource]) -> None:
        """`chosen` gives the addresses as written, empty for none; `open_source` a source over them.

        A source that is replaced is let go of, and ends with the last scan that still runs in it.
        """
        self._chosen = chosen
        self._open = open_source
        self._lock = threading.Lock()
        self._opened: tuple[str, DocumentSource] | None = None

    def list(self) -> tuple[SourceDescription, ...]:
        """The scanners that answer. Raises `DeviceError` when addresses are set and none answers."""
        source = self._source()
        return source.list() if source is not None else ()

    def describe(self, source_id: str) -> SourceDescription:
        """Describe one. Raises `DeviceError`."""
        return self._of(source_id).describe(source_id)

    def scan(self, request: ScanRequest, *, cancelled: Callable[[], bool] = never_cancelled) -> Iterator[ScannedFrame]:
        """Scan from one."""
        return self._of(request.source_id).scan(request, cancelled=cancelled)

    def _source(self) -> DocumentSource | None:
        addresses = self._chosen()
        with self._lock:
            if not addresses:
                self._opened = None
            elif self._opened is None or self._opened[0] != addresses:
                self._opened = (addresses, self._open(addresses))
            return self._opened[1] if self._opened is not None else None

    def _of(self, source_id: str) -> DocumentSource:
        source = self._source()
        if source is None:
            raise DeviceError("source_unknown", source=source_id)
        return source
