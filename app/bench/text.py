"""What reading a page's writing costs beside the engine's own call on the same picture.

`ocr` is processor time of the writing alone, so that a busy machine does not lie; its floor is rapidocr's own call with
the same cap of 960 pixels on the long side, on one thread, where no thread waits busily for another. `page` is the wall
time of everything that is read from an A4 sheet - file decoded, seals, writing, known paper, signature - after a warm
start, over the engine's own call on its usual two threads; `page_s` is the same time over the 1.2 seconds that a page
may take.
"""

from __future__ import annotations

import io
import statistics
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.bench.metric import Metric

if TYPE_CHECKING:
    from PIL import Image

PAPERS = ("application_form", "business_licence", "id_card_front")
SHEET = "premises_proof"
DPI = 200
ROUNDS = 5
GOAL = 1.15
PAGE_S = 1.2


def run() -> list[Metric]:
    """`ocr`: milliseconds of processor time for three papers; `page`, `page_s`: wall time until one sheet is read."""
    page = _page()
    seconds = page.value / 1000
    return [_ocr(), page, Metric("page_s", seconds, "s", PAGE_S, seconds / PAGE_S, "lower", 1.0)]


def _ocr() -> Metric:
    import numpy as np

    from scanners.reading.text_engine import TextEngine

    engine, bare = TextEngine(), _bare_engine(threads=1)
    pictures = [np.asarray(_drawn(name)) for name in PAPERS]
    turned = [np.ascontiguousarray(picture[:, :, ::-1]) for picture in pictures]
    ours, floor = _in_turns(
        lambda: [engine.lines(picture) for picture in pictures],
        lambda: [bare(picture) for picture in turned],
        time.process_time,
    )
    return Metric("ocr", ours, "ms", floor, ours / floor, "lower", GOAL)


def _page() -> Metric:
    import numpy as np

    from scanners.registry import open_text_reader

    reader, bare = open_text_reader(), _bare_engine(threads=2)
    sheet = _drawn(SHEET)
    out = io.BytesIO()
    sheet.save(out, "JPEG", quality=85)
    turned = np.ascontiguousarray(np.asarray(sheet)[:, :, ::-1])
    ours, floor = _in_turns(lambda: reader.read(out.getvalue()), lambda: bare(turned), time.perf_counter)
    return Metric("page", ours, "ms", floor, ours / floor, "lower")


def _in_turns(
    ours: Callable[[], object], bare: Callable[[], object], clock: Callable[[], float]
) -> tuple[float, float]:
    """Median milliseconds of both, measured in turns so that whatever else runs falls on both."""
    times: tuple[list[float], list[float]] = ([], [])
    ours(), bare()  # first use
    for _ in range(ROUNDS):
        for work, kept in zip((ours, bare), times, strict=True):
            before = clock()
            work()
            kept.append((clock() - before) * 1000)
    return statistics.median(times[0]), statistics.median(times[1])


def _bare_engine(threads: int) -> Any:
    from rapidocr import RapidOCR

    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "EngineConfig.onnxruntime.intra_op_num_threads": threads,
            "Det.limit_type": "max",
            "Det.limit_side_len": 960,
        }
    )


def _drawn(name: str) -> Image.Image:
    from scanners.simulated.sample_papers import draw_paper, sample_paper

    return draw_paper(sample_paper(name), dpi=DPI)
