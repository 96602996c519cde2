"""A card reader that tells the demo's desk whose card it read, so that the sample papers are that person's."""

from __future__ import annotations

from collections.abc import Callable

from app.domain.applicant import Person
from app.ports.id_card_reader import CardReading, IdCardReader, never_cancelled


class TellingIdCardReader:
    """Any `IdCardReader`; everybody who was read is told of."""

    def __init__(self, reader: IdCardReader, tell: Callable[[Person], None]) -> None:
        """`tell` is called on the reader's lane."""
        self._reader, self._tell = reader, tell

    def describe(self) -> str:
        """What the reader says of itself."""
        return self._reader.describe()

    def check(self) -> None:
        """Whether it answers. Raises DeviceError."""
        self._reader.check()

    def read(self, *, cancelled: Callable[[], bool] = never_cancelled, timeout: float = 30.0) -> CardReading:
        """Read a card. Raises DeviceError, Cancelled."""
        reading = self._reader.read(cancelled=cancelled, timeout=timeout)
        self._tell(reading.person)
        return reading

    def close(self) -> None:
        """Close the reader."""
        self._reader.close()
