"""Pictures from a phone, by a link that lives for minutes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class OpenedLink:
    """What to show: `qr_png` is the code of `url`, `notice` what clerk and applicant must know before it is used.

    Pictures come from the source `source_id` until the link ends.
    """

    url: str
    qr_png: bytes
    source_id: str
    notice: str
    lasts_s: int


class PhoneLink(Protocol):
    """Opens a link for one phone.

    After `open_link`, `DocumentSource.scan` of `source_id` gives the pictures as they come. It ends, and the link with
    it, when the phone's time is over or the scan is cancelled. Blocks: for the lane of the device.
    """

    def open_link(self) -> OpenedLink:
        """A new link; one that was open ends.

        Raises `app.domain.errors.DeviceError` (`phone_link_off`, `phone_link_cannot_listen`).
        """
