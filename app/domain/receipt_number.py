"""The window's own receipt number (收件编号): unique without asking anybody.

Form: station code, installation letter, sequence of at least five digits that grows when it must, and one
check character by ISO 7064 MOD 37,36 over all before it, for example `YZ12A00042K`. A station that was restored
from a backup or set up a second time takes the next letter, so two copies of one history never meet.
"""

from __future__ import annotations

from dataclasses import dataclass

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
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
        return stem + check_character(stem)


def check_character(stem: str) -> str:
    """ISO 7064 MOD 37,36 check character of a string of digits and capital letters."""
    product = 36
    for character in stem:
        total = (product + _ALPHABET.index(character)) % 36 or 36
        product = total * 2 % 37
    return _ALPHABET[(37 - product) % 36]


def is_receipt_number(candidate: str) -> bool:
    """Whether a scanned or typed string carries a right check character."""
    stem, check = candidate[:-1], candidate[-1:]
    long_enough = len(stem) > _SEQUENCE_WIDTH + 1 and all(character in _ALPHABET for character in stem)
    return long_enough and check_character(stem) == check


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
