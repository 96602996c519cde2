"""Document cameras, a video file standing in, through the worker process the window uses."""

from __future__ import annotations

import io
import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from functools import cache
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.domain.errors import DeviceError
from app.domain.page import PageConfidence, QualityReason, QualityVerdict
from app.ports.document_source import ScanRequest, SourceKind
from app.ports.live_preview import PreviewFrame, PreviewRequest
from scanners.chosen_camera import ChosenCamera
from scanners.drivers.camera.video import OpenCvVideo
from scanners.imaging.picture import Picture, as_bytes
from scanners.registry import desk_camera, open_page_reader, worker_camera
from scanners.simulated.camera import desk_with
from scanners.worker.camera import PATIENCE, WorkerCamera
from scanners.worker.process import Patience
from tests.conftest import ExpectLog
from tests.fakes.camera import film

OPENCV = "scanners.drivers.camera.open_source:open_camera"
SIMULATED = "scanners.simulated.camera:open_simulated_camera"
SHORT = Patience(start_s=30, answer_s=2.0, cancel_s=0.5)


@cache
def desk(*papers: str) -> Picture:
    return desk_with(papers)


@pytest.fixture
def opened() -> Iterator[Callable[..., WorkerCamera]]:
    cameras = []

    def open_one(address: str, patience: Patience = PATIENCE) -> WorkerCamera:
        camera = WorkerCamera(OPENCV, {"camera": address}, patience)
        cameras.append(camera)
        return camera

    yield open_one
    for camera in cameras:
        camera.close()


@pytest.fixture
def simulated() -> Iterator[Callable[..., WorkerCamera]]:
    cameras = []

    def open_one(*scenes: dict[str, object], patience: Patience = PATIENCE) -> WorkerCamera:
        camera = WorkerCamera(SIMULATED, {"script": json.dumps(scenes)}, patience)
        cameras.append(camera)
        return camera

    yield open_one
    for camera in cameras:
        camera.close()


def watched_to_the_end(camera: WorkerCamera, request: PreviewRequest) -> list[PreviewFrame]:
    """All frames of a film; its end is a pulled plug."""
    frames = []
    with pytest.raises(DeviceError, match="camera_unplugged"):
        for frame in camera.watch(request):
            frames.append(frame)
    return frames


def size_of(picture: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(picture)) as image:
        return image.size


def test_a_camera_is_listed_while_it_is_plugged_in(tmp_path: Path, opened: Callable[..., WorkerCamera]) -> None:
    address = film(tmp_path / "camera.avi", [(desk(), 0.5)])
    camera = opened(address)

    [listed] = camera.list()
    assert (listed.id, listed.kind, listed.feeder) == (f"camera:{address}", SourceKind.CAMERA, False)
    assert camera.describe(listed.id) == listed
    with pytest.raises(DeviceError, match="source_unknown"):
        camera.describe("camera:7")
    Path(address).unlink()
    assert camera.list() == ()


def test_a_page_that_lies_still_is_outlined_and_taken_once_in_full_size(
    tmp_path: Path, opened: Callable[..., WorkerCamera]
) -> None:
    large = as_bytes(np.repeat(np.repeat(desk("application_form"), 2, 0), 2, 1))
    empty = as_bytes(np.repeat(np.repeat(desk(), 2, 0), 2, 1))
    address = film(tmp_path / "camera.avi", [(empty, 1.0), (large, 3.5)])

    frames = watched_to_the_end(opened(address), PreviewRequest(f"camera:{address}"))

    assert {size_of(frame.picture) for frame in frames} == {(1920, 1440)} == {(f.width, f.height) for f in frames}
    assert [frame.number for frame in frames] == sorted({frame.number for frame in frames})
    seen = [frame.look for frame in frames if frame.look is not None and frame.look.outlines]
    assert seen[-1].outlines[0].confidence is PageConfidence.HIGH
    assert seen[-1].quality.verdict is QualityVerdict.GOOD
    [shot] = [frame.shot for frame in frames if frame.shot is not None]
    assert (shot.media_type, size_of(shot.data)) == ("image/jpeg", (3840, 2880))
    [page] = open_page_reader().analyse(shot.data, shot.media_type)
    assert page.outline.confidence is PageConfidence.HIGH
    assert page.outline.corners is not None
    outline = np.array(seen[-1].outlines[0].corners) * 2
    assert np.abs(outline - np.array(page.outline.corners)).max() < 12


def test_several_cards_wait_for_the_whole_desk(tmp_path: Path, opened: Callable[..., WorkerCamera]) -> None:
    address = film(tmp_path / "camera.avi", [(desk("id_card_front", "id_card_back"), 4.5)])
    one_by_one = watched_to_the_end(opened(address), PreviewRequest(f"camera:{address}"))
    whole = watched_to_the_end(opened(address), PreviewRequest(f"camera:{address}", whole_desk=True))

    assert max(len(frame.look.outlines) for frame in one_by_one if frame.look is not None) == 2
    assert [frame.shot for frame in one_by_one if frame.shot] == []
    [shot] = [frame.shot for frame in whole if frame.shot]
    assert len(open_page_reader().analyse(shot.data, shot.media_type)) == 2


def test_a_picture_is_taken_by_hand_while_the_camera_is_watched(simulated: Callable[..., WorkerCamera]) -> None:
    camera = simulated({"papers": ["application_form"], "seconds": 60})
    request = PreviewRequest("camera:simulated:", automatic=False)
    watching = camera.watch(request)
    first = next(watching)

    [taken] = camera.scan(ScanRequest("camera:simulated:"))
    later = next(watching)

    assert size_of(taken.data) == (1920, 1440)
    assert later.number > first.number
    assert later.shot is None


@pytest.mark.parametrize(
    ("content", "code"), [(None, "camera_missing"), (b"no video at all", "camera_busy")], ids=["gone", "unopenable"]
)
def test_a_camera_that_cannot_be_opened_says_why(
    tmp_path: Path, opened: Callable[..., WorkerCamera], content: bytes | None, code: str
) -> None:
    path = tmp_path / "video9"
    if content is not None:
        path.write_bytes(content)
    camera = opened(str(path))

    for _ in range(2):  # and again: nothing of the first failure stays
        with pytest.raises(DeviceError, match=code):
            next(camera.watch(PreviewRequest(f"camera:{path}")))
        with pytest.raises(DeviceError, match=code):
            next(camera.scan(ScanRequest(f"camera:{path}")))


def test_a_camera_without_permission_is_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "video9"
    path.touch()
    monkeypatch.setattr(os, "access", lambda *_: False)  # the tests may run as root, whom nothing is denied

    with pytest.raises(DeviceError, match="camera_denied"):
        OpenCvVideo(str(path)).open()


def test_a_face_camera_is_refused_for_its_size(tmp_path: Path, opened: Callable[..., WorkerCamera]) -> None:
    small = as_bytes(desk()[:480, :640].copy())
    address = film(tmp_path / "face.avi", [(small, 2.0)])

    with pytest.raises(DeviceError, match="camera_too_small") as caught:
        next(opened(address).scan(ScanRequest(f"camera:{address}")))

    assert caught.value.details == {"width": 640, "height": 480}


def test_black_frames_are_shown_but_never_taken(tmp_path: Path, opened: Callable[..., WorkerCamera]) -> None:
    address = film(tmp_path / "dark.avi", [(as_bytes(np.zeros_like(desk())), 6.0)])
    camera = opened(address)

    frames = list(islice(camera.watch(PreviewRequest(f"camera:{address}")), 25))
    assert frames[-1].look is not None
    assert QualityReason.DARK in frames[-1].look.quality.reasons
    assert not any(frame.shot for frame in frames)
    with pytest.raises(DeviceError, match="camera_black"):
        next(camera.scan(ScanRequest(f"camera:{address}")))


def test_a_plug_pulled_while_watching_is_told_and_plugging_in_again_goes_on(
    simulated: Callable[..., WorkerCamera],
) -> None:
    camera = simulated({"seconds": 1.0}, {"seconds": 60, "fault": "camera_unplugged"})
    request = PreviewRequest("camera:simulated:")

    for _ in range(2):
        frames = 0
        with pytest.raises(DeviceError, match="camera_unplugged"):
            for _frame in camera.watch(request):
                frames += 1
        assert frames > 3


def test_a_camera_that_hangs_when_opened_is_killed_and_started_again(
    tmp_path: Path, opened: Callable[..., WorkerCamera], expect_log: ExpectLog
) -> None:
    pipe = tmp_path / "video9"
    os.mkfifo(pipe)  # opening it for reading waits for a writer that never comes
    camera = opened(str(pipe), SHORT)
    expect_log("scanners.worker", "hung and was killed")
    camera.warm()
    before = camera.process_id

    with pytest.raises(DeviceError, match="driver_hung"):
        next(camera.watch(PreviewRequest(f"camera:{pipe}")))

    assert camera.process_id is None
    pipe.unlink()
    film(tmp_path / "good.avi", [(desk(), 2.0)])
    (tmp_path / "good.avi").rename(pipe)
    assert next(camera.watch(PreviewRequest(f"camera:{pipe}"))).width == 1920
    assert camera.process_id not in (None, before)


def test_leaving_a_camera_that_hangs_takes_no_longer_than_a_moment(
    simulated: Callable[..., WorkerCamera], expect_log: ExpectLog
) -> None:
    camera = simulated({"seconds": 0.4}, {"seconds": 60, "fault": "hang"}, patience=Patience(30, 60, 0.5))
    stop = threading.Event()
    frames = camera.watch(PreviewRequest("camera:simulated:"), cancelled=stop.is_set)
    next(frames)
    threading.Timer(1.5, stop.set).start()
    began = time.monotonic()

    assert len(list(frames)) < 60
    assert time.monotonic() - began < 8


def test_the_camera_of_the_settings_may_change_while_the_program_runs(tmp_path: Path) -> None:
    first = film(tmp_path / "first.avi", [(desk(), 3.0)])
    chosen = ""
    camera: ChosenCamera = desk_camera(lambda: chosen)
    try:
        assert camera.list() == ()
        with pytest.raises(DeviceError, match="source_unknown"):
            camera.describe(f"camera:{first}")
        chosen = first
        assert [one.id for one in camera.list()] == [f"camera:{first}"]
        chosen = "simulated:"
        assert [one.id for one in camera.list()] == ["camera:simulated:"]
        assert next(camera.watch(PreviewRequest("camera:simulated:"))).width == 1920
    finally:
        camera.close()


def test_the_registry_knows_the_simulated_camera() -> None:
    camera = worker_camera("simulated:")
    try:
        assert camera.list()[0].kind is SourceKind.CAMERA
    finally:
        camera.close()
