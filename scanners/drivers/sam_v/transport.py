"""The line between the host and a SAM-V module."""

from __future__ import annotations

from typing import Protocol

READ_SLICE = 0.05
"""Seconds one `read` waits at most, so that cancelling is noticed at once."""


class Transport(Protocol):
    """A byte line. Every method raises `device.unplugged` when the other end is gone."""

    def read(self) -> bytes:
        """What has come, at least one byte; empty when nothing came within `READ_SLICE` seconds."""
        ...

    def write(self, frame: bytes) -> None:
        """Send all of `frame`. Raises `device.no_answer` when the line does not take it."""
        ...

    def discard_input(self) -> None:
        """Forget what has come and was not read."""
        ...

    def close(self) -> None:
        """Give the line back. Closing twice does no harm."""
        ...
