"""Pictures to bytes: JPEG for papers and PDF, WebP for the wire (a third of the bytes, text reads the same)."""

from __future__ import annotations

import io
from enum import StrEnum

from scanners.imaging.picture import Picture

JPEG_QUALITY = 85
WEBP_QUALITY = 75


class RenditionFormat(StrEnum):
    """How a straightened page is encoded."""

    JPEG = "image/jpeg"
    WEBP = "image/webp"


def encoded(pixels: Picture, form: RenditionFormat = RenditionFormat.JPEG, *, dpi: int | None = None) -> bytes:
    """Encode a picture; a JPEG carries its density where it is known."""
    from PIL import Image

    out = io.BytesIO()
    image = Image.fromarray(pixels)
    if form is RenditionFormat.WEBP:
        image.save(out, "WEBP", quality=WEBP_QUALITY, method=2)
    elif dpi:
        image.save(out, "JPEG", quality=JPEG_QUALITY, dpi=(dpi, dpi))
    else:
        image.save(out, "JPEG", quality=JPEG_QUALITY)
    return out.getvalue()
