"""A SAM-V card reader on USB."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanners.drivers.sam_v.card_reader import SamCardReader
from scanners.drivers.sam_v.module import SamTimings
from scanners.drivers.sam_v.usb_transport import UsbTransport

if TYPE_CHECKING:
    from usb.backend import IBackend


class UsbSamReader(SamCardReader):
    """Reads cards by the SAM-V module on USB, at `place` where there are several."""

    def __init__(
        self,
        place: str = "",
        *,
        fingerprint: bool = False,
        timings: SamTimings | None = None,
        backend: IBackend | None = None,
    ) -> None:
        super().__init__(
            f"sam-v:usb?at={place}" if place else "sam-v:usb",
            lambda: UsbTransport(place, backend),
            fingerprint=fingerprint,
            timings=timings,
        )
