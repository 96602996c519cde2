"""A sheet drawn with a pen that thinks in millimetres."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from resources.paths import resource
from scanners.simulated.sample_papers import qr_picture

BLACK, BLUE, BROWN = (24, 24, 26), (60, 108, 160), (70, 48, 24)
Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Specimen:
    """One drawn paper: its kind, the flat picture, the values that are written on it in the form the case uses."""

    kind: str
    picture: Image.Image
    fields: Mapping[str, str]


@cache
def font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    """The shipped font in whole pixels."""
    name = f"NotoSansSC-{'Bold' if bold else 'Regular'}.ttf"
    return ImageFont.truetype(str(resource("fonts", name)), size)


@dataclass
class Canvas:
    """A sheet of `size_mm` at `scale` pixels per millimetre."""

    size_mm: tuple[float, float]
    scale: float
    paper: Colour = (252, 251, 248)
    pattern: int | None = None
    image: Image.Image = field(init=False)
    pen: ImageDraw.ImageDraw = field(init=False)

    def __post_init__(self) -> None:
        size = (round(self.size_mm[0] * self.scale), round(self.size_mm[1] * self.scale))
        if self.pattern is None:
            self.image = Image.new("RGB", size, self.paper)
        else:
            self.image = _guilloche(size, self.pattern, self.paper)
        self.pen = ImageDraw.Draw(self.image)
        self._mark()

    def px(self, mm: float) -> int:
        return round(mm * self.scale)

    def text(self, x: float, y: float, words: str, size: float, *, bold: bool = False, ink: Colour = BLACK) -> float:
        """Write a line with its top left at x, y; the x where it ends."""
        chosen = font(self.px(size), bold=bold)
        self.pen.text((self.px(x), self.px(y)), words, font=chosen, fill=ink)
        return x + chosen.getlength(words) / self.scale

    def centred(self, y: float, words: str, size: float, *, bold: bool = True, ink: Colour = BLACK) -> None:
        chosen = font(self.px(size), bold=bold)
        self.pen.text((self.image.width / 2, self.px(y)), words, font=chosen, fill=ink, anchor="ma")

    def block(self, x: float, y: float, words: str, size: float, width: float, *, pitch: float = 1.5) -> float:
        """Write words from y down, broken at `width`; the y below the last line."""
        chosen, line = font(self.px(size)), ""
        for glyph in words:
            if line and chosen.getlength(line + glyph) > self.px(width) and glyph not in "，。、；：）":
                self.text(x, y, line, size)
                line, y = "", y + size * pitch
            line += glyph
        self.text(x, y, line, size)
        return y + size * pitch

    def frame(self, x: float, y: float, width: float, height: float, ink: Colour = BLACK, stroke: float = 0.25) -> None:
        box = [self.px(v) for v in (x, y, x + width, y + height)]
        self.pen.rectangle(box, outline=ink, width=max(1, self.px(stroke)))

    def portrait(self, x: float, y: float, width: float) -> None:
        """A head and shoulders that are nobody's."""
        self.pen.ellipse([self.px(v) for v in (x + width * 0.2, y, x + width * 0.8, y + width * 0.8)], (205, 182, 164))
        self.pen.rectangle([self.px(v) for v in (x, y + width * 0.8, x + width, y + width * 1.25)], (94, 96, 112))

    def qr(self, x: float, y: float, side: float, content: str) -> None:
        code = Image.fromarray(qr_picture(content, self.px(side)))
        self.image.paste(code, (self.px(x), self.px(y)))

    def seal(self, x: float, y: float, words: str, radius: float = 20) -> None:
        """A round seal about x, y, pressed over what is there."""
        side = self.px(2 * radius)
        layer = Image.new("RGBA", (side, side), (0, 0, 0, 0))
        pen, middle, ink = ImageDraw.Draw(layer), side / 2, (202, 30, 36, 190)
        pen.ellipse([2, 2, side - 3, side - 3], outline=ink, width=max(2, side // 45))
        span, size = math.radians(min(270, 24 * len(words))), side // 9
        for index, glyph in enumerate(words):
            angle = -math.pi / 2 - span / 2 + span * index / max(1, len(words) - 1)
            tile = Image.new("RGBA", (2 * size, 2 * size), (0, 0, 0, 0))
            ImageDraw.Draw(tile).text((size, size), glyph, font=font(size, bold=True), fill=ink, anchor="mm")
            tile = tile.rotate(-math.degrees(angle) - 90, resample=Image.Resampling.BICUBIC)
            reach = middle - size
            at = (round(middle + reach * math.cos(angle) - size), round(middle + reach * math.sin(angle) - size))
            layer.alpha_composite(tile, (max(0, at[0]), max(0, at[1])))
        points = [
            (
                middle + middle * (0.3 if turn % 2 == 0 else 0.115) * math.cos(-math.pi / 2 + turn * math.pi / 5),
                middle + middle * (0.3 if turn % 2 == 0 else 0.115) * math.sin(-math.pi / 2 + turn * math.pi / 5),
            )
            for turn in range(10)
        ]
        pen.polygon(points, fill=ink)
        self.image.paste(layer, (self.px(x - radius), self.px(y - radius)), layer)

    def _mark(self) -> None:
        """The mark that says it is a sample, pale and across."""
        width, height = self.image.size
        size = max(24, int(min(width, height) * 0.2))
        pale = tuple(max(0, channel - 16) for channel in self.paper)
        for share in (0.3, 0.7):
            tile = Image.new("L", (3 * size, 2 * size), 0)
            ImageDraw.Draw(tile).text((1.5 * size, size), "样本", font=font(size, bold=True), fill=255, anchor="mm")
            turned = tile.rotate(24, resample=Image.Resampling.BICUBIC)
            corner = (int(width * share - 1.5 * size), int(height * share - size))
            self.image.paste(Image.new("RGB", turned.size, pale), corner, turned)


def _guilloche(size: tuple[int, int], seed: int, base: Colour) -> Image.Image:
    """Fine waves as security paper has them."""
    dice = np.random.RandomState(seed)
    across, down = np.arange(size[0], dtype=np.float32), np.arange(size[1], dtype=np.float32)
    waves = np.zeros((size[1], size[0]), np.float32)
    for _ in range(5):
        pitch, phase, turn = 6.2832 * dice.uniform(0.02, 0.09), dice.uniform(0, 6.28), dice.uniform(0, 3.14)
        by_column = pitch * (across * np.cos(turn) + 12 * np.sin(across / dice.uniform(30, 80))) + phase
        by_row = pitch * down * np.sin(turn)
        # The sine of a sum, so that no sine is taken pixel by pixel.
        waves += np.outer(np.cos(by_row), np.sin(by_column)) + np.outer(np.sin(by_row), np.cos(by_column))
    pixels = np.array(base, np.float32) + (waves / 5)[..., None] * np.array([7, 9, 12], np.float32)
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
