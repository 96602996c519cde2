"""A document camera with sample papers on its desk, for the demo, for practice and for tests; it can fail too."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from PIL import Image

from app.domain.errors import DeviceError
from resources.texts import text
from scanners.drivers.camera.source import CameraDocumentSource, CameraPlace
from scanners.imaging.opencv import cv2
from scanners.imaging.picture import Picture, as_bytes
from scanners.simulated.sample_papers import draw_paper, sample_paper
from scanners.simulated.sample_photos import Desk, PhotoSetting, compose

ADDRESS = "simulated:"
_FRAME_S = 1 / 20
_TICK_S = 0.5
_BARE = PhotoSetting(width=1920, height=1440, desk=Desk.GREEN_MAT, seed=3, perspective=0.02, noise=1.0)


@dataclass(frozen=True, slots=True)
class Scene:
    """What lies on the desk for `seconds`; `fault` is a cause of `DeviceError`, or `hang`, or `black`."""

    papers: tuple[str, ...] = ()
    seconds: float = 4.0
    fault: str = ""


_EMPTY = Scene(seconds=1.2)
_A_VISIT = (
    _EMPTY,
    Scene(("application_form",)),
    _EMPTY,
    Scene(("partnership_agreement",)),
    _EMPTY,
    Scene(("business_licence",)),
    _EMPTY,
    Scene(("id_card_front", "id_card_back"), 6.0),
)


class SimulatedVideo:
    """Plays scenes one after the other, over and over; see `scanners.drivers.camera.video.Video`.

    Papers are drawn in the background; until one is ready the desk is empty.
    """

    def __init__(self, scenes: Sequence[Scene]) -> None:
        """At least one scene."""
        self._scenes = tuple(scenes)
        self._drawn: dict[tuple[str, ...], Picture] = {}
        self._began = self._due = 0.0

    def open(self) -> None:
        """Begin with the first scene."""
        self._drawn = {(): desk_with(())}
        threading.Thread(target=self._draw_all, daemon=True).start()
        self._began = self._due = time.monotonic()

    def read(self) -> Picture:
        """The next picture, BGR. Raises the scene's fault."""
        time.sleep(max(0.0, self._due - time.monotonic()))
        self._due = max(self._due + _FRAME_S, time.monotonic())
        scene = self._scene_now()
        while scene.fault == "hang":
            time.sleep(_TICK_S)
        if scene.fault == "black":
            return np.zeros_like(self._drawn[()])
        if scene.fault:
            raise DeviceError(scene.fault, camera=ADDRESS)
        return self._drawn.get(scene.papers, self._drawn[()])

    def close(self) -> None:
        """Nothing is held."""

    def _scene_now(self) -> Scene:
        since = (time.monotonic() - self._began) % sum(scene.seconds for scene in self._scenes)
        for scene in self._scenes:
            if since < scene.seconds:
                return scene
            since -= scene.seconds
        return self._scenes[-1]

    def _draw_all(self) -> None:
        for papers in dict.fromkeys(scene.papers for scene in self._scenes):
            if papers not in self._drawn:
                self._drawn[papers] = desk_with(papers)


def desk_with(papers: Sequence[str]) -> Picture:
    """The desk with these papers side by side, BGR, as the camera sees it."""
    seen, _ = compose(Image.new("RGB", (4, 4)), replace(_BARE, fill=0.001, shift=(3.0, 3.0)))
    for place, name in enumerate(papers):
        card = name.startswith("id_card")
        setting = replace(_BARE, fill=0.5 if card else 0.85)
        if len(papers) > 1:
            setting = replace(_BARE, fill=0.4, shift=((place + 0.5) / len(papers) - 0.5, 0.0), tilt_deg=3.0 - 5 * place)
        laid, corners = compose(draw_paper(sample_paper(name), dpi=400 if card else 180), setting)
        cover = np.zeros(seen.shape[:2], np.uint8)
        cv2.fillConvexPoly(cover, np.round(np.array(corners)).astype(np.int32), [1])
        with_shadow = as_bytes(cv2.dilate(cover, np.ones((25, 25), np.uint8)))
        seen = as_bytes(np.where(with_shadow[..., None] > 0, laid, seen))
    return as_bytes(cv2.cvtColor(seen, cv2.COLOR_RGB2BGR))


def open_simulated_camera(options: Mapping[str, str]) -> CameraDocumentSource:
    """Option `script`: JSON, a list of scenes `{"papers": [...], "seconds": 4, "fault": ""}`; without it a visit."""
    scenes: tuple[Scene, ...] = _A_VISIT
    if "script" in options:
        scenes = tuple(
            Scene(tuple(scene.get("papers", ())), float(scene.get("seconds", 4)), str(scene.get("fault", "")))
            for scene in json.loads(options["script"])
        )
    name = text("sources.camera_simulated")
    return CameraDocumentSource(CameraPlace(ADDRESS, lambda: True, partial(SimulatedVideo, scenes), name))
