"""Frames of the SAM-V security module: build commands, take answers out of a stream of bytes.

Host to module: AA AA AA 96 69, length, command, parameter, data, checksum; module to host: the same with three
status bytes in place of command and parameter. Length is big-endian and counts everything after itself;
the checksum is the XOR of everything from the length up to itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import xor

from app.domain.errors import DeviceError

PREAMBLE = b"\xaa\xaa\xaa\x96\x69"
HEAD_LENGTH = len(PREAMBLE) + 2
"""Preamble and length."""
_SHORTEST_BODY = 4
"""Three status bytes and the checksum."""
_LONGEST_BODY = 4096
"""The longest answer known has 2314; more means that the length itself is damaged."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One sound answer of the module. `status` is SW1 SW2 SW3 as one number, 0x000090 when all is well."""

    status: int
    data: bytes


def encode(body: bytes) -> bytes:
    """Frame `body` (command, parameter, data)."""
    counted = (len(body) + 1).to_bytes(2, "big") + body
    return PREAMBLE + counted + bytes([checksum(counted)])


def checksum(counted: bytes) -> int:
    """XOR of all bytes from the length on."""
    return reduce(xor, counted, 0)


class FrameReader:
    """Takes answers out of a stream that may come in any pieces, with noise before, between and after.

    Never holds more than one frame and the noise of one reading.
    """

    def __init__(self) -> None:
        self._buffer = bytearray()

    @property
    def has_partial(self) -> bool:
        """Whether the beginning of a frame lies waiting for its rest."""
        return len(self._buffer) >= len(PREAMBLE)

    def feed(self, received: bytes) -> None:
        """Take in what the line gave."""
        self._buffer += received

    def clear(self) -> None:
        """Forget what was received so far."""
        self._buffer.clear()

    def next_answer(self) -> Answer | None:
        """The next complete answer, or None until more bytes come.

        Raises `device.bad_checksum` for a complete frame that does not add up; what follows it is kept.
        """
        while self._seek_preamble():
            body_length = int.from_bytes(self._buffer[len(PREAMBLE) : HEAD_LENGTH], "big")
            if not _SHORTEST_BODY <= body_length <= _LONGEST_BODY:
                self._skip_preamble()
                continue
            if len(self._buffer) < HEAD_LENGTH + body_length:
                return None
            return self._take(HEAD_LENGTH + body_length)
        return None

    def _seek_preamble(self) -> bool:
        """Drop noise up to the next preamble; True once its length has come too."""
        start = self._buffer.find(PREAMBLE)
        if start < 0:
            keep = next(size for size in range(len(PREAMBLE) - 1, -1, -1) if self._ends_with_preamble(size))
            del self._buffer[: len(self._buffer) - keep]
            return False
        del self._buffer[:start]
        return len(self._buffer) >= HEAD_LENGTH

    def _ends_with_preamble(self, size: int) -> bool:
        return self._buffer.endswith(PREAMBLE[:size])

    def _skip_preamble(self) -> None:
        del self._buffer[: len(PREAMBLE)]

    def _take(self, end: int) -> Answer:
        counted = bytes(self._buffer[len(PREAMBLE) : end])
        if checksum(counted) != 0:
            # The length may be what was damaged: look for the next frame inside, not behind.
            self._skip_preamble()
            raise DeviceError("bad_checksum")
        del self._buffer[:end]
        return Answer(status=int.from_bytes(counted[2:5], "big"), data=counted[5:-1])
