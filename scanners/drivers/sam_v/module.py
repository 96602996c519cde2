"""Talking to one SAM-V module: a command out, its answer in, with the line's faults mended or named."""

from __future__ import annotations

import struct
import time
from collections.abc import Callable
from dataclasses import dataclass

from app.domain.errors import Cancelled, DeviceError
from scanners.cards.status import CARD_FOUND, CHECKSUM_ERROR, OK, error_for
from scanners.drivers.sam_v.commands import (
    PHOTO_LENGTH,
    READ_NEWEST_ADDRESS,
    READ_SAM_ID,
    READ_TEXT_PHOTO,
    READ_TEXT_PHOTO_FINGERPRINT,
    RESET_SAM,
    SAM_STATUS,
    TEXT_LENGTH,
    Command,
)
from scanners.drivers.sam_v.frame import Answer, FrameReader
from scanners.drivers.sam_v.transport import Transport

LINE_FAULTS = frozenset(
    {
        "device.bad_answer",
        "device.bad_checksum",
        "device.incomplete_answer",
        "device.no_answer",
        "device.sam_checksum_error",
        "device.usb_stalled",
        "device.wrong_length",
    }
)
"""Faults between host and module; asking again often mends them."""
_SUCCESSES = frozenset({OK, CARD_FOUND})


@dataclass(frozen=True, slots=True)
class SamTimings:
    """Patience with the module, in seconds; the defaults suit the modules in use."""

    answer: float = 1.5
    """For a short answer."""
    read: float = 4.0
    """For reading the card's files: the module talks to the card all that time."""
    gap: float = 1.0
    """Of silence within one answer, after which its rest is given up."""
    find_interval: float = 0.3
    """Between two looks for a card."""
    tries: int = 3
    """How often a command is sent before a fault of the line counts."""


@dataclass(frozen=True, slots=True)
class CardFiles:
    """What the card holds, as bytes."""

    text: bytes
    photo: bytes
    fingerprint: bytes


class SamModule:
    """One module on an open line."""

    def __init__(self, transport: Transport, timings: SamTimings, cancelled: Callable[[], bool]) -> None:
        self._transport = transport
        self._timings = timings
        self._cancelled = cancelled
        self._frames = FrameReader()

    def check(self) -> None:
        """Raise unless the module passed its self-test and is authorised."""
        self.exchange(SAM_STATUS)

    def reset(self) -> None:
        """Start the module anew, which also cycles its field: a card left lying is found again."""
        self.exchange(RESET_SAM, patience=self._timings.read)

    def serial(self) -> str:
        """The module's number as printed on certified readers, 36 characters."""
        fields = struct.unpack("<HHIII", self.exchange(READ_SAM_ID))
        return "{:02d}.{:02d}-{:08d}-{:010d}-{:010d}".format(*fields)

    def read_files(self, *, fingerprint: bool) -> CardFiles:
        """Read text and photo, with `fingerprint` those too, from the selected card."""
        command = READ_TEXT_PHOTO_FINGERPRINT if fingerprint else READ_TEXT_PHOTO
        data = self._exchange_once(command)
        return _split_files(data, 3 if fingerprint else 2)

    def newest_address(self) -> bytes:
        """Read the address written onto the card later; raises `device.item_not_on_card` without one."""
        return self._exchange_once(READ_NEWEST_ADDRESS)

    def exchange(self, command: Command, *, patience: float | None = None) -> bytes:
        """Send `command` and return the data of its good answer.

        Faults of the line are tried again. Raises `DeviceError`: `no_answer`, `incomplete_answer`,
        `bad_checksum`, `wrong_length`, `unplugged`, or what the module's status stands for; `Cancelled`.
        """
        return _good_data(command, self.ask(command, patience=patience))

    def _exchange_once(self, command: Command) -> bytes:
        """Exchange without a second try: a card must be found anew before it is read again."""
        return _good_data(command, self._ask_once(command, self._timings.read))

    def ask(self, command: Command, *, patience: float | None = None) -> Answer:
        """Send `command` and return its answer whatever its status. Raises for faults of the line."""
        patience = patience or self._timings.answer
        for left in reversed(range(self._timings.tries)):
            try:
                answer = self._ask_once(command, patience)
            except DeviceError as fault:
                if not left or fault.code not in LINE_FAULTS:
                    raise
                self._drain()
                continue
            if answer.status != CHECKSUM_ERROR or not left:
                return answer
        raise AssertionError("unreachable: the last try returns or raises")

    def _ask_once(self, command: Command, patience: float) -> Answer:
        self._transport.discard_input()
        self._frames.clear()
        self._transport.write(command.frame)
        deadline = time.monotonic() + patience
        misfit: DeviceError | None = None
        while True:
            answer = self._next_answer(deadline)
            if answer is None:
                raise misfit or DeviceError("incomplete_answer" if self._frames.has_partial else "no_answer")
            misfit = _misfit(command, answer)
            if misfit is None:
                return answer
            # The late answer to an earlier command: the right one may still come.

    def _next_answer(self, deadline: float) -> Answer | None:
        """The next answer; None when the deadline passes, or the line falls silent within a frame."""
        give_up = deadline
        while True:
            answer = self._frames.next_answer()
            if answer is not None:
                return answer
            if self._cancelled():
                raise Cancelled("reading")
            now = time.monotonic()
            if now >= give_up:
                return None
            received = self._transport.read()
            if received:
                self._frames.feed(received)
                give_up = min(deadline, now + self._timings.gap) if self._frames.has_partial else deadline

    def _drain(self) -> None:
        """Let a babbling line run dry: one slice of silence means that nothing more of the last answer comes."""
        deadline = time.monotonic() + self._timings.answer
        while time.monotonic() < deadline and self._transport.read():
            if self._cancelled():
                raise Cancelled("reading")


def _good_data(command: Command, answer: Answer) -> bytes:
    if answer.status != command.good:
        raise error_for(answer.status)
    return answer.data


def _misfit(command: Command, answer: Answer) -> DeviceError | None:
    """Why a successful answer cannot be the one to `command`; None when it can, or tells of a failure."""
    if answer.status not in _SUCCESSES:
        return None
    if answer.status != command.good:
        return DeviceError("bad_answer", command=command.name)
    if command.data_length not in {None, len(answer.data)}:
        return DeviceError("wrong_length", expected=command.data_length, actual=len(answer.data))
    return None


def _split_files(data: bytes, count: int) -> CardFiles:
    """Cut `count` files out of the data: their lengths first, big-endian, then the files.

    Raises `device.wrong_length` unless text has 256 bytes, the photo 1024 or none, and all adds up.
    """
    head = 2 * count
    if len(data) < head:
        raise DeviceError("wrong_length", expected=head, actual=len(data))
    lengths = struct.unpack(f">{count}H", data[:head])
    if head + sum(lengths) != len(data):
        raise DeviceError("wrong_length", expected=head + sum(lengths), actual=len(data))
    for length, allowed in zip(lengths, ((TEXT_LENGTH,), (PHOTO_LENGTH, 0)), strict=False):
        if length not in allowed:
            raise DeviceError("wrong_length", expected=allowed[0], actual=length)
    text_end, photo_end = head + lengths[0], head + lengths[0] + lengths[1]
    return CardFiles(data[head:text_end], data[text_end:photo_end], data[photo_end:])
