"""The comparison of pictures behind the `PictureComparer` port, in this process."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.errors import PageError
from app.domain.page_text import Box
from app.ports.picture_comparer import PictureDifference
from scanners.imaging.load import load_pages
from scanners.imaging.opencv import cv2
from scanners.imaging.picture import Picture
from scanners.reading.compare_pictures import compare_pictures


class OpenCvPictureComparer:
    """`PictureComparer` by OpenCV: the first page of each file counts."""

    def compare(self, original: bytes, copy: bytes) -> PictureDifference:
        """Compare encoded pictures. Raises `PageError`."""
        return compare_pictures(_first(original), _first(copy))

    def cut_out(self, picture: bytes, box: Box, margin: int = 0) -> bytes:
        """The part inside `box` and a margin, as PNG. Raises `PageError`; `nothing_there` when the box lies outside."""
        pixels = _first(picture)
        left, top = max(0, box.x - margin), max(0, box.y - margin)
        part = pixels[top : max(0, box.y + box.height + margin), left : max(0, box.x + box.width + margin)]
        if part.size == 0:
            raise PageError("nothing_there")
        return cv2.imencode(".png", cv2.cvtColor(part, cv2.COLOR_RGB2BGR))[1].tobytes()


def open_comparer(options: Mapping[str, str]) -> OpenCvPictureComparer:
    """Open the comparer; it has no options."""
    del options
    return OpenCvPictureComparer()


def _first(data: bytes) -> Picture:
    return next(load_pages(data)).pixels
