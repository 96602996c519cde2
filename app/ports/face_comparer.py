"""An optional model that lays two faces side by side; the product ships none."""

from __future__ import annotations

from typing import Protocol

from app.domain.identity_check import FaceHint


class FaceComparer(Protocol):
    """Works on this station alone and keeps nothing of what it was given."""

    def compare(self, card_picture: bytes, live_picture: bytes) -> FaceHint | None:
        """What the model makes of the two; None where it finds no face in one of them.

        Encoded pictures (BMP, JPEG, PNG). Raises `DeviceError` (`driver_crashed`, `driver_hung`), `PageError`.
        """
