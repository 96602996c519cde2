"""The page pipeline: from the bytes of a picture or document file to straightened, judged, read pages."""

from __future__ import annotations

from typing import Protocol

from app.domain.page import PageAnalysis
from app.domain.page_text import Corners


class PageReader(Protocol):
    """Finds the page, straightens it, judges it and reads its codes. Blocks: not for the main thread."""

    def analyse(self, data: bytes, media_type: str, *, expect_dpi: int | None = None) -> tuple[PageAnalysis, ...]:
        """One analysis a page: a PDF or a multi-page TIFF gives several, so does a picture of papers lying apart.

        `media_type` is what the source says it is; the bytes decide. `expect_dpi` is the resolution a scanner
        used, from which low resolution is judged. Raises `app.domain.errors.PageError`.
        """

    def straighten(self, data: bytes, corners: Corners | None, rotation: int) -> tuple[bytes, str]:
        """Make the page's rendition as somebody says it lies: encoded picture and its media type.

        `corners` are pixels of the picture as loaded, clockwise from the page's own top left: they say which side is
        up, and the page inside them is taken out flat. Without them the whole picture is turned clockwise by
        `rotation` degrees (0, 90, 180, 270). Only the first picture of `data` is used. Raises
        `app.domain.errors.PageError` (`corners_unusable` for four points that no sheet can have).
        """
