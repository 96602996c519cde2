"""A video file that stands in for a document camera."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from scanners.imaging.opencv import cv2
from scanners.imaging.picture import Picture

PER_S = 20


def film(path: Path, scenes: Sequence[tuple[Picture, float]]) -> str:
    """Write a film (MJPEG in AVI): each BGR picture for so many seconds; the answer is the camera's address."""
    height, width = scenes[0][0].shape[:2]
    video = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), PER_S, (width, height))
    for picture, seconds in scenes:
        for _ in range(round(seconds * PER_S)):
            video.write(picture)
    video.release()
    return str(path)
