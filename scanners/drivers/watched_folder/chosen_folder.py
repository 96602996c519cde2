"""The watched folder that the settings name at the moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from app.domain.errors import DeviceError
from app.ports.document_source import ScannedFrame, ScanRequest, SourceDescription, never_cancelled
from scanners.drivers.watched_folder.open_source import open_folder
from scanners.drivers.watched_folder.source import WatchedFolderSource


class ChosenFolderSource:
    """A `WatchedFolderSource` over a folder that may change, or not be set, while the program runs."""

    def __init__(self, chosen: Callable[[], str]) -> None:
        """`chosen` gives the path, empty for none."""
        self._chosen = chosen

    def list(self) -> tuple[SourceDescription, ...]:
        """The folder, while one is set and exists."""
        folder = self._folder()
        return folder.list() if folder else ()

    def describe(self, source_id: str) -> SourceDescription:
        """Describe it. Raises `DeviceError` (`source_unknown`)."""
        return self._of(source_id).describe(source_id)

    def scan(self, request: ScanRequest, *, cancelled: Callable[[], bool] = never_cancelled) -> Iterator[ScannedFrame]:
        """Take what lies ready in it."""
        return self._of(request.source_id).scan(request, cancelled=cancelled)

    def _folder(self) -> WatchedFolderSource | None:
        path = self._chosen()
        return open_folder({"folder": path}) if path else None

    def _of(self, source_id: str) -> WatchedFolderSource:
        folder = self._folder()
        if folder is None:
            raise DeviceError("source_unknown", source=source_id)
        return folder
