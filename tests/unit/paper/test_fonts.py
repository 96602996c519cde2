"""Fonts: which font draws what, and what a reader gets back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.ttGlyphPen import TTGlyphPen

from app.domain.errors import PrintError
from app.domain.paper import PaperKind
from app.paper.embedded_font import to_unicode_map
from app.paper.fonts import FontBook, Weight, system_fallbacks
from app.paper.renderer import ReportLabPaperRenderer
from tests.conftest import ExpectLog
from tests.unit.paper.contents import head, named, receipt, rendered
from tests.unit.paper.pdf_reading import EXTRACTORS, fonts, squeezed

ABSENT = "\U00020000"  # Noto Sans SC has no glyph for it


def square_font(file: Path, family: str, *, cff: bool = False) -> Path:
    """A font whose only letter is a square for U+20000, with TrueType or PostScript outlines."""
    builder = FontBuilder(1000, isTTF=not cff)
    builder.setupGlyphOrder([".notdef", "square"])
    builder.setupCharacterMap({ord(ABSENT): "square"})
    if cff:
        pen = T2CharStringPen(1000, None)
        _square(pen)
        builder.setupCFF(family, {}, {".notdef": pen.getCharString(), "square": pen.getCharString()}, {})
    else:
        drawn = TTGlyphPen(None)
        _square(drawn)
        glyph = drawn.glyph()
        builder.setupGlyf({".notdef": glyph, "square": glyph})
    builder.setupHorizontalMetrics({".notdef": (1000, 100), "square": (1000, 100)})
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": family, "styleName": "Regular", "psName": family})
    builder.setupOS2()
    builder.setupPost()
    builder.save(file)
    return file


def _square(pen: object) -> None:
    for name, points in (("moveTo", (100, 0)), ("lineTo", (900, 0)), ("lineTo", (900, 800)), ("lineTo", (100, 800))):
        getattr(pen, name)(points)
    pen.closePath()  # type: ignore[attr-defined]


def test_rare_characters_of_the_bundled_font_need_no_other() -> None:
    book = FontBook(fallbacks=())

    for weight in Weight:
        assert book.runs("张䶮𬭎㛃𠅤", weight) == ((f"NotoSansSC-{weight.value}", "张䶮𬭎㛃𠅤"),)


def test_width_is_the_sum_of_the_glyphs() -> None:
    book = FontBook(fallbacks=())

    assert book.width("张䶮𬭎", Weight.REGULAR, 10) == 30
    assert 0 < book.width("i", Weight.REGULAR, 10) < book.width("W", Weight.REGULAR, 10) < 10


def test_a_character_the_bundled_font_lacks_is_drawn_with_another(tmp_path: Path) -> None:
    book = FontBook(fallbacks=(square_font(tmp_path / "SquareRuns.ttf", "SquareRuns"),))

    runs = book.runs(f"王{ABSENT}样", Weight.REGULAR)

    assert runs == (("NotoSansSC-Regular", "王"), ("SquareRuns", ABSENT), ("NotoSansSC-Regular", "样"))


@pytest.mark.parametrize("extract", EXTRACTORS)
def test_text_of_a_fallback_font_comes_back_exactly(tmp_path: Path, extract: Callable[[bytes], str]) -> None:
    file = square_font(tmp_path / f"Square{extract.__name__}.ttf", f"Square{extract.__name__}")
    renderer = ReportLabPaperRenderer(fallback_fonts=(file,))

    pdf = renderer.render(PaperKind.RECEIPT, receipt(head=named(f"王{ABSENT}样本"))).pdf

    assert f"王{ABSENT}样本" in squeezed(extract(pdf))
    assert all(embedded for _, embedded in fonts(pdf))


def test_a_font_with_postscript_outlines_is_passed_over(tmp_path: Path, expect_log: ExpectLog) -> None:
    expect_log("app.paper.fonts", "is of no use for papers")
    unusable = square_font(tmp_path / "SquareCff.ttf", "SquareCff", cff=True)
    usable = square_font(tmp_path / "SquareSecond.ttf", "SquareSecond")

    assert FontBook(fallbacks=(unusable, usable)).runs(ABSENT, Weight.BOLD) == (("SquareSecond", ABSENT),)


@pytest.mark.parametrize("character", [ABSENT, "\ue000", "\x07", "\ufe00"])
def test_a_character_of_no_font_is_named(character: str) -> None:
    with pytest.raises(PrintError) as caught:
        FontBook(fallbacks=()).runs(f"王{character}", Weight.REGULAR)

    assert caught.value.details == {"character": f"U+{ord(character):04X}"}


def test_fallbacks_are_found_where_the_system_keeps_fonts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / ".fonts" / "han"
    folder.mkdir(parents=True)
    for name in ("hanaminb.ttf", "HanaMinA.ttf", "Other.ttf"):
        (folder / name).touch()
    monkeypatch.setattr(Path, "home", lambda: tmp_path)

    found = [file.name for file in system_fallbacks() if file.is_relative_to(tmp_path)]

    assert found == ["HanaMinA.ttf", "hanaminb.ttf"]


def test_the_map_spells_utf_16_in_blocks_of_a_hundred() -> None:
    subset = [0, *range(0x4E00, 0x4E00 + 149), 0x2CB4E]

    written = to_unicode_map(subset)

    assert "100 beginbfchar" in written
    assert "50 beginbfchar" in written
    assert "<01> <4E00>" in written
    assert "<96> <D872DF4E>" in written
    assert "<00> <0000>" not in written


@pytest.mark.parametrize("extract", EXTRACTORS)
def test_nine_hundred_characters_come_back(extract: Callable[[bytes], str]) -> None:
    characters = "".join(chr(point) for point in range(0x4E00, 0x4E00 + 900))

    pdf = rendered(receipt(head=head(item_name=characters)))

    assert characters in squeezed(extract(pdf))
