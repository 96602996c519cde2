"""The page pipeline: from the bytes of a picture or document file to straightened, judged, read pages."""

from __future__ import annotations

from typing import Protocol

from app.domain.page import PageAnalysis


class PageReader(Protocol):
    """Finds the page, straightens it, judges it and reads its codes. Blocks: not for the main thread."""

    def analyse(self, data: bytes, media_type: str, *, expect_dpi: int | None = None) -> tuple[PageAnalysis, ...]:
        """One analysis a page: a PDF or a multi-page TIFF gives several.

        `media_type` is what the source says it is; the bytes decide. `expect_dpi` is the resolution a scanner
        used, from which low resolution is judged. Raises `app.domain.errors.PageError`.
        """
