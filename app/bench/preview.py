"""How lively a document camera is shown: a video file of 1080p, 30 pictures a second, stands in for the camera.

Wall time, because that is what the clerk sees, through the worker process and its pipe, as the window gets it.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from app.bench.metric import Metric

WIDTH, HEIGHT = 1920, 1080
PER_S = 30
SECONDS = 4
LEAST_FPS, LEAST_LOOKS = 15.0, 4.0


def run() -> list[Metric]:
    """`preview_fps` and `outline_per_s`, each against what is the least."""
    with tempfile.TemporaryDirectory(prefix="tongban-bench-") as folder:
        video = Path(folder) / "camera.avi"
        _film(video)
        frames, looks = _watched(str(video))
    return [
        Metric("preview_fps", frames, "1/s", LEAST_FPS, frames / LEAST_FPS, "higher", 1.0),
        Metric("outline_per_s", looks, "1/s", LEAST_LOOKS, looks / LEAST_LOOKS, "higher", 1.0),
    ]


def _film(path: Path) -> None:
    """A form on a wooden desk; the lamp flickers a little, so that no frame is like the one before."""
    from scanners.imaging.opencv import cv2
    from scanners.simulated.sample_papers import draw_paper, sample_paper
    from scanners.simulated.sample_photos import Desk, PhotoSetting, compose

    setting = PhotoSetting(width=WIDTH, height=HEIGHT, desk=Desk.WOOD, seed=11, fill=0.9)
    pixels, _ = compose(draw_paper(sample_paper("application_form"), dpi=180), setting)
    picture = cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR)
    film = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), PER_S, (WIDTH, HEIGHT))
    for number in range(PER_S * SECONDS):
        film.write(cv2.convertScaleAbs(picture, alpha=0.98 + 0.01 * (number % 3)))
    film.release()


def _watched(camera: str) -> tuple[float, float]:
    """Frames and outlines a second, from the first frame to the end of the film."""
    from app.domain.errors import DeviceError
    from app.ports.live_preview import PreviewRequest
    from scanners.registry import worker_camera

    source = worker_camera(camera)
    began = last = 0.0
    frames, looks = 0, set[int]()
    try:
        for frame in source.watch(PreviewRequest(f"camera:{camera}", automatic=False)):
            last = time.perf_counter()
            began = began or last
            frames += 1
            if frame.look is not None and frame.look.outlines:
                looks.add(frame.look.frame)
    except DeviceError as end:
        if end.code != "device.camera_unplugged":  # so a film ends
            raise
    finally:
        source.close()
    lasted = max(last - began, 1e-6)
    return (frames - 1) / lasted, len(looks) / lasted
