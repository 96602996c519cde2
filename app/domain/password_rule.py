"""What a password must be like, as the station's settings say."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.errors import InputError
from app.domain.settings import Settings


@dataclass(frozen=True, slots=True)
class PasswordRule:
    """At least `shortest` characters, of at least `kinds` kinds: capitals, small letters, digits, anything else."""

    shortest: int
    kinds: int

    @classmethod
    def of(cls, settings: Settings) -> PasswordRule:
        """The rule in force."""
        return cls(settings.number("password.shortest"), settings.number("password.kinds"))

    def check(self, password: str, login: str, field: str) -> None:
        """Raise `input.password_short`, `input.password_kinds`, `input.password_is_login` beside `field`."""
        if len(password) < self.shortest:
            raise InputError("password_short", field=field, shortest=self.shortest, actual=len(password))
        found = kinds_in(password)
        if found < self.kinds:
            raise InputError("password_kinds", field=field, kinds=self.kinds, actual=found)
        if password.strip().lower() == login:
            raise InputError("password_is_login", field=field)


def kinds_in(password: str) -> int:
    """How many of the four kinds of characters `password` has; a Chinese character counts as a sign."""
    ascii_letters = [character for character in password if character.isascii() and character.isalpha()]
    digits = [character for character in password if character.isascii() and character.isdigit()]
    capitals = [letter for letter in ascii_letters if letter.isupper()]
    return (
        bool(capitals)
        + (len(ascii_letters) > len(capitals))
        + bool(digits)
        + (len(password) > len(ascii_letters) + len(digits))
    )
