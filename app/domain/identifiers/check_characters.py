"""The check-character systems behind the field's numbers."""

from __future__ import annotations

from collections.abc import Sequence

_MOD_11_2_WEIGHTS = tuple(pow(2, 17 - index, 11) for index in range(17))
_MOD_11_2_CHARACTERS = "10X98765432"
_MOD_37_36_CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def mod_11_2(digits: str) -> str:
    """ISO 7064 MOD 11-2 for 17 digits, as GB 11643 prints it: a digit or X.

    Finds every wrong digit and every swap of two neighbours.
    """
    total = sum(int(digit) * weight for digit, weight in zip(digits, _MOD_11_2_WEIGHTS, strict=True))
    return _MOD_11_2_CHARACTERS[total % 11]


def mod_37_36(text: str) -> str:
    """ISO 7064 MOD 37,36 over digits and capital letters (GB/T 36904). Finds every wrong character."""
    state = 36
    for char in text:
        state = (state + _MOD_37_36_CHARACTERS.index(char)) % 36 or 36
        state = state * 2 % 37
    return _MOD_37_36_CHARACTERS[(37 - state) % 36]


def mod_31(text: str, alphabet: str) -> str:
    """GB 32100 check character: weights are powers of 3 modulo 31, over its own `alphabet` of 31."""
    total = sum(alphabet.index(char) * pow(3, index, 31) for index, char in enumerate(text))
    return alphabet[-total % 31]


def weighted_sum(values: Sequence[int], weights: Sequence[int]) -> int:
    """Sum of the products; the weights repeat as often as needed."""
    return sum(value * weights[index % len(weights)] for index, value in enumerate(values))
