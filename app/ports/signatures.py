"""Where signatures written on a screen are kept: in the store, with their case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from app.domain.handwritten_signature import HandwrittenSignature


class SignatureRepository(Protocol):
    """Handwritten signatures; one that was given is never changed and never removed."""

    def add(self, signature: HandwrittenSignature) -> None:
        """Store a signature."""

    def of_case(self, case_id: str) -> Sequence[HandwrittenSignature]:
        """Oldest first; the last one counts."""
