"""A page picture made ready for a PDF file: JPEG bytes untouched where a PDF reader can show them as they are."""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageFilter, ImageOps, ImageStat

from app.domain.errors import PageError

_LARGEST = 80_000_000  # pixels; ten times what a document camera gives, below what makes Pillow warn
_PLAIN_MODES = ("L", "RGB")
_COARSE = (120, 120)
_PAPER_NEARBY = 15  # cells of the coarse picture each way, a quarter of its side in all: more than a seal or a portrait
_SHADE = 12  # grey levels; a lamp's shadow over a quarter of the page, or a watermark, is less than this
_ORIENTATION = 0x0112  # EXIF tag; 1 is upright
_QUALITY = {"JPEG": 95, "MPO": 95, "WEBP": 85}  # of what lost something already: PNG would be larger and no truer


@dataclass(frozen=True, slots=True)
class PagePicture:
    """JPEG or PNG bytes and their size in pixels, upright; `ink` is a small grey picture: 0 is blank paper."""

    encoded: bytes
    width: int
    height: int
    ink: Image.Image

    def ink_in(self, left: float, top: float, right: float, bottom: float) -> float:
        """How much darker than the paper beside it the part given in fractions of width and height is, 0..255."""
        width, height = self.ink.size
        box = (int(left * width), int(top * height), max(1, int(right * width)), max(1, int(bottom * height)))
        return ImageStat.Stat(self.ink.crop(box)).mean[0]


def read_picture(encoded: bytes) -> PagePicture:
    """Check and, where need be, convert a picture.

    Raises PageError `page.not_an_image`, `page.truncated` or `page.too_large`.
    """
    try:
        opened = Image.open(io.BytesIO(encoded))
    except Image.DecompressionBombError as error:
        raise PageError.too_large(2 * _LARGEST) from error
    except OSError as error:
        raise PageError("not_an_image") from error
    with opened as image:
        if image.width * image.height > _LARGEST:
            raise PageError.too_large(image.width * image.height)
        try:
            image.load()
        except (OSError, ValueError, SyntaxError) as error:
            raise PageError("truncated") from error
        upright = image.getexif().get(_ORIENTATION, 1) == 1
        if image.format in ("JPEG", "MPO") and image.mode in _PLAIN_MODES and upright:
            return _picture(encoded, image)
        return _converted(image)


def _picture(encoded: bytes, image: Image.Image) -> PagePicture:
    return PagePicture(encoded, image.width, image.height, _ink(image))


def _ink(image: Image.Image) -> Image.Image:
    """What is darker than the brightest paper nearby: a photographed page is lit unevenly, and shade is not writing."""
    coarse = image.convert("L").resize(_COARSE, Image.Resampling.BOX)
    paper = coarse
    for _ in range(_PAPER_NEARBY):  # twenty times as fast as one wide filter
        paper = paper.filter(ImageFilter.MaxFilter(3))
    darker = ImageChops.subtract(paper, coarse)
    return ImageChops.subtract(darker, Image.new("L", _COARSE, _SHADE))


def _converted(image: Image.Image) -> PagePicture:
    """Upright, on white where it was transparent, without loss unless it was a JPEG or WebP; PDF has no WebP."""
    turned = ImageOps.exif_transpose(image)
    if turned.mode not in _PLAIN_MODES:
        on_white = Image.new("RGBA", turned.size, "white")
        on_white.alpha_composite(turned.convert("RGBA"))
        turned = on_white.convert("RGB")
    buffer = io.BytesIO()
    if image.format in _QUALITY:
        turned.save(buffer, "JPEG", quality=_QUALITY[image.format])
    else:
        turned.save(buffer, "PNG", compress_level=1)
    return _picture(buffer.getvalue(), turned)
