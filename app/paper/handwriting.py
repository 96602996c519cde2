"""A signature written on the screen, drawn as lines: as sharp as the printer is, and far smaller than a picture."""

from __future__ import annotations

from app.domain.handwritten_signature import FULL_PRESSURE, PrintedSignature, StrokePoint
from app.paper.sheet import Box, Ink, PlacedLine, Sheet

_INK = Ink(0.05, 0.09, 0.30)
_THIN, _THICK = 0.5, 1.5  # points; what the pressure makes of the pen
_EVEN = 0.9  # a finger or a mouse says nothing of pressure
_LEVELS = 5  # lines of one thickness are drawn together
_STEP = 0.25  # points; nobody sees a shorter line


def draw_handwriting(sheet: Sheet, box: Box, written: PrintedSignature) -> None:
    """The strokes, as large as they go into `box`, standing on its lower edge; never stretched."""
    points = [at for stroke in written.strokes for at in stroke.points]
    left, top = min(at.x for at in points), min(at.y for at in points)
    across = max(at.x for at in points) - left or 1
    down = max(at.y for at in points) - top or 1
    inner = box.inset(_THICK / 2)
    scale = min(inner.width / across, inner.height / down)
    base = inner.bottom - down * scale

    def placed(at: StrokePoint) -> tuple[float, float]:
        return inner.x + (at.x - left) * scale, base + (at.y - top) * scale

    lines: list[PlacedLine] = []
    for stroke in written.strokes:
        before = placed(stroke.points[0])
        for at in stroke.points[1:]:
            after = placed(at)
            if abs(after[0] - before[0]) + abs(after[1] - before[1]) >= _STEP:
                lines.append(PlacedLine(*before, *after, _thickness(at), _INK))
                before = after
    for line in sorted(lines, key=lambda line: line.thickness):
        sheet.line(line)


def _thickness(at: StrokePoint) -> float:
    if not at.pressure:
        return _EVEN
    level = round(_LEVELS * min(at.pressure, FULL_PRESSURE) / FULL_PRESSURE) / _LEVELS
    return _THIN + (_THICK - _THIN) * level
