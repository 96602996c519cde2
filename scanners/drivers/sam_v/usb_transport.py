"""A SAM-V module on USB, by pyusb over libusb (WinUSB on Windows).

The module is `0400:C35A`. Two kinds are in use: one pair of bulk endpoints that carry whole frames, and four pipes
of which 0x02 and 0x81 carry the head of a frame (preamble and length), 0x06 and 0x85 what follows.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.errors import DeviceError
from app.domain.system_fault import SystemFault, system_fault
from scanners.drivers.sam_v.frame import HEAD_LENGTH
from scanners.drivers.sam_v.transport import READ_SLICE

if TYPE_CHECKING:
    from usb.backend import IBackend
    from usb.core import Device, Endpoint, Interface

VENDOR, PRODUCT = 0x0400, 0xC35A
HEAD_OUT, BODY_OUT, HEAD_IN, BODY_IN = 0x02, 0x06, 0x81, 0x85

_MILLISECONDS = 1000
_WRITE_TIMEOUT_MS = 2000
_DRAIN_TIMEOUT_MS = 1
_LONGEST_READ = 4096
"""A multiple of every packet size, above the longest answer: a read never overflows."""
_MOST_DRAINED = 64
"""Reads after which a module that never falls silent is let babble on."""


@dataclass(frozen=True, slots=True)
class _Pipes:
    """Endpoint addresses. With one pair the head and the body of a frame go the same way."""

    head_out: int
    body_out: int
    ins: tuple[int, ...]


class UsbTransport:
    """The interface is taken for this program alone."""

    def __init__(self, place: str = "", backend: IBackend | None = None) -> None:
        """Open the module at `place` (`BUS-PORT.PORT` as `find_places` gives it); empty: the only one there is.

        `backend` replaces pyusb's own. Raises `DeviceError`: `usb_library_missing`, `usb_missing`, `usb_several`
        (`places`), `usb_denied`, `usb_busy`, `usb_driver_missing`, `usb_no_pipes`, `usb_failed` (`system`).
        """
        import usb.util

        self._device = _chosen(place, backend)
        with _opening_faults():
            interface = _configured(self._device)
            self._pipes = _pipes(interface)
            usb.util.claim_interface(self._device, interface)
        self._next_in = 0

    def read(self) -> bytes:
        """See `Transport.read`. The pipes take turns, so that a body is looked for where a head has come."""
        pipe = self._pipes.ins[self._next_in]
        self._next_in = (self._next_in + 1) % len(self._pipes.ins)
        return self._read(pipe, int(READ_SLICE * _MILLISECONDS))

    def write(self, frame: bytes) -> None:
        """See `Transport.write`; raises `device.usb_stalled` too."""
        pipes = self._pipes
        if pipes.head_out == pipes.body_out:
            self._write(pipes.head_out, frame)
        else:
            self._write(pipes.head_out, frame[:HEAD_LENGTH])
            self._write(pipes.body_out, frame[HEAD_LENGTH:])

    def discard_input(self) -> None:
        """See `Transport.discard_input`."""
        for pipe in self._pipes.ins:
            for _ in range(_MOST_DRAINED):
                if not self._read(pipe, _DRAIN_TIMEOUT_MS):
                    break
        self._next_in = 0

    def close(self) -> None:
        """See `Transport.close`."""
        import usb.util

        usb.util.dispose_resources(self._device)

    def _read(self, pipe: int, timeout_ms: int) -> bytes:
        from usb.core import USBTimeoutError

        with self._line_faults(pipe):
            try:
                return bytes(self._device.read(pipe, _LONGEST_READ, timeout_ms))
            except USBTimeoutError:
                return b""

    def _write(self, pipe: int, data: bytes) -> None:
        from usb.core import USBTimeoutError

        with self._line_faults(pipe):
            try:
                written = self._device.write(pipe, data, _WRITE_TIMEOUT_MS)
            except USBTimeoutError as fault:
                raise DeviceError("no_answer") from fault
        if written != len(data):
            raise DeviceError("no_answer")

    @contextmanager
    def _line_faults(self, pipe: int) -> Iterator[None]:
        """Translate what libusb says; a stalled pipe is freed, so that the next command gets through."""
        from usb.core import USBError

        try:
            yield
        except USBError as fault:
            if fault.errno == errno.EOVERFLOW:
                raise DeviceError("incomplete_answer") from fault
            if fault.errno == errno.EPIPE and self._freed(pipe):
                raise DeviceError("usb_stalled") from fault
            raise DeviceError("unplugged") from fault

    def _freed(self, pipe: int) -> bool:
        from usb.core import USBError

        try:
            self._device.clear_halt(pipe)
        except USBError:
            return False  # not stalled but gone
        return True


def find_places(backend: IBackend | None = None) -> tuple[str, ...]:
    """Where modules are plugged in, as Linux names it: bus, dash, ports with dots. Raises `usb_library_missing`."""
    return tuple(_place(device) for device in _modules(backend))


def _modules(backend: IBackend | None) -> list[Device]:
    import usb.core

    try:
        return list(usb.core.find(find_all=True, idVendor=VENDOR, idProduct=PRODUCT, backend=backend))
    except usb.core.NoBackendError as fault:
        raise DeviceError("usb_library_missing") from fault


def _place(device: Device) -> str:
    ports = device.port_numbers
    return f"{device.bus}-{'.'.join(str(port) for port in ports)}" if ports else f"{device.bus}:{device.address}"


def _chosen(place: str, backend: IBackend | None) -> Device:
    found = {_place(device): device for device in _modules(backend)}
    if place:
        found = {one: device for one, device in found.items() if one == place}
    if not found:
        raise DeviceError("usb_missing")
    if len(found) > 1:
        raise DeviceError("usb_several", places=" ".join(sorted(found)))
    return next(iter(found.values()))


@contextmanager
def _opening_faults() -> Iterator[None]:
    from usb.core import USBError

    try:
        yield
    except NotImplementedError as fault:
        # Windows: the device is there, but no driver that libusb can speak through (WinUSB) is bound to it.
        raise DeviceError("usb_driver_missing") from fault
    except USBError as fault:
        system = system_fault(fault)
        if system is SystemFault.NO_PERMISSION:
            raise DeviceError("usb_denied") from fault
        if system is SystemFault.BUSY:
            raise DeviceError("usb_busy") from fault
        if system is SystemFault.MISSING:
            raise DeviceError("usb_missing") from fault
        raise DeviceError("usb_failed", system=system) from fault


def _configured(device: Device) -> Interface:
    """The first interface of the configuration in force; one is put in force where the system has not."""
    from usb.core import USBError

    try:
        configuration = device.get_active_configuration()
    except USBError as fault:
        if fault.errno is not None:
            raise
        device.set_configuration()
        configuration = device.get_active_configuration()
    return configuration[(0, 0)]


def _pipes(interface: Interface) -> _Pipes:
    """Tell the two kinds of modules apart by the endpoints they have. Raises `device.usb_no_pipes`."""
    import usb.util

    bulk = [one.bEndpointAddress for one in interface if _is_bulk(one)]
    if {HEAD_OUT, BODY_OUT, HEAD_IN, BODY_IN} <= set(bulk):
        return _Pipes(HEAD_OUT, BODY_OUT, (HEAD_IN, BODY_IN))
    outs = [address for address in bulk if usb.util.endpoint_direction(address) == usb.util.ENDPOINT_OUT]
    ins = [address for address in bulk if usb.util.endpoint_direction(address) == usb.util.ENDPOINT_IN]
    if not outs or not ins:
        raise DeviceError("usb_no_pipes")
    return _Pipes(outs[0], outs[0], (ins[0],))


def _is_bulk(endpoint: Endpoint) -> bool:
    import usb.util

    bulk: bool = usb.util.endpoint_type(endpoint.bmAttributes) == usb.util.ENDPOINT_TYPE_BULK
    return bulk
