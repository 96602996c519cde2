"""Opens the camera driver from plain options."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from scanners.drivers.camera.source import CameraDocumentSource, CameraPlace
from scanners.drivers.camera.video import OpenCvVideo, is_there
from scanners.imaging.opencv import cv2


def open_camera(options: Mapping[str, str]) -> CameraDocumentSource:
    """Option: `camera`, an index (`0`), a path (`/dev/video2`), or a video file that stands in for a camera."""
    camera = options["camera"]
    cv2.setNumThreads(1)  # taking and looking are two threads already: with a pool each, looks take twice the time
    return CameraDocumentSource(CameraPlace(camera, partial(is_there, camera), partial(OpenCvVideo, camera)))
