"""A simulated identity card reader: the SAM-V protocol byte for byte, over a pseudo-terminal or in process.

On Linux the device is a pseudo-terminal that the real driver opens with pyserial; where there is none
(Windows) the same bytes go through memory. It can be slow, noisy, refuse, send bad checksums and be unplugged.
"""

from __future__ import annotations

import os
import selectors
import sys
import threading
import time
from dataclasses import replace
from urllib.parse import parse_qs

from app.domain.errors import DeviceError
from scanners.simulated.sam_v_cards import make_card, sample_card, sample_cards
from scanners.simulated.sam_v_module import FOREVER, Fault, FaultKind, Reply, SimulatedSamModule

_READ_SLICE = 0.05
_SLOW_ANSWER = 0.6

_ADDRESS_FAULTS = {
    "refused": Fault(FaultKind.STATUS, "read", FOREVER, 0x32),
    "rejects_reader": Fault(FaultKind.STATUS, "read", FOREVER, 0x31),
    "damaged_chip": Fault(FaultKind.STATUS, "read", FOREVER, 0x41),
    "not_authorised": Fault(FaultKind.STATUS, "status", FOREVER, 0x66),
    "bad_checksum": Fault(FaultKind.BAD_CHECKSUM, "read", FOREVER),
    "bad_checksum_once": Fault(FaultKind.BAD_CHECKSUM, "read", 1),
    "half_frame": Fault(FaultKind.HALF_FRAME, "read", FOREVER),
    "wrong_length": Fault(FaultKind.WRONG_LENGTH, "read", FOREVER),
    "noise": Fault(FaultKind.NOISE, None, FOREVER),
    "silent": Fault(FaultKind.SILENT, None, FOREVER),
    "unplugged": Fault(FaultKind.UNPLUG, "read", 1),
}
"""Faults an address can ask for: `simulated:?fault=refused`. Besides: no_card, slow, unknown_kind."""


class SimulatedSamDevice:
    """The device around a simulated module.

    `start` opens the pseudo-terminal and serves it from a thread of its own; `port` is its path. `connect`
    gives a line in process instead. `module` takes cards and faults at any time.
    """

    def __init__(self, module: SimulatedSamModule) -> None:
        self.module = module
        self.port = ""
        self.answer_delay = 0.0
        """Seconds before each answer."""
        self.chunk = 0
        """Send answers in pieces of this many bytes; 0 sends them whole."""
        self.chunk_pause = 0.001
        self._line: _TerminalLine | None = None
        self._memory_line: MemoryLine | None = None

    @classmethod
    def from_address(cls, address: str) -> SimulatedSamDevice:
        """A device as `[CARD][?fault=NAME]` asks, where CARD is an id in `resources/samples/cards.json`.

        Without a card all sample cards take turns. Raises `device.simulated_script` for unknown names.
        """
        card_id, _, query = address.partition("?")
        cards = [sample_card(card_id)] if card_id else list(sample_cards().values())
        device = cls(SimulatedSamModule(deck=cards))
        for name in parse_qs(query).get("fault", []):
            device._arrange(name)
        return device

    def start(self) -> None:
        """Plug the device in: open a pseudo-terminal and serve it. One plugged in before is taken away."""
        self.stop()
        self._line = _TerminalLine(self)
        self.port = self._line.port

    def unplug(self) -> None:
        """Pull the cable: whoever has the port open loses it. `start` plugs in again, at a new port."""
        if self._line is not None:
            self._line.cut()
        if self._memory_line is not None:
            self._memory_line.cut()

    def stop(self) -> None:
        """Unplug and wait until the serving thread has ended."""
        self.unplug()
        if self._line is not None:
            self._line.join()
            self._line = None

    def connect(self) -> MemoryLine:
        """A line in process; only one at a time."""
        self._memory_line = MemoryLine(self)
        return self._memory_line

    def _arrange(self, name: str) -> None:
        """Set up one fault by its name in an address."""
        if name == "no_card":
            self.module.lift()
        elif name == "slow":
            self.answer_delay = _SLOW_ANSWER
        elif name == "unknown_kind":
            self.module.put(make_card("resident_id", {"name": "?", "number": "0"}, kind_flag="Z"))
        elif name in _ADDRESS_FAULTS:
            self.module.fail(replace(_ADDRESS_FAULTS[name]))
        else:
            raise DeviceError("simulated_script", part=name)


class MemoryLine:
    """The in-process line; has the shape of the driver's `Transport`."""

    def __init__(self, device: SimulatedSamDevice) -> None:
        self._device = device
        self._pending: list[tuple[float, bytes]] = []
        self._changed = threading.Condition()
        self._cut = False

    def read(self) -> bytes:
        """What has come within a slice; raises `device.unplugged` once the line is cut."""
        end = time.monotonic() + _READ_SLICE
        with self._changed:
            while not self._due():
                left = end - time.monotonic()
                if self._cut:
                    raise DeviceError("unplugged")
                if left <= 0:
                    return b""
                self._changed.wait(min(left, 0.005))
            return self._pending.pop(0)[1]

    def write(self, frame: bytes) -> None:
        """Hand `frame` to the module and queue its answer."""
        if self._cut:
            raise DeviceError("unplugged")
        due = time.monotonic() + self._device.answer_delay
        for reply in self._device.module.receive(frame):
            with self._changed:
                self._pending.extend((due, piece) for piece in _pieces(reply, self._device.chunk))
                self._changed.notify()
            if reply.unplug:
                self.cut()

    def discard_input(self) -> None:
        """Forget what has come."""
        with self._changed:
            now = time.monotonic()
            self._pending = [(due, data) for due, data in self._pending if due > now]

    def cut(self) -> None:
        """Pull the cable."""
        with self._changed:
            self._cut = True
            self._changed.notify()

    def close(self) -> None:
        """Give the line back."""
        self.cut()

    def _due(self) -> bool:
        return bool(self._pending) and self._pending[0][0] <= time.monotonic()


class _TerminalLine:
    """A pseudo-terminal served by a thread. The other end is a serial port to whoever opens `port`."""

    def __init__(self, device: SimulatedSamDevice) -> None:
        if sys.platform == "win32":
            raise DeviceError("no_virtual_port")
        import tty

        self._device = device
        # The slave stays open here: the master would fail as soon as a client closed its side.
        self._master, self._slave = os.openpty()
        self._wake_read, self._wake_write = os.pipe()
        self.port = os.ttyname(self._slave)
        tty.setraw(self._slave)
        os.set_blocking(self._master, False)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="simulated-sam", daemon=True)
        self._thread.start()

    def cut(self) -> None:
        """End the service; the thread closes the terminal."""
        if not self._stopping.is_set():
            self._stopping.set()
            os.write(self._wake_write, b"x")

    def join(self) -> None:
        """Wait until the thread has closed the terminal. Call it once."""
        self._thread.join()
        os.close(self._wake_read)
        os.close(self._wake_write)

    def _serve(self) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(self._master, selectors.EVENT_READ)
            selector.register(self._wake_read, selectors.EVENT_READ)
            while not self._stopping.is_set():
                selector.select()
                if not self._stopping.is_set():
                    self._answer()
        os.close(self._master)
        os.close(self._slave)

    def _answer(self) -> None:
        for reply in self._device.module.receive(os.read(self._master, 4096)):
            if self._stopping.wait(self._device.answer_delay):
                return
            self._send(reply)
            if reply.unplug:
                self._stopping.set()
                return

    def _send(self, reply: Reply) -> None:
        for index, piece in enumerate(_pieces(reply, self._device.chunk)):
            if index and self._stopping.wait(self._device.chunk_pause):
                return
            self._write(piece)

    def _write(self, piece: bytes) -> None:
        """Write all of `piece`; a client that never reads must not hold the thread for ever."""
        while piece and not self._stopping.is_set():
            try:
                piece = piece[os.write(self._master, piece) :]
            except BlockingIOError:
                self._stopping.wait(0.01)


def _pieces(reply: Reply, size: int) -> list[bytes]:
    size = size or max(1, len(reply.data))
    return [reply.data[start : start + size] for start in range(0, len(reply.data), size)]
