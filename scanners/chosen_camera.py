"""The document camera that the settings name at the moment, in a process apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from app.domain.errors import DeviceError
from app.ports.document_source import ScannedFrame, ScanRequest, SourceDescription, never_cancelled
from app.ports.live_preview import PreviewFrame, PreviewRequest
from scanners.chosen_one import ChosenOne
from scanners.worker.camera import WorkerCamera


class ChosenCamera:
    """`DocumentSource` and `LivePreview` over a camera that may change, or not be set, while the program runs."""

    def __init__(self, chosen: Callable[[], str], open_camera: Callable[[str], WorkerCamera]) -> None:
        """`chosen` gives the camera as the settings have it, empty for none. One that is replaced is closed."""
        self._camera = ChosenOne(chosen, open_camera, WorkerCamera.close)

    def list(self) -> tuple[SourceDescription, ...]:
        """The camera while one is set and plugged in. Raises `DeviceError`."""
        camera = self._camera.now()
        return camera.list() if camera is not None else ()

    def describe(self, source_id: str) -> SourceDescription:
        """Describe it. Raises `DeviceError` (`source_unknown`)."""
        return self._of(source_id).describe(source_id)

    def scan(self, request: ScanRequest, *, cancelled: Callable[[], bool] = never_cancelled) -> Iterator[ScannedFrame]:
        """Take one picture."""
        return self._of(request.source_id).scan(request, cancelled=cancelled)

    def watch(
        self, request: PreviewRequest, *, cancelled: Callable[[], bool] = never_cancelled
    ) -> Iterator[PreviewFrame]:
        """Watch it; see `LivePreview.watch`."""
        return self._of(request.source_id).watch(request, cancelled=cancelled)

    def close(self) -> None:
        """End the process of the camera."""
        self._camera.close()

    def _of(self, source_id: str) -> WorkerCamera:
        camera = self._camera.now()
        if camera is None:
            raise DeviceError("source_unknown", source=source_id)
        return camera
