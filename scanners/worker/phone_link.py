"""The phone's link in a worker process: what the phone sends is taken apart far from the window and the store."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from app.ports.phone_link import OpenedLink
from scanners.worker.document_source import WorkerDocumentSource
from scanners.worker.process import Patience

PATIENCE = Patience(start_s=30.0, answer_s=900.0, cancel_s=2.0)  # longer than a link: people take their time


class WorkerPhoneLink(WorkerDocumentSource):
    """`DocumentSource` and `PhoneLink` apart from this process."""

    def __init__(self, factory: str, options: Mapping[str, str]) -> None:
        """`factory` is `module:function`, as the registry lists it."""
        super().__init__(factory, options, PATIENCE)

    def open_link(self) -> OpenedLink:
        """See `PhoneLink.open_link`. Raises `device.busy` while a scan of the link before runs."""
        return cast(OpenedLink, self._worker.call("open_link", wait=False))
