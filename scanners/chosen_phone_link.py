"""The phone's link while the settings allow it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from app.domain.errors import DeviceError
from app.ports.document_source import ScannedFrame, ScanRequest, SourceDescription, never_cancelled
from app.ports.phone_link import OpenedLink
from scanners.chosen_one import ChosenOne
from scanners.worker.phone_link import WorkerPhoneLink


class ChosenPhoneLink:
    """`DocumentSource` and `PhoneLink` that is not there while it is switched off."""

    def __init__(self, chosen: Callable[[], str], open_link: Callable[[str], WorkerPhoneLink]) -> None:
        """`chosen` gives the address to listen on, empty while the link is switched off; it is asked each time."""
        self._link = ChosenOne(chosen, open_link, WorkerPhoneLink.close)

    def list(self) -> tuple[SourceDescription, ...]:
        """Nothing: a phone is never found on the desk, `open_link` says from where its pictures come."""
        return ()

    def describe(self, source_id: str) -> SourceDescription:
        """Describe it. Raises `DeviceError` (`phone_link_off`)."""
        return self._required().describe(source_id)

    def open_link(self) -> OpenedLink:
        """See `PhoneLink.open_link`."""
        return self._required().open_link()

    def scan(self, request: ScanRequest, *, cancelled: Callable[[], bool] = never_cancelled) -> Iterator[ScannedFrame]:
        """Take the pictures of the open link."""
        return self._required().scan(request, cancelled=cancelled)

    def close(self) -> None:
        """End the process of the link, and the link with it."""
        self._link.close()

    def _required(self) -> WorkerPhoneLink:
        link = self._link.now()
        if link is None:
            raise DeviceError("phone_link_off")
        return link
