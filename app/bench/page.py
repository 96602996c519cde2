"""What reading a page costs beside what cannot be avoided: decoding the picture and one zxing-cpp read of it.

Processor time, not wall time, so that threads are counted and a busy machine does not lie. `plain` is a form with a
code on a dark desk. `worst` is the dearest of three hard ones: a page without a code on a checked cloth, so that
every repair is tried in vain; a card on a cluttered desk; a licence in bad light whose code is beyond repair. Both are
page, rotation, quality and codes, with JPEG as the quickest way to hand the page over; `plain_kept` is `plain` with the
compression that the product keeps pages in, which buys small pages with processor time.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from app.bench import preview
from app.bench.metric import Metric

if TYPE_CHECKING:
    from scanners.simulated.sample_photos import PhotoSetting

WIDTH, HEIGHT = 3264, 2448
ROUNDS = 7
PLAIN_GOAL, WORST_GOAL = 2.5, 5.0
_QUICK = {"rendition": "image/jpeg"}


def run() -> list[Metric]:
    """`plain`, `worst`, `plain_kept`: milliseconds of processor time for a frame of 8 megapixels; the preview."""
    plain = _plain()
    hard = [_measured("worst", jpeg, WORST_GOAL, _QUICK) for jpeg in _hard()]
    return [
        _measured("plain", plain, PLAIN_GOAL, _QUICK),
        max(hard, key=lambda metric: metric.ratio),
        _measured("plain_kept", plain, None, {}),  # last: what it allocates makes the floor cheaper from then on
        *preview.run(),
    ]


def _measured(name: str, jpeg: bytes, goal: float | None, options: Mapping[str, str]) -> Metric:
    from scanners.registry import open_page_reader

    reader = open_page_reader(options=options)
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
    from scanners.simulated.sample_photos import Desk, PhotoSetting

    setting = PhotoSetting(width=WIDTH, height=HEIGHT, desk=Desk.DARK, seed=11, fill=0.9)
    return _photographed("application_form", setting)


def _hard() -> Iterator[bytes]:
    from scanners.simulated.sample_photos import Desk, PhotoSetting

    cloth = PhotoSetting(width=WIDTH, height=HEIGHT, desk=Desk.CLOTH, seed=12, fill=0.9)
    yield _photographed("partnership_agreement", cloth)
    clutter = PhotoSetting(width=WIDTH, height=HEIGHT, desk=Desk.CLUTTER, seed=13, fill=0.5)
    yield _photographed("id_card_front", clutter)
    dim = replace(clutter, fill=0.9, light=0.6, shadow=0.4, noise=9.0, blur=5.0)
    yield _photographed("business_licence", dim)


def _photographed(name: str, setting: PhotoSetting) -> bytes:
    from scanners.simulated.sample_papers import draw_paper, sample_paper
    from scanners.simulated.sample_photos import photograph

    return photograph(draw_paper(sample_paper(name), dpi=230), setting).jpeg
