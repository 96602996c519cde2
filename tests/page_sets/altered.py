"""Letters photographed again as they are, or with one digit or one character of a name altered before."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from app.domain.page_text import Box
from scanners.imaging.picture import Picture
from tests.fakes.letters import (
    GIVEN,
    Letter,
    Place,
    draw_letter,
    draw_seal,
    font,
    letter_words,
    mm,
    photographed,
    stamp,
)

LIKE = str.maketrans("0123456789", "8738968138")
"""The digit most easily taken for each."""


@dataclass(frozen=True)
class Copied:
    """One original and its copy; `place` is where the copy was altered, in the original's pixels, None for nowhere.

    A third of the copies are grey photocopies, half of the letters bear a seal.
    """

    seed: int
    original: Picture
    copy: Picture
    place: Place | None
    what: str


def copies(seeds: Iterable[int]) -> Iterator[Copied]:
    """Of each seed the copy as it is, then one with another digit or another name."""
    for seed in seeds:
        letter = draw_letter(letter_words(seed))
        pick = random.Random(f"altered {seed}")
        if seed % 2:
            what, (altered, place) = "name", other_name(letter, pick.choice(GIVEN))
        else:
            what, (altered, place) = "digit", other_digit(letter, pick.randrange(18))
        if seed % 4 >= 2:
            sealed(letter, seed), sealed(altered, seed)
        grey = seed % 3 == 2
        yield Copied(seed, letter.pixels, photographed(letter.pixels, seed, grey=grey), None, "nothing")
        yield Copied(seed, letter.pixels, photographed(altered.pixels, seed, grey=grey), place, what)


def meets(box: Box, place: Place) -> bool:
    """Whether a mark touches a place."""
    x, y, width, height = place
    return x < box.x + box.width and box.x < x + width and y < box.y + box.height and box.y < y + height


def sealed(letter: Letter, seed: int) -> Letter:
    """The letter with the firm's seal over its date."""
    stamp(letter.image, draw_seal(letter.words.firm, mm(42), mm(42), seed=seed), (mm(125), mm(222)))
    return letter


def other_digit(letter: Letter, position: int) -> tuple[Letter, Place]:
    """The letter with the look-alike in this place of the number, and where that stands."""
    words = letter.words
    number = words.number[:position] + words.number[position].translate(LIKE) + words.number[position + 1 :]
    x, y, _, height = letter.places["number"]
    face = font(mm(4.6))
    left = x + round(face.getlength(words.number[:position]))
    return draw_letter(replace(words, number=number)), (left, y, round(face.getlength("0")), height)


def other_name(letter: Letter, glyph: str) -> tuple[Letter, Place]:
    """The letter with another last character of the name (`淼` where it is the same), and where the name stands."""
    name = letter.words.name
    last = glyph if glyph != name[-1] else "淼"
    return draw_letter(replace(letter.words, name=name[:-1] + last)), letter.places["name"]
