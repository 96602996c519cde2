"""Opening the compressed photo of an identity card."""

from __future__ import annotations

from typing import Protocol


class CardPhotoDecoder(Protocol):
    """A vendor's decoder where one is installed; the product ships none."""

    def decode(self, photo_wlt: bytes) -> bytes:
        """The photo as a BMP of 102 by 126 pixels, from the 1024 bytes on the card.

        Raises `DeviceError`: `photo_not_decoded` (`status`), `photo_library_failed`, `library_missing`,
        `library_wrong_bits`, `driver_crashed`, `driver_hung`. Never gives a picture that is not the card's.
        """

    def close(self) -> None:
        """Give the decoder back. Closing twice does no harm."""
