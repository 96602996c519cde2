"""A SAM-V card reader on a serial port."""

from __future__ import annotations

from scanners.drivers.sam_v.card_reader import SamCardReader
from scanners.drivers.sam_v.commands import BAUD_RATES
from scanners.drivers.sam_v.module import SamTimings
from scanners.drivers.sam_v.serial_transport import SerialTransport


class SerialSamReader(SamCardReader):
    """Reads cards by a SAM-V module on the serial port `port` (`/dev/ttyUSB0`, `COM3`)."""

    def __init__(
        self,
        port: str,
        baud: int = BAUD_RATES[0],
        *,
        fingerprint: bool = False,
        timings: SamTimings | None = None,
    ) -> None:
        super().__init__(
            f"sam-v:serial:{port}",
            lambda: SerialTransport(port, baud),
            fingerprint=fingerprint,
            timings=timings,
        )
