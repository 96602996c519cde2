"""Reads what stands on a straightened page: writing, known papers with their fields, seals, signatures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from app.domain.page import CodeRead
from app.domain.page_text import PageReading


class TextReader(Protocol):
    """Reads one picture. Takes about a second: call it on a lane of its own, never on the main thread."""

    def warm(self) -> None:
        """Make ready for the first page, which would otherwise wait some seconds; again it costs nothing.

        Raises `DeviceError` as `read` does.
        """

    def read(self, data: bytes, codes: Sequence[CodeRead] = ()) -> PageReading:
        """Read the first picture of `data`; `codes` are those already found on the page (a licence's QR).

        A page without writing gives no lines. Raises `app.domain.errors.PageError`, and `DeviceError`
        (`driver_crashed`, `driver_hung`) where the work is done elsewhere.
        """
