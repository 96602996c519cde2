"""A camera that runs: one thread takes its pictures, another looks at the newest of them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from app.domain.errors import DeviceError
from app.ports.live_preview import PreviewLook
from scanners.drivers.camera.look import Looker
from scanners.drivers.camera.stillness import AutomaticShot, Stillness, Wanted, is_black, thumbnail
from scanners.drivers.camera.video import Video
from scanners.imaging.picture import Grey, Picture
from scanners.imaging.shrink import shrunk

PREVIEW_SIDE = 1920
LEAST_SIDE = 1000  # pixels: a face camera of 640 x 480 reads no letter of a page
_LOOK_EVERY_S = 0.14
_NOBODY_S = 5.0  # after that the camera is let go of, for other programs
_END_S = 2.0
_WAKING = 4  # first pictures are black or badly lit


@dataclass(frozen=True, slots=True)
class CameraPicture:
    """One picture as the camera gave it, BGR, and its number from 1 on."""

    pixels: Picture
    number: int


class CameraFeed:
    """Runs from `start` until nobody has asked for 5 seconds, or the camera fails.

    A device that hangs makes `newest` wait for ever: the process around it is what ends that.
    """

    def __init__(self, video: Video) -> None:
        """`start` opens it."""
        self._video = video
        self._news = threading.Condition()
        self._newest: CameraPicture | None = None
        self._fault: Exception | None = None
        self._over = self._told = False
        self._asked = time.monotonic()
        self._wanted = Wanted()
        self._look: PreviewLook | None = None
        self._shot: Picture | None = None
        self._trigger = AutomaticShot()
        self._threads = [
            threading.Thread(target=self._guarded, args=(run,), daemon=True) for run in (self._take, self._watch)
        ]

    @property
    def running(self) -> bool:
        """Whether there is something more to tell: pictures, or a fresh fault that nobody has heard of."""
        fresh = time.monotonic() - self._asked < _NOBODY_S
        return not self._over or (fresh and self._fault is not None and not self._told)

    def start(self) -> None:
        """Open the camera and go on in the background."""
        for thread in self._threads:
            thread.start()

    def want(self, wanted: Wanted) -> None:
        """Say what to take by itself."""
        self._wanted = wanted

    def newest(self, after: int, cancelled: Callable[[], bool]) -> CameraPicture | None:
        """The newest picture with a number above `after`; None when cancelled or closed before there is one.

        Raises the fault of the camera (`DeviceError`).
        """
        with self._news:
            while True:
                self._asked = time.monotonic()
                if self._fault is not None:
                    self._told = True
                    raise self._fault
                picture = self._newest
                if picture is not None and picture.number > after:
                    return picture
                if self._over or cancelled():
                    return None
                self._news.wait(0.05)

    def look(self) -> PreviewLook | None:
        """The newest look, None before the first."""
        return self._look

    def take_shot(self) -> Picture | None:
        """The picture taken by itself since the last call, if there is one."""
        with self._news:
            shot, self._shot = self._shot, None
            return shot

    def taken_by_hand(self, pixels: Picture) -> None:
        """What lies there now needs no automatic picture any more."""
        self._trigger.taken(thumbnail(pixels))

    def close(self) -> None:
        """Let go of the camera; with its next picture where it takes longer than a moment."""
        self._over = True
        for thread in self._threads:
            thread.join(_END_S)

    def _guarded(self, run: Callable[[], None]) -> None:
        try:
            run()
        except Exception as fault:  # noqa: BLE001 - handed to whoever asks next, who raises it
            with self._news:
                self._fault = self._fault or fault
        finally:
            with self._news:
                self._over = True
                self._news.notify_all()

    def _take(self) -> None:
        try:
            self._video.open()
            waking, number = _WAKING, 0
            while not self._over and time.monotonic() - self._asked < _NOBODY_S:
                pixels = self._video.read()
                _check_size(pixels)
                if waking:
                    waking -= 1
                    continue
                number += 1
                with self._news:
                    self._newest = CameraPicture(pixels, number)
                    self._news.notify_all()
        finally:
            self._video.close()

    def _watch(self) -> None:
        looker, stillness, seen_number = Looker(), Stillness(), 0
        while not self._over:
            began = time.monotonic()
            with self._news:
                picture = self._newest
                if picture is None or picture.number == seen_number:
                    self._news.wait(0.05)
                    continue
            seen_number = picture.number
            seen = thumbnail(picture.pixels)
            still_s = stillness.see(seen, began)
            self._look = looker.look(preview_size(picture.pixels), picture.number, began, still_s)
            self._shoot_if_due(picture.pixels, seen, self._look)
            time.sleep(max(0.0, _LOOK_EVERY_S - (time.monotonic() - began)))

    def _shoot_if_due(self, pixels: Picture, seen: Grey, look: PreviewLook) -> None:
        if not is_black(seen) and self._trigger.is_due(seen, look, self._wanted):
            self._trigger.taken(seen)
            with self._news:
                self._shot = pixels


def preview_size(pixels: Picture) -> Picture:
    """The picture as it is shown and looked at."""
    small, _ = shrunk(pixels, PREVIEW_SIDE)
    return small


def _check_size(pixels: Picture) -> None:
    height, width = pixels.shape[:2]
    if max(width, height) < LEAST_SIDE:
        raise DeviceError("camera_too_small", width=width, height=height)
