"""`DocumentSource` and live preview of one document camera. Runs in a worker process: a camera may hang."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.domain.errors import Cancelled, DeviceError
from app.ports.document_source import ScannedFrame, ScanRequest, SourceDescription, SourceKind, never_cancelled
from app.ports.live_preview import PreviewFrame, PreviewRequest
from resources.texts import text
from scanners.drivers.camera.feed import CameraFeed, CameraPicture, preview_size
from scanners.drivers.camera.stillness import Wanted, is_black, thumbnail
from scanners.drivers.camera.video import Video
from scanners.imaging.opencv import cv2
from scanners.imaging.picture import Picture

SCHEME = "camera:"
_SHOWN_QUALITY, _KEPT_QUALITY = 80, 92  # of JPEG
_SHOWN_EVERY_S = 0.045  # 20 a second move smoothly; what is left of the machine goes to looking
_LIGHT_S = 3.0  # how long a picture may be black before it is a fault


@dataclass(frozen=True, slots=True)
class CameraPlace:
    """One camera: its address in the settings, how to see whether it is there, how to open it, what people call it.

    A desk has one camera: without a name of its own it is called just that, its address says nothing to a clerk.
    """

    address: str
    is_there: Callable[[], bool]
    video: Callable[[], Video]
    name: str = ""


class CameraDocumentSource:
    """One camera. It is opened by the first picture and let go of when nobody has asked for 5 seconds."""

    def __init__(self, place: CameraPlace) -> None:
        """Nothing is opened yet."""
        self._place = place
        self._id = f"{SCHEME}{place.address}"
        self._feed: CameraFeed | None = None
        self._shown_at = 0.0

    def list(self) -> tuple[SourceDescription, ...]:
        """The camera while it is plugged in; it is not opened for that."""
        return (self.describe(self._id),) if self._place.is_there() else ()

    def describe(self, source_id: str) -> SourceDescription:
        """Describe it. Raises `DeviceError` (`source_unknown`)."""
        if source_id != self._id:
            raise DeviceError("source_unknown", source=source_id)
        return SourceDescription(self._id, self._place.name or text("sources.camera"), SourceKind.CAMERA)

    def scan(self, request: ScanRequest, *, cancelled: Callable[[], bool] = never_cancelled) -> Iterator[ScannedFrame]:
        """Take one picture of what lies there now, in full size.

        Raises `Cancelled`, `DeviceError` (`camera_missing`, `camera_denied`, `camera_busy`, `camera_unplugged`,
        `camera_too_small`, `camera_black`).
        """
        self.describe(request.source_id)
        feed = self._running_feed()
        picture = _lit(feed, cancelled)
        feed.taken_by_hand(picture.pixels)
        yield self._frame(picture.pixels)

    def preview(
        self, request: PreviewRequest, after: int, *, cancelled: Callable[[], bool] = never_cancelled
    ) -> Iterator[PreviewFrame]:
        """The newest frame with a number above `after`, nothing when cancelled before there is one. Raises as `scan`.

        One a call, so that a picture can be taken by hand between two. Numbers begin anew when the camera was let go
        of in between.
        """
        self.describe(request.source_id)
        time.sleep(max(0.0, self._shown_at + _SHOWN_EVERY_S - time.monotonic()))
        self._shown_at = time.monotonic()
        before = self._feed
        feed = self._running_feed()
        feed.want(Wanted(request.automatic, request.whole_desk))
        picture = feed.newest(after if feed is before else 0, cancelled)
        if picture is None:
            return
        shown = preview_size(picture.pixels)
        shot = feed.take_shot()
        yield PreviewFrame(
            number=picture.number,
            picture=_jpeg(shown, _SHOWN_QUALITY),
            width=shown.shape[1],
            height=shown.shape[0],
            look=feed.look(),
            shot=None if shot is None else self._frame(shot),
        )

    def close(self) -> None:
        """Let go of the camera."""
        if self._feed is not None:
            self._feed.close()
            self._feed = None

    def _running_feed(self) -> CameraFeed:
        if self._feed is None or not self._feed.running:
            self._feed = CameraFeed(self._place.video())
            self._feed.start()
        return self._feed

    def _frame(self, pixels: Picture) -> ScannedFrame:
        return ScannedFrame(_jpeg(pixels, _KEPT_QUALITY), "image/jpeg", self._id, None, 0)


def _lit(feed: CameraFeed, cancelled: Callable[[], bool]) -> CameraPicture:
    """A picture that began after now and is not black."""
    current = feed.newest(0, cancelled)
    began = time.monotonic()
    while current is not None:
        current = feed.newest(current.number, cancelled)
        if current is not None and not is_black(thumbnail(current.pixels)):
            return current
        if time.monotonic() - began > _LIGHT_S:
            raise DeviceError("camera_black")
    raise Cancelled("scan")


def _jpeg(pixels: Picture, quality: int) -> bytes:
    done, encoded = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not done:
        raise DeviceError("no_picture")
    return encoded.tobytes()
