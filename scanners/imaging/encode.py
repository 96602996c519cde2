"""Pictures to bytes: WebP for what is kept and sent (a third of JPEG's bytes, text reads the same), or JPEG."""

from __future__ import annotations

import io
from enum import StrEnum
from typing import TYPE_CHECKING

from scanners.imaging.picture import Picture

if TYPE_CHECKING:
    from PIL import Image

JPEG_QUALITY = 85
WEBP_QUALITY = 75
_WEBP_EFFORT = 2  # of 6: at 4 the same page takes twice as long for hardly fewer bytes
_X_RESOLUTION, _Y_RESOLUTION, _RESOLUTION_UNIT, _INCH = 0x011A, 0x011B, 0x0128, 2  # EXIF (CIPA DC-008 4.6.4)


class RenditionFormat(StrEnum):
    """How a straightened page is encoded."""

    JPEG = "image/jpeg"
    WEBP = "image/webp"


def encoded(pixels: Picture, form: RenditionFormat = RenditionFormat.WEBP, *, dpi: int | None = None) -> bytes:
    """Encode a picture; its density goes along where it is known. WebP takes at most 16383 pixels a side."""
    from PIL import Image

    out = io.BytesIO()
    image = Image.fromarray(pixels)
    if form is RenditionFormat.WEBP:
        image.save(out, "WEBP", quality=WEBP_QUALITY, method=_WEBP_EFFORT, exif=_density_tags(dpi))
    elif dpi:
        image.save(out, "JPEG", quality=JPEG_QUALITY, dpi=(dpi, dpi))
    else:
        image.save(out, "JPEG", quality=JPEG_QUALITY)
    return out.getvalue()


def _density_tags(dpi: int | None) -> Image.Exif | bytes:
    """WebP has no density of its own; EXIF has."""
    from PIL import Image

    if dpi is None:
        return b""
    tags = Image.Exif()
    tags[_X_RESOLUTION] = tags[_Y_RESOLUTION] = float(dpi)
    tags[_RESOLUTION_UNIT] = _INCH
    return tags
