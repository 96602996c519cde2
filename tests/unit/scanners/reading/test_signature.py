"""A signature is hinted at where ink stands behind the words that ask for one."""

from __future__ import annotations

import pytest

from app.domain.page_text import Corners, SignatureHint, TextLine
from scanners.imaging.picture import Picture
from scanners.reading.seals import find_seals
from scanners.reading.signature import signature_hint
from tests.fakes.letters import Damage, Letter, Place, damage, draw_letter, draw_seal, letter_words, mm, stamp

LABEL = "委托人（签字）："


def line(text: str, place: Place) -> TextLine:
    x, y, width, height = place
    corners: Corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
    return TextLine(text, 0.98, corners)


def lines(letter: Letter) -> list[TextLine]:
    places = letter.places
    return [line(LABEL, places["signature_label"]), line(letter.words.date, places["date"])]


def hint(letter: Letter, pixels: Picture) -> SignatureHint:
    return signature_hint(pixels, lines(letter), find_seals(pixels))


@pytest.mark.parametrize("kind", ["clean", "low_light", "shadow", "blur", "jpeg"])
@pytest.mark.parametrize("sealed", [False, True])
@pytest.mark.parametrize("signed", [False, True])
def test_ink_behind_the_label(kind: Damage, sealed: bool, signed: bool) -> None:
    letter = draw_letter(letter_words(2), signed=signed)
    if sealed:
        stamp(letter.image, draw_seal(letter.words.firm, mm(42), mm(42), seed=2), (mm(138), mm(210)))
    expected = SignatureHint.PRESENT if signed else SignatureHint.ABSENT
    assert hint(letter, damage(letter.pixels, kind, 2)) is expected


def test_a_rule_to_sign_on_is_no_signature() -> None:
    letter = draw_letter(letter_words(1), signed=False)
    pixels = letter.pixels
    x, y, width, height = letter.places["signature_label"]
    pixels[y + height : y + height + 3, x + width : x + width + mm(45)] = 20
    assert hint(letter, pixels) is SignatureHint.ABSENT


def test_a_page_that_asks_for_none_has_no_place() -> None:
    letter = draw_letter(letter_words(1))
    sentence = line("受托人签字的有关文件，委托人均予以认可，承担责任。", (mm(26), mm(100), mm(150), mm(6)))
    assert signature_hint(letter.pixels, [sentence], ()) is SignatureHint.NO_PLACE
    assert signature_hint(letter.pixels, [], ()) is SignatureHint.NO_PLACE


def test_a_label_at_the_very_edge_is_looked_at_without_fault() -> None:
    letter = draw_letter(letter_words(1))
    width = letter.pixels.shape[1]
    at_edge = line(LABEL, (width - mm(40), mm(222), mm(40), mm(6)))
    assert signature_hint(letter.pixels, [at_edge], ()) is SignatureHint.ABSENT
