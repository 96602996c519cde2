"""How fast papers are made, beside bare reportlab drawing the same lines of text with the same fonts.

The floor measures nothing, breaks no line, draws no table, code or picture: it only puts the words where the layout
put them.
"""

from __future__ import annotations

import io
import statistics
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from app.bench.metric import Metric
from app.domain.paper import PaperKind

if TYPE_CHECKING:
    from app.domain.paper import PaperContent
    from app.paper.pdf_writer import Document

SETS, LABELS = 12, 60
_TWENTIETHS = 20


def run() -> list[Metric]:
    """`pages`: pages a second of one set of papers; `label_p95`: milliseconds for a label, 19 of 20 are faster."""
    from app.paper.fonts import FontBook
    from app.paper.layouts import lay_out
    from app.paper.renderer import ReportLabPaperRenderer

    contents = {kind: _sample(kind) for kind in PaperKind}
    renderer, fonts = ReportLabPaperRenderer(), FontBook()
    documents = {kind: lay_out(content, fonts) for kind, content in contents.items()}
    _register_plain_fonts()

    def render_all() -> None:
        for kind, content in contents.items():
            renderer.render(kind, content)

    def draw_all() -> None:
        for document in documents.values():
            _draw_words(document)

    # Both take turns, so that whatever else the machine does falls on both.
    ours, bare = _in_turns(SETS, render_all, draw_all)
    pages = sum(len(document.sheets) for document in documents.values())
    rate, floor = pages / statistics.median(ours), pages / statistics.median(bare)
    label = contents[PaperKind.LABEL]
    ours, bare = _in_turns(
        LABELS, lambda: renderer.render(PaperKind.LABEL, label), lambda: _draw_words(documents[PaperKind.LABEL])
    )
    late, floor_late = _p95(ours) * 1000, _p95(bare) * 1000
    return [
        Metric("pages", rate, "pages/s", floor, rate / floor, "higher"),
        Metric("label_p95", late, "ms", floor_late, late / floor_late, "lower"),
    ]


def _sample(kind: PaperKind) -> PaperContent:
    from app.paper.case_json import read_content
    from resources.paths import resource

    return read_content(kind, resource("samples", "papers", f"{kind.value}.json").read_bytes())


def _in_turns(rounds: int, ours: Callable[[], object], bare: Callable[[], object]) -> tuple[list[float], list[float]]:
    """Seconds of each call, after one of each that does not count."""
    ours()
    bare()
    pairs = [(_seconds(ours), _seconds(bare)) for _ in range(rounds)]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _p95(seconds: list[float]) -> float:
    return statistics.quantiles(seconds, n=_TWENTIETHS)[-1]


def _register_plain_fonts() -> None:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    from app.paper.fonts import Weight
    from resources.paths import resource

    for weight in Weight:
        file = resource("fonts", f"NotoSansSC-{weight.value}.ttf")
        pdfmetrics.registerFont(TTFont(_plain_name(weight.value), str(file)))


def _plain_name(weight: str) -> str:
    return f"Bare{weight}"


def _draw_words(document: Document) -> None:
    """The lines of a laid-out paper by reportlab alone."""
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(io.BytesIO(), pageCompression=1)
    for sheet in document.sheets:
        canvas.setPageSize((sheet.width, sheet.height))
        for placed in sheet.texts:
            canvas.setFont(_plain_name(placed.style.weight.value), placed.style.size)
            canvas.drawString(placed.x, sheet.height - placed.baseline, placed.text)
        canvas.showPage()
    canvas.save()
