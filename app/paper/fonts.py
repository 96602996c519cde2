"""Which font draws which character, and how wide it is.

Noto Sans SC (regular, bold) is bundled: URO, Ext A and the 196 characters beyond the BMP of the table of general
standard characters. Rarer ones are drawn with what the system has with TrueType outlines, run by run; a character
no font has is an error, never a box.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence
from enum import StrEnum
from functools import cache
from itertools import groupby
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError

from app.domain.errors import PrintError
from app.paper.embedded_font import EmbeddedFont
from resources.paths import resource

_log = logging.getLogger(__name__)

FALLBACK_FILES = (
    "HanaMinA.ttf",
    "HanaMinB.ttf",
    "simsunb.ttf",
    "SimsunExtG.ttf",
    "BabelStoneHan.ttf",
)
"""In order of preference; names differ in case from system to system."""


class Weight(StrEnum):
    """Weights of the bundled font."""

    REGULAR = "Regular"
    BOLD = "Bold"


class FontBook:
    """Measures text and splits it into runs of one font.

    `fallbacks` are TrueType files tried in order for characters the bundled font lacks; they are opened when the
    first such character comes.
    """

    def __init__(self, fallbacks: Sequence[Path] | None = None) -> None:
        self._fallbacks = fallbacks
        self._glyphs: dict[Weight, dict[str, tuple[str, float]]] = {Weight.REGULAR: {}, Weight.BOLD: {}}

    def width(self, text: str, weight: Weight, size: float) -> float:
        """Width in points. Raises PrintError `print.character_missing`."""
        return sum([self._glyph(character, weight)[1] for character in text]) * size

    def runs(self, text: str, weight: Weight) -> tuple[tuple[str, str], ...]:
        """`(font name, text)` pairs in order. Raises PrintError `print.character_missing`."""
        named = groupby(text, key=lambda character: self._glyph(character, weight)[0])
        return tuple((name, "".join(characters)) for name, characters in named)

    def _glyph(self, character: str, weight: Weight) -> tuple[str, float]:
        known = self._glyphs[weight]
        found = known.get(character)
        if found is None:
            found = known[character] = self._find(character, weight)
        return found

    def _find(self, character: str, weight: Weight) -> tuple[str, float]:
        point = ord(character)
        font = _bundled(weight)
        if point not in font.face.charToGlyph:
            font = self._fallback(point)
        return font.fontName, font.face.charWidths[point] / 1000

    def _fallback(self, point: int) -> EmbeddedFont:
        if self._fallbacks is None:
            self._fallbacks = system_fallbacks()
        for file in self._fallbacks:
            font = _opened(file)
            if font is not None and point in font.face.charToGlyph:
                return font
        raise PrintError("character_missing", character=f"U+{point:04X}")


def bundled_name(weight: Weight) -> str:
    """Name under which reportlab knows the bundled font, loading it if need be."""
    return _bundled(weight).fontName


def system_fallbacks() -> tuple[Path, ...]:
    """The fallback fonts this machine has, best first; empty when it has none (`doctor` tells)."""
    present: dict[str, Path] = {}
    for folder in _font_folders():
        for file in sorted(folder.rglob("*.[tT][tT][fF]")):
            present.setdefault(file.name.casefold(), file)
    return tuple(present[name.casefold()] for name in FALLBACK_FILES if name.casefold() in present)


def _font_folders() -> tuple[Path, ...]:
    if sys.platform == "win32":
        named = (os.environ.get("WINDIR", r"C:\Windows"), os.environ.get("LOCALAPPDATA", "") + r"\Microsoft\Windows")
        return tuple(Path(folder) / "Fonts" for folder in named)
    shared = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
    return (*shared, Path.home() / ".local/share/fonts", Path.home() / ".fonts")


@cache
def _bundled(weight: Weight) -> EmbeddedFont:
    return _register(resource("fonts", f"NotoSansSC-{weight.value}.ttf"))


@cache
def _opened(file: Path) -> EmbeddedFont | None:
    """The font of a file; None, and a word in the log, when its outlines cannot be embedded."""
    try:
        return _register(file)
    except (TTFError, OSError) as error:
        _log.warning("font %s is of no use for papers: %s", file, error)
        return None


def _register(file: Path) -> EmbeddedFont:
    # No checksum test: it reads all of a 10 MB file in Python. shapable=False: no ligatures in official text.
    font = EmbeddedFont(file.stem, str(file), validate=0, shapable=False)
    pdfmetrics.registerFont(font)
    return font
