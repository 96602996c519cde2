"""A camera and a phone for view-model tests: what they give is what the test put there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from app.domain.errors import DeviceError
from app.ports.document_source import never_cancelled
from app.ports.live_preview import PreviewFrame, PreviewRequest
from app.ports.phone_link import OpenedLink
from resources.texts import text


@dataclass
class ScriptedCamera:
    """Gives `frames` and ends; `watched` keeps the requests."""

    frames: list[PreviewFrame | DeviceError] = field(default_factory=list)
    watched: list[PreviewRequest] = field(default_factory=list)

    def watch(
        self, request: PreviewRequest, *, cancelled: Callable[[], bool] = never_cancelled
    ) -> Iterator[PreviewFrame]:
        self.watched.append(request)
        for frame in self.frames:
            if cancelled():
                return
            if isinstance(frame, DeviceError):
                raise frame
            yield frame


class SwitchedOffPhone:
    """As the settings have it before anybody switches it on."""

    def open_link(self) -> OpenedLink:
        raise DeviceError("phone_link_off")


@dataclass
class LinkedPhone:
    """Opens the same link again and again; its pictures come from the document source of the desk."""

    qr_png: bytes = b""
    lasts_s: int = 600

    def open_link(self) -> OpenedLink:
        url = "http://127.0.0.1:8765/sample"
        return OpenedLink(url, self.qr_png, "phone:", text("phone_link.at_the_window"), self.lasts_s)
