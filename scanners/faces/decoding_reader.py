"""A card reader whose photos are decoded by a vendor's library."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace

from app.domain.errors import DeviceError
from app.ports.card_photo import CardPhotoDecoder
from app.ports.id_card_reader import CardReading, IdCardReader, never_cancelled

log = logging.getLogger(__name__)


class DecodingCardReader:
    """`reader`, and `decoder` for the photo. A photo that cannot be decoded costs nothing else of the reading."""

    def __init__(self, reader: IdCardReader, decoder: CardPhotoDecoder) -> None:
        self._reader = reader
        self._decoder = decoder

    def describe(self) -> str:
        """See `IdCardReader.describe`."""
        return self._reader.describe()

    def check(self) -> None:
        """See `IdCardReader.check`."""
        self._reader.check()

    def read(self, *, cancelled: Callable[[], bool] = never_cancelled, timeout: float = 30.0) -> CardReading:
        """See `IdCardReader.read`; `CardReading.photo` is filled where the decoder opens the photo."""
        reading = self._reader.read(cancelled=cancelled, timeout=timeout)
        if not reading.photo_wlt:
            return reading
        try:
            return replace(reading, photo=self._decoder.decode(reading.photo_wlt))
        except DeviceError as fault:
            log.warning("card photo not decoded: %s", fault)
            return reading

    def close(self) -> None:
        """See `IdCardReader.close`."""
        try:
            self._reader.close()
        finally:
            self._decoder.close()
