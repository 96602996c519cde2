"""What a document camera sees, while the paper is still being laid straight."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from app.domain.page import PageConfidence, Quality
from app.domain.page_text import Corners
from app.ports.document_source import ScannedFrame, never_cancelled


@dataclass(frozen=True, slots=True)
class PreviewRequest:
    """What to watch.

    `automatic` has a picture taken whenever a good page lies still. With `whole_desk` all that lies on the desk makes
    one picture (several cards at once), and a little more time is left to lay the next one; without it there is no
    automatic picture while several sheets are in sight.
    """

    source_id: str
    automatic: bool = True
    whole_desk: bool = False


@dataclass(frozen=True, slots=True)
class SheetOutline:
    """One sheet: `corners` in pixels of the preview picture, clockwise from its top left on the screen."""

    corners: Corners
    confidence: PageConfidence


@dataclass(frozen=True, slots=True)
class PreviewLook:
    """What was made out in frame number `frame`, at least four times a second.

    `outlines` are the sheets in reading order, empty where none is certain enough to be shown. `quality` is a hint for
    the hand that lays the paper: the verdict that counts is given on the picture that is taken. `still_s` is for how
    many seconds nothing has moved.
    """

    frame: int
    outlines: tuple[SheetOutline, ...]
    quality: Quality
    still_s: float


@dataclass(frozen=True, slots=True)
class PreviewFrame:
    """One picture to show.

    `picture` is a JPEG of `width` times `height` pixels, the longer side at most 1920. `look` is the newest one, of
    this frame or one shortly before, None before the first. `shot` is the automatic picture in full size, told once:
    keep it as any scanned frame.
    """

    number: int
    picture: bytes
    width: int
    height: int
    look: PreviewLook | None
    shot: ScannedFrame | None


class LivePreview(Protocol):
    """A source of pages that can be watched. Blocks: for the lane of the device."""

    def watch(
        self, request: PreviewRequest, *, cancelled: Callable[[], bool] = never_cancelled
    ) -> Iterator[PreviewFrame]:
        """Frames as they come, only the newest: who is slow misses some. Ends when `cancelled`.

        `DocumentSource.scan` of the same id may be called between two frames or from another thread: it takes the
        picture by hand. Raises `app.domain.errors.DeviceError`.
        """
