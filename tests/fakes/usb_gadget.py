"""USB card readers below pyusb: a backend whose devices are simulated SAM-V modules.

All of pyusb runs for real, down to the calls it makes of libusb; here they end in `SimulatedSamModule`, which
answers the bytes of the protocol.
"""

from __future__ import annotations

import errno
from array import array
from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from usb.backend import IBackend
from usb.core import USBError, USBTimeoutError

from scanners.simulated.sam_v_module import SimulatedSamModule

ONE_PAIR = (0x02, 0x81)
FOUR_PIPES = (0x02, 0x06, 0x81, 0x85)
BULK, INTERRUPT = 2, 3
_HEAD = 7
_PACKET = 64


@dataclass
class UsbGadget:
    """One module on a USB port. What stands in `refusals` (call to errno) goes wrong at that call."""

    module: SimulatedSamModule
    endpoints: tuple[int, ...] = ONE_PAIR
    port: int = 4
    product: int = 0xC35A
    transfer: int = BULK
    plugged_in: bool = True
    configured: bool = True
    no_driver: bool = False
    babbles: bool = False
    stalls: int = 0  # how many transfers still end in a stall
    takes: int = 4096  # bytes of one write that are taken
    refusals: dict[str, int] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    halted: set[int] = field(default_factory=set)
    _waiting: defaultdict[int, deque[bytes]] = field(default_factory=lambda: defaultdict(deque))

    def call(self, name: str) -> None:
        """Note a call, and refuse it where that was ordered."""
        self.calls.append(name)
        if not self.plugged_in:
            raise usb_error(errno.ENODEV)
        if name in self.refusals:
            raise usb_error(self.refusals[name])

    def write(self, endpoint: int, data: bytes) -> int:
        """Take a transfer; a frame complete by it is answered."""
        self._stall(endpoint)
        taken = data[: self.takes]
        for reply in self.module.receive(taken):
            self._answer(reply.data)
            self.plugged_in = self.plugged_in and not reply.unplug
        return len(taken)

    def read(self, endpoint: int, buffer: array[int]) -> int:
        """Give the next transfer that waits on `endpoint`, or time out."""
        self._stall(endpoint)
        if self.babbles:
            raise usb_error(errno.EOVERFLOW)
        if not self._waiting[endpoint]:
            raise usb_error(errno.ETIMEDOUT)
        data = self._waiting[endpoint].popleft()
        buffer[: len(data)] = array("B", data)
        return len(data)

    def _answer(self, frame: bytes) -> None:
        if not frame:
            return
        if len(self.endpoints) == len(FOUR_PIPES):
            self._waiting[0x81].append(frame[:_HEAD])
            self._waiting[0x85].append(frame[_HEAD:])
        else:
            self._waiting[self.endpoints[1]].append(frame)

    def _stall(self, endpoint: int) -> None:
        if self.stalls:
            self.stalls -= 1
            self.halted.add(endpoint)
        if endpoint in self.halted:
            raise usb_error(errno.EPIPE)


def usb_error(number: int) -> USBError:
    """An error as libusb's backend raises it."""
    kind = USBTimeoutError if number == errno.ETIMEDOUT else USBError
    return kind("simulated", -99, number)


class GadgetBackend(IBackend):  # type: ignore[misc]  # pyusb has no types
    """What is plugged in: `gadgets`."""

    def __init__(self, *gadgets: UsbGadget) -> None:
        self.gadgets = gadgets

    def enumerate_devices(self) -> Iterator[UsbGadget]:
        return (gadget for gadget in self.gadgets if gadget.plugged_in)

    def get_parent(self, dev: UsbGadget) -> None:
        return None

    def get_device_descriptor(self, dev: UsbGadget) -> SimpleNamespace:
        return SimpleNamespace(
            bLength=18, bDescriptorType=1, bcdUSB=0x110, bDeviceClass=0xFF, bDeviceSubClass=0, bDeviceProtocol=0,
            bMaxPacketSize0=8, idVendor=0x0400, idProduct=dev.product, bcdDevice=0x100, iManufacturer=0, iProduct=0,
            iSerialNumber=0, bNumConfigurations=1, address=7, bus=1, port_number=dev.port, port_numbers=(dev.port,),
            speed=2,
        )  # fmt: skip

    def get_configuration_descriptor(self, dev: UsbGadget, config: int) -> SimpleNamespace:
        if config:
            raise IndexError(config)
        return SimpleNamespace(
            bLength=9, bDescriptorType=2, wTotalLength=32, bNumInterfaces=1, bConfigurationValue=1, iConfiguration=0,
            bmAttributes=0x80, bMaxPower=50, extra_descriptors=[],
        )  # fmt: skip

    def get_interface_descriptor(self, dev: UsbGadget, intf: int, alt: int, config: int) -> SimpleNamespace:
        if intf or alt or config:
            raise IndexError(intf)
        return SimpleNamespace(
            bLength=9, bDescriptorType=4, bInterfaceNumber=0, bAlternateSetting=0, bNumEndpoints=len(dev.endpoints),
            bInterfaceClass=0xFF, bInterfaceSubClass=0, bInterfaceProtocol=0, iInterface=0, extra_descriptors=[],
        )  # fmt: skip

    def get_endpoint_descriptor(self, dev: UsbGadget, ep: int, intf: int, alt: int, config: int) -> SimpleNamespace:
        return SimpleNamespace(
            bLength=7, bDescriptorType=5, bEndpointAddress=dev.endpoints[ep], bmAttributes=dev.transfer,
            wMaxPacketSize=_PACKET, bInterval=0, bRefresh=0, bSynchAddress=0, extra_descriptors=[],
        )  # fmt: skip

    def open_device(self, dev: UsbGadget) -> UsbGadget:
        if dev.no_driver:
            raise NotImplementedError("no driver")
        dev.call("open")
        return dev

    def close_device(self, dev_handle: UsbGadget) -> None:
        dev_handle.calls.append("close")

    def get_configuration(self, dev_handle: UsbGadget) -> int:
        dev_handle.call("get_configuration")
        return 1 if dev_handle.configured else 0

    def set_configuration(self, dev_handle: UsbGadget, config_value: int) -> None:
        dev_handle.call("set_configuration")
        dev_handle.configured = True

    def claim_interface(self, dev_handle: UsbGadget, intf: int) -> None:
        dev_handle.call("claim")

    def release_interface(self, dev_handle: UsbGadget, intf: int) -> None:
        dev_handle.call("release")

    def clear_halt(self, dev_handle: UsbGadget, ep: int) -> None:
        dev_handle.call("clear_halt")
        dev_handle.halted.discard(ep)

    def bulk_write(self, dev_handle: UsbGadget, ep: int, intf: int, data: Any, timeout: int) -> int:
        dev_handle.call("write")
        return dev_handle.write(ep, bytes(data))

    def bulk_read(self, dev_handle: UsbGadget, ep: int, intf: int, buff: array[int], timeout: int) -> int:
        dev_handle.call("read")
        return dev_handle.read(ep, buff)
