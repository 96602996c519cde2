"""What reading a page costs beside what cannot be avoided: decoding the picture and one zxing-cpp read of it.

Processor time, not wall time, so that threads are counted and a busy machine does not lie. `plain` is a form with a
code on a dark desk; `worst` is a licence on a cluttered desk, photographed in bad light, whose code can no longer be
read, so that every repair is tried.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from app.bench.metric import Metric

ROUNDS = 5
PLAIN_GOAL, WORST_GOAL = 2.5, 5.0


def run() -> list[Metric]:
    """`plain` and `worst`: milliseconds of processor time for a frame of 8 megapixels, floor beside it."""
    return [
        _measured("plain", _plain(), PLAIN_GOAL),
        _measured("worst", _worst(), WORST_GOAL),
    ]


def _measured(name: str, jpeg: bytes, goal: float) -> Metric:
    from scanners.registry import open_page_reader

    reader = open_page_reader()
    ours, bare = _in_turns(lambda: reader.analyse(jpeg, "image/jpeg"), lambda: _floor(jpeg))
    return Metric(name, ours, "ms", bare, ours / bare, "lower", goal)


def _in_turns(ours: Callable[[], object], bare: Callable[[], object]) -> tuple[float, float]:
    """Median milliseconds of both, measured in turns so that whatever else runs falls on both."""
    times: tuple[list[float], list[float]] = ([], [])
    ours(), bare()  # imports and first-use tables
    for _ in range(ROUNDS):
        for work, kept in zip((ours, bare), times, strict=True):
            before = time.process_time()
            work()
            kept.append((time.process_time() - before) * 1000)
    return statistics.median(times[0]), statistics.median(times[1])


def _floor(jpeg: bytes) -> object:
    import numpy as np
    import zxingcpp

    from scanners.imaging.opencv import cv2

    pixels = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    return zxingcpp.read_barcodes(np.asarray(pixels))


def _plain() -> bytes:
    from scanners.simulated.sample_papers import draw_paper, sample_paper
    from scanners.simulated.sample_photos import Desk, PhotoSetting, photograph

    setting = PhotoSetting(width=3264, height=2448, desk=Desk.DARK, seed=11, fill=0.9)
    return photograph(draw_paper(sample_paper("application_form"), dpi=230), setting).jpeg


def _worst() -> bytes:
    from scanners.simulated.sample_papers import draw_paper, sample_paper
    from scanners.simulated.sample_photos import Desk, PhotoSetting, photograph

    setting = PhotoSetting(
        width=3264, height=2448, desk=Desk.CLUTTER, seed=12, fill=0.9, light=0.6, shadow=0.4, noise=9.0, blur=5.0
    )
    return photograph(draw_paper(sample_paper("business_licence"), dpi=230), setting).jpeg
