"""The commands of the SAM-V module and what a good answer to each looks like."""

from __future__ import annotations

from dataclasses import dataclass

from scanners.cards.status import CARD_FOUND, OK
from scanners.drivers.sam_v.frame import encode

TEXT_LENGTH = 256
PHOTO_LENGTH = 1024


@dataclass(frozen=True, slots=True)
class Command:
    """One command. `good` is its status on success, `data_length` the bytes that come with it (None: varies)."""

    name: str
    body: bytes
    good: int = OK
    data_length: int | None = 0

    @property
    def frame(self) -> bytes:
        """The bytes for the line."""
        return encode(self.body)


RESET_SAM = Command("reset", b"\x10\xff")
SAM_STATUS = Command("status", b"\x11\xff")
READ_SAM_ID = Command("sam_id", b"\x12\xff", data_length=16)
FIND_CARD = Command("find", b"\x20\x01", good=CARD_FOUND, data_length=4)
SELECT_CARD = Command("select", b"\x20\x02", data_length=8)
READ_TEXT_PHOTO = Command("read", b"\x30\x01", data_length=None)
READ_TEXT_PHOTO_FINGERPRINT = Command("read_fingerprint", b"\x30\x10", data_length=None)
READ_NEWEST_ADDRESS = Command("newest_address", b"\x30\x03", data_length=70)

BAUD_RATES = (115200, 57600, 38400, 19200, 9600)
"""Line speeds a module can be set to; the first is the factory's."""
