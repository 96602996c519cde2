"""Lays a copy over its original and says where they differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from app.domain.page_text import Box


@dataclass(frozen=True, slots=True)
class PictureDifference:
    """How a copy differs from its original.

    `aligned` is False when the two could not be laid over one another: other pages, or too little in common; there
    are no regions then. `regions` are pixels of the original, largest difference first.
    """

    aligned: bool
    regions: tuple[Box, ...]


class PictureComparer(Protocol):
    """Compares two pictures of one page. Takes about a second: not for the main thread."""

    def compare(self, original: bytes, copy: bytes) -> PictureDifference:
        """Compare encoded pictures. Raises `app.domain.errors.PageError`."""

    def cut_out(self, picture: bytes, box: Box, margin: int = 0) -> bytes:
        """The part of an encoded picture inside `box` and `margin` pixels around it, as PNG; clipped to the frame."""
