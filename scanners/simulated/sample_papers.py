"""Draws sample papers, each marked as a sample, for the demo and the tests.

Words come from `resources/samples/papers.json`; a caller fills them with the visit's own values. Nothing here copies
the look of a real document closely enough to be mistaken for one.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from resources.paths import resource

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL import Image, ImageDraw, ImageFont

_INK = (24, 24, 28)
_LABEL = (70, 96, 130)
_SEAL = (205, 28, 36)
_MARK = (222, 224, 228)
_CARD_WRITING = 3.3
_CARD_EDGE = 3.0
_MM_PER_INCH = 25.4


@dataclass(frozen=True, slots=True)
class SamplePaper:
    """What is written on one sample page; `size_mm` is width and height, `code` the content of its QR code."""

    layout: str
    size_mm: tuple[float, float]
    watermark: str
    title: str = ""
    rows: tuple[tuple[str, str], ...] = ()
    paragraphs: tuple[str, ...] = ()
    signature: str = ""
    date: str = ""
    seal: str = ""
    code: str = ""


def sample_names() -> tuple[str, ...]:
    """Names that `sample_paper` takes."""
    return tuple(_catalogue()["papers"])


def sample_paper(name: str, values: Mapping[str, str] | None = None) -> SamplePaper:
    """Fill one of the shipped papers; what `values` leaves out is invented. Raises KeyError for an unknown name."""
    catalogue = _catalogue()
    paper = catalogue["papers"][name]
    words = {"title": "", "text": "", **catalogue["values"], **(values or {})}
    width, height = paper["size_mm"]
    return SamplePaper(
        layout=paper["layout"],
        size_mm=(float(width), float(height)),
        watermark=catalogue["watermark"],
        rows=tuple((label, value.format(**words)) for label, value in paper["rows"]),
        paragraphs=tuple(line for text in paper["paragraphs"] if (line := text.format(**words))),
        **{part: paper.get(part, "").format(**words) for part in ("title", "signature", "date", "seal", "code")},
    )


def draw_paper(paper: SamplePaper, *, dpi: int = 200) -> Image.Image:
    """Draw a paper flat, as a scanner would see it: an RGB picture of its size at `dpi`."""
    from PIL import Image, ImageDraw

    scale = dpi / _MM_PER_INCH
    size = (round(paper.size_mm[0] * scale), round(paper.size_mm[1] * scale))
    tint = {"card": (232, 240, 246), "licence": (250, 247, 236)}.get(paper.layout, (252, 251, 248))
    image = Image.new("RGB", size, tint)
    sheet = _Sheet(image, ImageDraw.Draw(image), scale)
    _draw_watermark(sheet, paper.watermark)
    _LAYOUTS[paper.layout](sheet, paper)
    return image


@cache
def _catalogue() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(resource("samples", "papers.json").read_text(encoding="utf-8"))
    return loaded


@cache
def _font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    from PIL import ImageFont

    return ImageFont.truetype(str(resource("fonts", f"NotoSansSC-{'Bold' if bold else 'Regular'}.ttf")), size)


@dataclass(slots=True)
class _Sheet:
    """A picture with a pen that thinks in millimetres; `y` is where the next line goes."""

    image: Image.Image
    draw: ImageDraw.ImageDraw
    scale: float
    y: float = field(default=0.0)

    def px(self, mm: float) -> int:
        return round(mm * self.scale)

    def text(
        self, x: float, y: float, words: str, size: float, *, bold: bool = False, fill: tuple[int, int, int] = _INK
    ) -> None:
        self.draw.text((self.px(x), self.px(y)), words, font=_font(max(6, self.px(size)), bold=bold), fill=fill)

    def centred(self, y: float, words: str, size: float) -> None:
        font = _font(self.px(size), bold=True)
        self.draw.text((self.image.width / 2, self.px(y)), words, font=font, fill=_INK, anchor="ma")

    def block(self, x: float, words: str, size: float, width: float, *, pitch: float = 1.7) -> None:
        """Write words from `y` down, broken where the width ends."""
        for line in _broken(words, _font(max(6, self.px(size))), self.px(width)):
            self.text(x, self.y, line, size)
            self.y += size * pitch


def _broken(words: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """Break words into lines of at most `width` pixels; closing punctuation hangs over rather than starts a line."""
    never_first = _catalogue()["never_first"]
    lines = [""]
    for glyph in words:
        if font.getlength(lines[-1] + glyph) > width and lines[-1] and glyph not in never_first:
            lines.append("")
        lines[-1] += glyph
    return lines


def _draw_watermark(sheet: _Sheet, words: str) -> None:
    width, height = sheet.image.size
    size = max(12, int(min(width, height) * 0.11))
    for row in range(3):
        for column in range(2):
            place = (width * (0.28 + 0.44 * column), height * (0.2 + 0.3 * row))
            sheet.draw.text(place, words, font=_font(size, bold=True), fill=_MARK, anchor="mm")


def _draw_letter(sheet: _Sheet, paper: SamplePaper) -> None:
    sheet.centred(28, paper.title, 8)
    sheet.y = 52.0
    for label, value in paper.rows:
        sheet.block(26, _catalogue()["row"].format(label=label, value=value), 4.6, 158)
    for paragraph in paper.paragraphs:
        sheet.block(26, _catalogue()["indent"] + paragraph, 4.6, 158, pitch=1.9)
    _draw_foot(sheet, paper)


def _draw_form(sheet: _Sheet, paper: SamplePaper) -> None:
    sheet.centred(24, paper.title, 7.4)
    top, pitch = 44.0, 13.0
    for index, (label, value) in enumerate(paper.rows):
        y = top + index * pitch
        sheet.draw.rectangle([sheet.px(v) for v in (24, y, 186, y + pitch)], outline=_INK, width=sheet.px(0.3) or 1)
        sheet.text(28, y + 4, label, 4.4)
        sheet.text(66, y + 4, value, 4.4)
    bottom = top + len(paper.rows) * pitch
    sheet.draw.line([sheet.px(v) for v in (62, top, 62, bottom)], fill=_INK, width=sheet.px(0.3) or 1)
    sheet.y = bottom + 10
    for paragraph in paper.paragraphs:
        sheet.block(26, _catalogue()["indent"] + paragraph, 4.4, 158, pitch=1.9)
    _draw_foot(sheet, paper)


def _draw_foot(sheet: _Sheet, paper: SamplePaper) -> None:
    sheet.text(96, 226, paper.signature, 4.6)
    sheet.text(126, 242, paper.date, 4.6)
    if paper.seal:
        _draw_seal(sheet, paper.seal, (140, 236), 20)
    if paper.code:
        _paste_qr(sheet, paper.code, (26, 236), 30)


def _draw_licence(sheet: _Sheet, paper: SamplePaper) -> None:
    width, height = paper.size_mm
    frame = [sheet.px(v) for v in (8, 8, width - 8, height - 8)]
    sheet.draw.rectangle(frame, outline=(178, 142, 66), width=sheet.px(1.1))
    sheet.centred(18, paper.title, 15)
    sheet.y = 56.0
    for label, value in paper.rows:
        line = sheet.y
        sheet.text(24, line, label, 4.6, fill=_LABEL)
        sheet.block(72, value, 4.6, 150, pitch=1.6)
        sheet.y = max(sheet.y, line + 4.6 * 1.6) + 3.4
    sheet.text(170, 172, paper.signature, 4.4)
    sheet.text(206, 184, paper.date, 4.4)
    if paper.seal:
        _draw_seal(sheet, paper.seal, (222, 172), 20)
    if paper.code:
        _paste_qr(sheet, paper.code, (246, 24), 32)


def _draw_card(sheet: _Sheet, paper: SamplePaper) -> None:
    if paper.title:
        sheet.centred(8, paper.title, 6)
    sheet.y = 26.0 if paper.title else 6.0
    pitch, gap = _card_rhythm(sheet, paper)
    for label, value in paper.rows:
        x, width = _card_column(label)
        sheet.text(5, sheet.y, label, 2.6, fill=_LABEL)
        sheet.block(x, value, _CARD_WRITING, width, pitch=pitch)
        sheet.y += gap
    if not paper.title:
        sheet.draw.ellipse([sheet.px(v) for v in (64, 9, 78, 26)], fill=(208, 186, 168))
        sheet.draw.rectangle([sheet.px(v) for v in (60, 26, 81, 37)], fill=(96, 98, 116))


def _card_column(label: str) -> tuple[float, float]:
    """Where what stands behind a label begins, and how wide it may be."""
    return (28, 54) if len(label) > 2 else (13, 43)


def _card_rhythm(sheet: _Sheet, paper: SamplePaper) -> tuple[float, float]:
    """From line to line (in sizes of the writing) and from row to row (mm): closer where a name takes two lines."""
    font = _font(max(6, sheet.px(_CARD_WRITING)))
    broken = (_broken(value, font, sheet.px(_card_column(label)[1])) for label, value in paper.rows)
    lines = sum(len(one) for one in broken)
    room, gaps = paper.size_mm[1] - sheet.y - _CARD_EDGE, max(1, len(paper.rows) - 1)
    for pitch in (1.5, 1.25):
        gap = (room - lines * _CARD_WRITING * pitch) / gaps
        if gap >= 1:
            return pitch, min(3.6, gap)
    return 1.1, max(0.0, (room - lines * _CARD_WRITING * 1.1) / gaps)


def _draw_seal(sheet: _Sheet, words: str, centre: tuple[float, float], radius: float) -> None:
    """Draw a round seal: a ring, the words along its upper half, a star."""
    from PIL import Image, ImageDraw

    side = sheet.px(2 * radius) + 4
    seal = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    pen, middle, outer = ImageDraw.Draw(seal), side / 2, side / 2 - 3
    pen.ellipse([2, 2, side - 3, side - 3], outline=(*_SEAL, 210), width=max(2, side // 45))
    span, size = math.radians(min(270, 24 * len(words))), max(8, side // 9)
    for index, glyph in enumerate(words):
        angle = -math.pi / 2 - span / 2 + span * index / max(1, len(words) - 1)
        tile = Image.new("RGBA", (2 * size, 2 * size), (0, 0, 0, 0))
        ImageDraw.Draw(tile).text((size, size), glyph, font=_font(size, bold=True), fill=(*_SEAL, 210), anchor="mm")
        tile = tile.rotate(-math.degrees(angle) - 90, resample=Image.Resampling.BICUBIC)
        reach = outer - size * 0.95
        x, y = middle + reach * math.cos(angle), middle + reach * math.sin(angle)
        seal.alpha_composite(tile, (max(0, round(x - size)), max(0, round(y - size))))
    star = [
        (
            middle + outer * (0.3 if point % 2 == 0 else 0.115) * math.cos(-math.pi / 2 + point * math.pi / 5),
            middle + outer * (0.3 if point % 2 == 0 else 0.115) * math.sin(-math.pi / 2 + point * math.pi / 5),
        )
        for point in range(10)
    ]
    pen.polygon(star, fill=(*_SEAL, 210))
    corner = (sheet.px(centre[0] - radius), sheet.px(centre[1] - radius))
    sheet.image.paste(seal, corner, seal)


def _paste_qr(sheet: _Sheet, content: str, corner: tuple[float, float], side_mm: float) -> None:
    from PIL import Image

    code = qr_picture(content, sheet.px(side_mm))
    sheet.image.paste(Image.fromarray(code), (sheet.px(corner[0]), sheet.px(corner[1])))


def qr_picture(content: str | bytes, side: int) -> NDArray[np.uint8]:
    """Draw a QR code, grey, about `side` pixels wide, with its quiet zone; bytes go in as they are."""
    import numpy as np
    import zxingcpp

    code = zxingcpp.create_barcode(content, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    modules = np.asarray(zxingcpp.write_barcode_to_image(code, scale=1, add_quiet_zones=True)).shape[0]
    scale = max(1, round(side / modules))
    return np.asarray(zxingcpp.write_barcode_to_image(code, scale=scale, add_quiet_zones=True), dtype=np.uint8)


_LAYOUTS = {"letter": _draw_letter, "form": _draw_form, "licence": _draw_licence, "card": _draw_card}
