"""What stands on a page: lines of writing, the paper it is known as with its fields, seals, a signature.

All corners and boxes are pixels of the picture that was read (the rendition where there is one, else the original),
x to the right, y down.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.domain.page import Point

Corners = tuple[Point, Point, Point, Point]


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle in whole pixels."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of writing. `confidence` is 0..1; `corners` clockwise from the line's own top left."""

    text: str
    confidence: float
    corners: Corners


@dataclass(frozen=True, slots=True)
class PaperField:
    """One field of a known paper.

    `name` is of the paper's kind (`name`, `number`, `valid_until`, ...); `value` in the form the case uses (dates
    `YYYY-MM-DD`, numbers normalised). `valid` is the field's own check (check digit, calendar date, alphabet): None
    where it has none. `box` is where it stands, None when it was worked out from other fields or a code.
    """

    name: str
    value: str
    confidence: float
    valid: bool | None
    box: Box | None


@dataclass(frozen=True, slots=True)
class KnownPaper:
    """The paper a page is recognised as: `kind` names an entry of `resources/papers`, None when it is none of them."""

    kind: str | None
    confidence: float
    fields: tuple[PaperField, ...]

    def field(self, name: str) -> PaperField | None:
        """The field of this name, None when it was not found."""
        return next((one for one in self.fields if one.name == name), None)


UNKNOWN_PAPER = KnownPaper(None, 0.0, ())


class SealShape(StrEnum):
    """Outline of a seal."""

    ROUND = "round"
    OVAL = "oval"
    HALF = "half"  # runs over the edge of the page (骑缝章)


@dataclass(frozen=True, slots=True)
class Seal:
    """One seal. `score` 0..1; `text` is what of its ring could be read, often nothing."""

    box: Box
    score: float
    shape: SealShape
    text: str = ""


class PageSide(StrEnum):
    """An edge of a page that a seal may run over."""

    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class SealCut:
    """Where a seal's part ends in a straight cut.

    `top` and `bottom` are where the outer rim of its ring meets the cut, `ink` how much ink lies along the cut from
    `top` to `bottom` in equal steps, 0 to 100.
    """

    top: Point
    bottom: Point
    ink: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SealPart:
    """The part of a seal across pages (骑缝章) that is on this page, at its edge `side`.

    `rim` are points of the ring's outer rim. `outer` is the cut by the page's own edge, `inner` the one by the edge
    of the page that lay over this one while the seal was pressed; None where the ring closes.
    """

    side: PageSide
    box: Box
    rim: tuple[Point, ...]
    outer: SealCut | None
    inner: SealCut | None


class SignatureHint(StrEnum):
    """Whether somebody seems to have signed. A hint, never a decision."""

    PRESENT = "present"
    ABSENT = "absent"
    NO_PLACE = "no_place"  # the page has no line that asks for a signature


@dataclass(frozen=True, slots=True)
class PageReading:
    """Everything read from one page. `width`, `height` are of the picture that was read; times are wall times."""

    width: int
    height: int
    lines: tuple[TextLine, ...]
    paper: KnownPaper
    seals: tuple[Seal, ...]
    signature: SignatureHint
    timings_ms: tuple[tuple[str, float], ...] = ()
    seal_parts: tuple[SealPart, ...] = ()

    @property
    def text(self) -> str:
        """All lines in reading order, one below the other."""
        return "\n".join(line.text for line in self.lines)
