"""The recovery key of a station: random, printed once, typed in the hour of need.

Written as eight groups of five characters of Crockford's base 32 (no I, L, O, U): four that carry 20 bits, one that
checks them and the group's place. A group typed wrong, or two of them changed over, is named.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from app.domain.errors import InputError

GROUPS = 8
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CARRYING = 4  # characters of a group that carry bits
_GROUP = _CARRYING + 1
_BITS = 5
KEY_BYTES = GROUPS * _CARRYING * _BITS // 8
_CODE_MARK = "TBRK1|"
_READ_AS = str.maketrans("OIL", "011")
_BETWEEN = re.compile(r"[\s\-_.,·]+")
# x^5 + x^2 + 1 is primitive over GF(2): powers of x differ in all places of a group.
_FIELD = 0b100101


@dataclass(frozen=True, slots=True)
class RecoveryKey:
    """160 random bits. Its repr does not show them."""

    secret: bytes = field(repr=False)

    @classmethod
    def fresh(cls) -> RecoveryKey:
        """A new one from the operating system."""
        return cls(secrets.token_bytes(KEY_BYTES))

    @property
    def groups(self) -> tuple[str, ...]:
        """As it is printed and typed."""
        digits = _digits(int.from_bytes(self.secret, "big"), GROUPS * _CARRYING)
        carried = (digits[start : start + _CARRYING] for start in range(0, len(digits), _CARRYING))
        return tuple(
            "".join(_ALPHABET[digit] for digit in (*group, _check(number, group)))
            for number, group in enumerate(carried, start=1)
        )

    @property
    def code(self) -> str:
        """What its QR code holds."""
        return _CODE_MARK + "-".join(self.groups)


class RecoveryPlace(StrEnum):
    """Where the key of a slot that needs no password is kept: on paper, or in the system's keyring of one OS user."""

    PAPER = "recovery"
    KEYRING = "keyring"


@dataclass(frozen=True, slots=True)
class RecoverySheet:
    """What stands on the paper: the key and whose it is."""

    key: RecoveryKey
    hall: str
    window: str
    station: str
    letter: str
    clerk: str
    at: datetime


def parse_recovery_key(typed: str) -> RecoveryKey:
    """The key somebody typed or scanned; case, spaces, hyphens, full-width letters, 0 for O and 1 for I do not matter.

    Raises InputError `input.recovery_key_length` (with the characters counted and wanted) and
    `input.recovery_key_group` (with the number of the first group that does not hold).
    """
    plain = unicodedata.normalize("NFKC", typed).strip().upper().removeprefix(_CODE_MARK)
    plain = _BETWEEN.sub("", plain).translate(_READ_AS)
    if len(plain) != GROUPS * _GROUP:
        raise InputError("recovery_key_length", field="recovery_key", count=len(plain), wanted=GROUPS * _GROUP)
    value = 0
    for number in range(1, GROUPS + 1):
        digits = [_ALPHABET.find(one) for one in plain[(number - 1) * _GROUP : number * _GROUP]]
        if -1 in digits or _check(number, digits[:_CARRYING]) != digits[_CARRYING]:
            raise InputError("recovery_key_group", field="recovery_key", group=number)
        for digit in digits[:_CARRYING]:
            value = value << _BITS | digit
    return RecoveryKey(value.to_bytes(KEY_BYTES, "big"))


def _digits(value: int, count: int) -> tuple[int, ...]:
    return tuple(value >> _BITS * place & 0b11111 for place in reversed(range(count)))


def _check(number: int, digits: tuple[int, ...] | list[int]) -> int:
    """A polynomial over GF(32): one wrong character or two changed over always give another value."""
    state = number
    for digit in digits:
        state = (state ^ digit) << 1
        state = state ^ _FIELD if state >> _BITS else state
    return state
