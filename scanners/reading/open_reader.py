"""Opens the page reader from plain options."""

from __future__ import annotations

from collections.abc import Mapping

from scanners.imaging.encode import RenditionFormat
from scanners.reading.page_reader import OpenCvPageReader


def open_reader(options: Mapping[str, str]) -> OpenCvPageReader:
    """Options: `rendition`, a media type of `RenditionFormat`."""
    return OpenCvPageReader(RenditionFormat(options.get("rendition", RenditionFormat.WEBP)))
