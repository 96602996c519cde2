"""The network scanners that the settings name at the moment, in a process apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from app.domain.errors import DeviceError
from app.ports.document_source import DocumentSource, ScannedFrame, ScanRequest, SourceDescription, never_cancelled
from scanners.chosen_one import ChosenOne


class ChosenNetworkScanners:
    """A source over addresses that may change, or not be set, while the program runs."""

    def __init__(self, chosen: Callable[[], str], open_source: Callable[[str], DocumentSource]) -> None:
        """`chosen` gives the addresses as written, empty for none; `open_source` a source over them.

        A source that is replaced is let go of, and ends with the last scan that still runs in it.
        """
        self._scanners = ChosenOne(chosen, open_source, _let_go)

    def list(self) -> tuple[SourceDescription, ...]:
        """The scanners that answer. Raises `DeviceError` when addresses are set and none answers."""
        source = self._scanners.now()
        return source.list() if source is not None else ()

    def describe(self, source_id: str) -> SourceDescription:
        """Describe one. Raises `DeviceError`."""
        return self._of(source_id).describe(source_id)

    def scan(self, request: ScanRequest, *, cancelled: Callable[[], bool] = never_cancelled) -> Iterator[ScannedFrame]:
        """Scan from one."""
        return self._of(request.source_id).scan(request, cancelled=cancelled)

    def _of(self, source_id: str) -> DocumentSource:
        source = self._scanners.now()
        if source is None:
            raise DeviceError("source_unknown", source=source_id)
        return source


def _let_go(source: DocumentSource) -> None:
    """Nothing: its process ends with the last who still scans in it."""
