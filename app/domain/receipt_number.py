"""The window's own receipt number (收件编号): unique without asking anybody.

Form: station code, installation letter, sequence of at least five digits that grows when it must, and one
check character by ISO 7064 MOD 37,36 over all before it, for example `YZ12A00042K`. A station that was restored
from a backup or set up a second time takes the next letter, so two copies of one history never meet.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.identifiers.check_characters import mod_37_36

_SEQUENCE_WIDTH = 5


@dataclass(frozen=True, slots=True)
class ReceiptNumber:
    """The parts of a receipt number."""

    station: str
    installation: str
    sequence: int

    def __str__(self) -> str:
        """The printed form, check character included."""
        stem = f"{self.station}{self.installation}{self.sequence:0{_SEQUENCE_WIDTH}d}"
        return stem + mod_37_36(stem)


def is_receipt_number(candidate: str) -> bool:
    """Whether a scanned or typed string carries a right check character."""
    stem, check = candidate[:-1], candidate[-1:]
    well_formed = len(stem) > _SEQUENCE_WIDTH + 1 and stem.isascii() and stem.isalnum() and stem == stem.upper()
    return well_formed and mod_37_36(stem) == check


def next_letter(letter: str) -> str:
    """The installation letter after `letter`: A..Z, then AA..ZZ."""
    number = 0
    for character in letter:
        number = number * 26 + ord(character) - ord("A") + 1
    number += 1
    letters = ""
    while number:
        number, digit = divmod(number - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return letters
