"""A page while it is being laid out: texts, lines, areas and pictures, all inside the printable box.

Measures are points (1/72 inch), `x` from the left and `y` from the top edge. Nothing is ever clipped: what would
reach beyond the margins raises PrintError `print.does_not_fit`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from app.domain.errors import PrintError
from app.paper.fonts import FontBook, Weight
from app.paper.line_breaking import break_lines

MM = 72 / 25.4
LEADING = 1.45  # line pitch as a multiple of the type size
_BASELINE = 0.88  # Noto Sans SC: 880 of 1000 units lie above the baseline
_SHRINK_STEP = 0.5
_TOLERANCE = 0.05


@dataclass(frozen=True, slots=True)
class Ink:
    """A colour, each part 0..1, and how much it covers."""

    red: float
    green: float
    blue: float
    opacity: float = 1.0


BLACK = Ink(0, 0, 0)
GREY = Ink(0.45, 0.45, 0.45)
PALE = Ink(0.93, 0.94, 0.95)
RED = Ink(0.78, 0.06, 0.06)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Lower edge."""
        return self.y + self.height

    def inset(self, by: float) -> Box:
        """The same box, smaller by `by` on every side."""
        return Box(self.x + by, self.y + by, self.width - 2 * by, self.height - 2 * by)

    def holds(self, other: Box) -> bool:
        """Whether `other` lies inside."""
        return (
            other.x >= self.x - _TOLERANCE
            and other.y >= self.y - _TOLERANCE
            and other.right <= self.right + _TOLERANCE
            and other.bottom <= self.bottom + _TOLERANCE
        )


@dataclass(frozen=True, slots=True)
class Style:
    """How text looks. `align` is "left", "center" or "right"."""

    size: float = 10
    weight: Weight = Weight.REGULAR
    ink: Ink = BLACK
    align: str = "left"

    @property
    def leading(self) -> float:
        """Distance from line to line."""
        return self.size * LEADING


@dataclass(frozen=True, slots=True)
class PlacedText:
    """One line of text; `baseline` is measured from the top of the page."""

    x: float
    baseline: float
    text: str
    style: Style


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A straight line; `dash` is the length of dash and gap, 0 for a whole line."""

    x1: float
    y1: float
    x2: float
    y2: float
    thickness: float
    ink: Ink = BLACK
    dash: float = 0


@dataclass(frozen=True, slots=True)
class PlacedCircle:
    """A dashed circle, the place for a seal."""

    x: float
    y: float
    radius: float
    ink: Ink


@dataclass(frozen=True, slots=True)
class PlacedPicture:
    """An encoded picture (JPEG or PNG) stretched into a box of its own proportions."""

    box: Box
    encoded: bytes


@dataclass(slots=True)
class Sheet:
    """One page. `printable` is the box nothing may leave."""

    width: float
    height: float
    margin: float
    fonts: FontBook
    texts: list[PlacedText] = field(default_factory=list)
    lines: list[PlacedLine] = field(default_factory=list)
    areas: list[tuple[Box, Ink]] = field(default_factory=list)
    circles: list[PlacedCircle] = field(default_factory=list)
    pictures: list[PlacedPicture] = field(default_factory=list)

    @property
    def printable(self) -> Box:
        """Everything inside the margins."""
        return Box(self.margin, self.margin, self.width - 2 * self.margin, self.height - 2 * self.margin)

    def measure(self, text: str, style: Style) -> float:
        """Width of one line."""
        return self.fonts.width(text, style.weight, style.size)

    def break_lines(self, text: str, width: float, style: Style) -> tuple[str, ...]:
        """The text in lines of at most `width`."""
        return break_lines(text, width, lambda piece: self.fonts.width(piece, style.weight, style.size))

    def text(self, x: float, y: float, text: str, style: Style) -> None:
        """One line with its top left corner at `x`, `y`; never shrunk, never broken."""
        self._place(x, y, text, style, self.measure(text.rstrip(" "), style))

    def text_lines(self, box: Box, lines: tuple[str, ...], style: Style) -> None:
        """Lines already broken, one below the other from the top of `box`, aligned in its width."""
        for number, line in enumerate(lines):
            width = self.measure(line.rstrip(" "), style)
            spare = box.width - width
            shift = {"left": 0.0, "center": spare / 2, "right": spare}[style.align]
            self._place(box.x + shift, box.y + number * style.leading, line, style, width)

    def fit(self, box: Box, text: str, style: Style, *, smallest: float) -> None:
        """Text broken into `box` and centred upright in it, shrunk down to `smallest` points.

        Raises PrintError `print.does_not_fit` when it does not go in even then.
        """
        size = style.size
        while size >= smallest:
            tried = Style(size, style.weight, style.ink, style.align)
            lines = self.break_lines(text, box.width, tried)
            height = len(lines) * tried.leading
            if height <= box.height and all(self.measure(one.rstrip(" "), tried) <= box.width for one in lines):
                self.text_lines(Box(box.x, box.y + (box.height - height) / 2, box.width, height), lines, tried)
                return
            size -= _SHRINK_STEP
        raise PrintError("does_not_fit", characters=len(text))

    def line(self, placed: PlacedLine) -> None:
        """A straight line."""
        left, top = min(placed.x1, placed.x2), min(placed.y1, placed.y2)
        self._require(Box(left, top, abs(placed.x2 - placed.x1), abs(placed.y2 - placed.y1)))
        self.lines.append(placed)

    def frame(self, box: Box, thickness: float = 0.6, ink: Ink = BLACK, dash: float = 0) -> None:
        """The four sides of a box."""
        for x1, y1, x2, y2 in (
            (box.x, box.y, box.right, box.y),
            (box.right, box.y, box.right, box.bottom),
            (box.right, box.bottom, box.x, box.bottom),
            (box.x, box.bottom, box.x, box.y),
        ):
            self.line(PlacedLine(x1, y1, x2, y2, thickness, ink, dash))

    def area(self, box: Box, ink: Ink) -> None:
        """A filled box."""
        self._require(box)
        self.areas.append((box, ink))

    def circle(self, placed: PlacedCircle) -> None:
        """A dashed circle."""
        self._require(Box(placed.x - placed.radius, placed.y - placed.radius, 2 * placed.radius, 2 * placed.radius))
        self.circles.append(placed)

    def picture(self, box: Box, encoded: bytes) -> None:
        """A picture; `box` has its proportions."""
        self._require(box)
        self.pictures.append(PlacedPicture(box, encoded))

    def _place(self, x: float, y: float, text: str, style: Style, width: float) -> None:
        self._require(Box(x, y, width, style.size))
        baseline = y + (style.leading - style.size) / 2 + _BASELINE * style.size
        self.texts.append(PlacedText(x, baseline, text, style))

    def _require(self, box: Box) -> None:
        if not self.printable.holds(box):
            raise PrintError("does_not_fit", x=round(box.x), y=round(box.y))
