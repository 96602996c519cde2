"""Fresh identifiers from the operating system's randomness."""

from __future__ import annotations

import secrets

_QUERY_CODE_DIGITS = 6


class RandomIdSource:
    """`IdSource`: UUIDv7 by uuid-utils (monotonic within the process), the rest by `secrets`."""

    def __init__(self) -> None:
        self._random = secrets.SystemRandom()

    def new_id(self) -> str:
        """A UUIDv7 as text. Sorts by time on this station; never relied on across stations."""
        from uuid_utils import uuid7

        return str(uuid7())

    def query_code(self) -> str:
        """Six digits with which the applicant asks for progress."""
        return f"{secrets.randbelow(10**_QUERY_CODE_DIGITS):0{_QUERY_CODE_DIGITS}d}"

    def fraction(self) -> float:
        """A random number in 0..1, for jitter."""
        return self._random.random()
