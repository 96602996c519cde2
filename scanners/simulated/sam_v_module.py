"""What happens inside a simulated SAM-V module: commands in, answers out, faults on order."""

from __future__ import annotations

import struct
import sys
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from scanners.simulated.sam_v_cards import SimulatedCard

PREAMBLE = bytes.fromhex("AAAAAA9669")
FOREVER = sys.maxsize
_NOISE = bytes.fromhex("00FFAAAA9669AAAAAA96AAAAAA9669FFFF55")
"""Rubbish that holds pieces of a preamble and a whole one with an impossible length."""
_SERIAL = (5, 3, 20131231, 1234567, 987654321)
_NAMES = {
    b"\x10\xff": "reset",
    b"\x11\xff": "status",
    b"\x12\xff": "sam_id",
    b"\x20\x01": "find",
    b"\x20\x02": "select",
    b"\x30\x01": "read",
    b"\x30\x10": "read_fingerprint",
    b"\x30\x03": "newest_address",
}


class FaultKind(StrEnum):
    """What can go wrong with an answer."""

    STATUS = "status"
    """The module answers `Fault.status` instead."""
    BAD_CHECKSUM = "bad_checksum"
    HALF_FRAME = "half_frame"
    """The line dies in the middle of the answer."""
    NOISE = "noise"
    """Rubbish comes before the answer."""
    SILENT = "silent"
    WRONG_LENGTH = "wrong_length"
    """The answer is sound as a frame but its data lack the last byte."""
    LATE = "late"
    """The answer comes only together with the answer to the next command."""
    UNPLUG = "unplug"
    """The cable is pulled in the middle of the answer."""
    LIFT = "lift"
    """The card is taken away just before the command is carried out."""


@dataclass(slots=True)
class Fault:
    """A fault ordered for `command` (None: any), for the next `times` times it comes."""

    kind: FaultKind
    command: str | None = None
    times: int = 1
    status: int = 0


@dataclass(frozen=True, slots=True)
class Reply:
    """Bytes for the line; after them the line is cut when `unplug` is set."""

    data: bytes
    unplug: bool = False


@dataclass(slots=True)
class _Field:
    """The state of the radio field over the reader's plate."""

    found: bool = False
    selected: bool = False
    silent: bool = False
    """The card was read and does not answer a search until it is lifted or the field is cycled."""


@dataclass(slots=True)
class SimulatedSamModule:
    """A module with a deck of cards; the first lies on the plate.

    When a card was read and the field is cycled, the next card of the deck takes its place, so that a demo
    sees one person after the other. Safe to call from several threads.
    """

    deck: list[SimulatedCard] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    received: list[str] = field(default_factory=list)
    """Names of the commands that came, for tests to look at."""
    _card: SimulatedCard | None = None
    _state: _Field = field(default_factory=_Field)
    _buffer: bytearray = field(default_factory=bytearray)
    _late: bytes = b""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        """Lay the first card onto the plate."""
        self._card = self.deck[0] if self.deck else None

    def put(self, card: SimulatedCard) -> None:
        """Lay `card` onto the plate; the deck is put away."""
        with self._lock:
            self.deck, self._card, self._state = [card], card, _Field()

    def lift(self) -> None:
        """Take the card off the plate; the deck is put away."""
        with self._lock:
            self._lift()

    def fail(self, *faults: Fault) -> None:
        """Order faults; each is spent on the first answers it fits."""
        with self._lock:
            self.faults.extend(faults)

    def receive(self, data: bytes) -> list[Reply]:
        """Take bytes from the line; the replies to every command completed by them."""
        with self._lock:
            self._buffer += data
            return [self._reply(frame) for frame in self._frames()]

    def _frames(self) -> Iterable[bytes]:
        while (start := self._buffer.find(PREAMBLE)) >= 0 and len(self._buffer) >= start + 7:
            end = start + 7 + int.from_bytes(self._buffer[start + 5 : start + 7], "big")
            if len(self._buffer) < end:
                return
            frame = bytes(self._buffer[start:end])
            del self._buffer[:end]
            yield frame

    def _reply(self, frame: bytes) -> Reply:
        name = _NAMES.get(frame[7:9], "unknown")
        self.received.append(name)
        fault = self._spend_fault(name)
        if fault is not None and fault.kind is FaultKind.LIFT:
            self._lift()
        status, data = self._carry_out(name) if _xor(frame[5:]) == 0 else (0x10, b"")
        return self._spoil(status, data, fault)

    def _carry_out(self, name: str) -> tuple[int, bytes]:
        """Status and data as a sound module gives them."""
        if name == "reset":
            self._cycle_field()
        if name == "sam_id":
            return 0x90, struct.pack("<HHIII", *_SERIAL)
        if name == "find":
            self._state.found = self._card is not None and not self._state.silent
            return (0x9F, bytes(4)) if self._state.found else (0x80, b"")
        if name == "select":
            self._state.selected = self._state.found
            return (0x90, bytes(8)) if self._state.selected else (0x81, b"")
        if name in {"read", "read_fingerprint", "newest_address"}:
            return self._read(name)
        return (0x21 if name == "unknown" else 0x90), b""

    def _read(self, name: str) -> tuple[int, bytes]:
        card = self._card
        if card is None or not self._state.selected:
            return 0x41, b""
        if name == "newest_address":
            return (0x90, card.newest_address_bytes) if card.newest_address else (0x91, b"")
        self._state.silent = True
        files = (card.text, card.photo) + ((card.fingerprint,) if name == "read_fingerprint" else ())
        lengths = b"".join(len(file).to_bytes(2, "big") for file in files)
        return 0x90, lengths + b"".join(files)

    def _spoil(self, status: int, data: bytes, fault: Fault | None) -> Reply:
        """The answer as it reaches the line."""
        if fault is not None and fault.kind is FaultKind.STATUS:
            status, data = fault.status, b""
        if fault is not None and fault.kind is FaultKind.WRONG_LENGTH:
            data = data[:-1]
        frame = _frame(status.to_bytes(3, "big") + data)
        if fault is not None:
            frame = _spoil_frame(frame, fault.kind)
            if fault.kind is FaultKind.LATE:
                self._late, frame = frame, b""
                return Reply(frame)
        if frame:
            self._late, frame = b"", self._late + frame
        return Reply(frame, unplug=fault is not None and fault.kind is FaultKind.UNPLUG)

    def _spend_fault(self, name: str) -> Fault | None:
        for fault in self.faults:
            if fault.times > 0 and fault.command in {None, name}:
                fault.times -= 1
                return fault
        return None

    def _cycle_field(self) -> None:
        if self._state.silent and len(self.deck) > 1:
            self.deck = [*self.deck[1:], self.deck[0]]
            self._card = self.deck[0]
        self._state = _Field()

    def _lift(self) -> None:
        self.deck, self._card, self._state = [], None, _Field()


def _frame(body: bytes) -> bytes:
    counted = (len(body) + 1).to_bytes(2, "big") + body
    return PREAMBLE + counted + bytes([_xor(counted)])


def _spoil_frame(frame: bytes, kind: FaultKind) -> bytes:
    """What the line makes of a sound frame."""
    if kind is FaultKind.BAD_CHECKSUM:
        return frame[:-1] + bytes([frame[-1] ^ 0xFF])
    if kind in {FaultKind.HALF_FRAME, FaultKind.UNPLUG}:
        return frame[: len(frame) // 2]
    if kind is FaultKind.NOISE:
        return _NOISE + frame
    return b"" if kind is FaultKind.SILENT else frame


def _xor(data: bytes) -> int:
    total = 0
    for byte in data:
        total ^= byte
    return total
