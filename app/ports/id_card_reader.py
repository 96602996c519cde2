"""Reading second-generation identity cards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from app.domain.applicant import Person


def never_cancelled() -> bool:
    """Answer False always: nobody stops the reading. The default of `IdCardReader.read`."""
    return False


@dataclass(frozen=True, slots=True)
class CardDetails:
    """What only some card kinds carry; empty where the card has no such field."""

    permit_number: str = ""
    """Travel permit of a Hong Kong, Macau or Taiwan resident, nine characters."""
    issue_count: str = ""
    """How often the residence permit (two characters) or the 2023 foreigner's card was issued."""
    card_version: str = ""
    """Version of a 2017 foreigner's card."""
    accepting_authority: str = ""
    """Code of the authority that took in the application for a 2017 foreigner's card."""
    previous_number_link: str = ""
    """What ties a 2023 foreigner's card to the number of the version before."""


@dataclass(frozen=True, slots=True)
class CardReading:
    """Everything one card gave in one reading. Nothing in it is guessed: what is absent is empty."""

    person: Person
    details: CardDetails
    reader_serial: str
    newest_address: str = ""
    """Address written onto the card later (追加住址); newer than `person.address`. Often empty."""
    photo_wlt: bytes = field(default=b"", repr=False)
    """The compressed photo as it lies on the card, 1024 bytes; only a licensed decoder can open it."""
    photo: bytes = field(default=b"", repr=False)
    """The photo opened by such a decoder, as a BMP; empty where none is installed or it failed."""
    fingerprint: bytes = field(default=b"", repr=False)
    """Fingerprint templates (0, 512 or 1024 bytes); only read when the reader was opened for it."""
    raw_text: bytes = field(default=b"", repr=False)
    """The text record as it lies on the card, 256 bytes (UTF-16LE)."""

    @property
    def photo_undecoded(self) -> bool:
        """Whether the card has a photo that nobody here could open."""
        return bool(self.photo_wlt) and not self.photo

    @property
    def current_address(self) -> str:
        """The newest address where the card has one, else the printed one."""
        return self.newest_address or self.person.address


class IdCardReader(Protocol):
    """A reader at the window. One thread at a time may use it."""

    def describe(self) -> str:
        """Where and what it is, for lists and the log: the reader address and the module's serial."""
        ...

    def check(self) -> None:
        """Ask whether it is there and fit to read; needs no card. Raises `DeviceError` when it is not."""
        ...

    def read(self, *, cancelled: Callable[[], bool] = never_cancelled, timeout: float = 30.0) -> CardReading:
        """Wait up to `timeout` seconds for a card and read it.

        `cancelled` is asked several times a second. Raises `DeviceError` (`device.no_card` when none came,
        `device.unplugged`, `device.card_refused`, ...) and `Cancelled`.
        """
        ...

    def close(self) -> None:
        """Give the device back. Closing twice does no harm."""
        ...
