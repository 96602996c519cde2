"""The shipped stand-in for a card reader, opened as a real one is: by its address, through the real driver."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from scanners.simulated.sam_v_device import SimulatedSamDevice

if TYPE_CHECKING:
    from app.ports.id_card_reader import IdCardReader

SCHEME = "simulated:"


def open_simulated_reader(url: str) -> IdCardReader:
    """The reader at `simulated:[CARD][?fault=NAME]`, see `SimulatedSamDevice.from_address`.

    It works over a pseudo-terminal, in process where there are none. Raises `device.simulated_script`.
    """
    from scanners.drivers.sam_v.card_reader import SamCardReader
    from scanners.drivers.sam_v.commands import BAUD_RATES
    from scanners.drivers.sam_v.serial_transport import SerialTransport

    device = SimulatedSamDevice.from_address(url.removeprefix(SCHEME))
    if not hasattr(os, "openpty"):
        return SamCardReader(url, device.connect, on_close=device.stop)
    device.start()
    return SamCardReader(url, lambda: SerialTransport(device.port, BAUD_RATES[0]), on_close=device.stop)
