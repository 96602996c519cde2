"""Pictures of one camera, one after the other, by OpenCV."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from app.domain.errors import DeviceError
from scanners.imaging.opencv import cv2
from scanners.imaging.picture import Picture, as_bytes

if TYPE_CHECKING:
    from cv2 import VideoCapture

WIDEST, HIGHEST = 4096, 3072  # asked for; a camera gives the nearest it can
_DEVICE_FOLDER = "/dev/video"
_TRIES = 3  # a single lost frame on a busy USB bus is no unplugged camera
_RETRY_S = 0.05


class Video(Protocol):
    """Something that gives pictures. Every method may block for as long as the device likes."""

    def open(self) -> None:
        """Raises `DeviceError` (`camera_missing`, `camera_denied`, `camera_busy`)."""

    def read(self) -> Picture:
        """The next picture, BGR as OpenCV has it. Raises `DeviceError` (`camera_unplugged`)."""

    def close(self) -> None:
        """Let go of the device."""


def is_there(device: str) -> bool:
    """Whether the camera can be seen without opening it; Windows does not tell, so it is taken to be there."""
    path = _path(device)
    return path is None or path.exists()


class OpenCvVideo:
    """A camera by index (`0`) or path (`/dev/video2`), or a video file or picture series that stands in for one.

    A file is played at its own speed; its end is what a pulled plug looks like.
    """

    def __init__(self, device: str) -> None:
        """Nothing is opened yet."""
        self._device = device
        self._capture: VideoCapture | None = None
        self._frame_s = 0.0
        self._due = 0.0

    def open(self) -> None:
        """See `Video.open`."""
        path = _path(self._device)
        if path is not None and not path.exists():
            raise DeviceError("camera_missing", camera=self._device)
        if path is not None and not os.access(path, os.R_OK):
            raise DeviceError("camera_denied", camera=self._device)
        cv2.utils.logging.setLogLevel(
            cv2.utils.logging.LOG_LEVEL_SILENT
        )  # its words go to a terminal that nobody reads; what failed is told by the code
        live = path is None or str(path).startswith(_DEVICE_FOLDER)
        capture = cv2.VideoCapture(str(path) if path else int(self._device), _interface(live=live))
        if not capture.isOpened():
            raise DeviceError("camera_busy", camera=self._device)
        self._capture = capture
        if live:
            _ask_for_most(capture)
        else:
            self._frame_s = 1 / (capture.get(cv2.CAP_PROP_FPS) or 25.0)
            self._due = time.monotonic()

    def read(self) -> Picture:
        """See `Video.read`."""
        if self._capture is None:
            raise DeviceError("camera_unplugged", camera=self._device)
        self._wait_until_due()
        for attempt in range(_TRIES):
            done, pixels = self._capture.read()
            if done and pixels is not None and pixels.ndim == 3 and pixels.size:
                return as_bytes(pixels)
            if attempt < _TRIES - 1:
                time.sleep(_RETRY_S)
        raise DeviceError("camera_unplugged", camera=self._device)

    def close(self) -> None:
        """See `Video.close`."""
        if self._capture is not None:
            self._capture.release()
            self._capture = None

    def _wait_until_due(self) -> None:
        if self._frame_s:
            time.sleep(max(0.0, self._due - time.monotonic()))
            self._due += self._frame_s


def _path(device: str) -> Path | None:
    """Where the device lies in the file system; None for an index on systems that have no such place."""
    if not device.isdecimal():
        return Path(device)
    return Path(f"{_DEVICE_FOLDER}{device}") if sys.platform.startswith("linux") else None


def _interface(*, live: bool) -> int:
    """The programming interface to ask: DirectShow opens in a second where Media Foundation takes twenty."""
    if not live:
        return cv2.CAP_ANY
    return {"linux": cv2.CAP_V4L2, "win32": cv2.CAP_DSHOW}.get(sys.platform, cv2.CAP_ANY)


def _ask_for_most(capture: VideoCapture) -> None:
    """The largest pictures, compressed by the camera: uncompressed ones of that size come once a second over USB 2."""
    capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
    capture.set(cv2.CAP_PROP_FRAME_WIDTH, WIDEST)
    capture.set(cv2.CAP_PROP_FRAME_HEIGHT, HIGHEST)
    capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)  # what lies on the desk now, not a moment ago
