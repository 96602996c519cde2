"""A kind of paper as its file defines it. docs/known-papers.md describes the file for those who add one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Place(StrEnum):
    """Where a value stands as seen from its label."""

    RIGHT = "right"  # in the same line after it, or to its right
    BELOW = "below"


@dataclass(frozen=True, slots=True)
class Sign:
    """Something that speaks for a kind. `whole_line`: the words must be all of a line."""

    words: tuple[str, ...]
    pattern: re.Pattern[str] | None
    points: int
    whole_line: bool


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle: left, top, right, bottom."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class ByLabel:
    """The value stands beside a label.

    `lines` is how many lines of writing the value may have (right) or how many lines below are looked at (below).
    `part` confines the label to a share of the written area; `after` and `before` name labels between which it stands.
    """

    label: str
    place: Place
    lines: int = 1
    part: Area = Area(0, 0, 1, 1)
    after: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True)
class ByRegion:
    """The value stands in a region, measured from a label's top left in heights of that label."""

    label: str
    region: Area
    part: Area = Area(0, 0, 1, 1)


@dataclass(frozen=True, slots=True)
class BySearch:
    """The value is the first group of a pattern in the whole page's writing, lines joined without a break."""

    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class ByZone:
    """The value is a part of the machine-readable zone (`number`, `birth_date`, ...)."""

    part: str


@dataclass(frozen=True, slots=True)
class ByCode:
    """The value is the first group of a pattern in the text of a code on the page."""

    pattern: re.Pattern[str]


Way = ByLabel | ByRegion | BySearch | ByZone | ByCode


@dataclass(frozen=True, slots=True)
class FieldRule:
    """How one field is found and judged.

    Ways are tried in order. `pattern` picks the value out of what stands there (first group, or all of the match),
    `form` brings it into the form the case uses, `check` names a check, `values` are the only ones there are.
    """

    name: str
    ways: tuple[Way, ...]
    form: str
    pattern: re.Pattern[str] | None = None
    check: str = ""
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AgreementRule:
    """Fields that must agree with each other, by a named rule."""

    rule: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PaperKind:
    """One kind of paper.

    `labels` are the spellings of each label by its key, `inline` the keys that may stand in the middle of a line
    (any may after a blank), `also` the kinds that may stand on the same page and whose fields are then read too.
    """

    kind: str
    signs: tuple[Sign, ...]
    needs: int
    labels: dict[str, tuple[str, ...]]
    inline: frozenset[str]
    fields: tuple[FieldRule, ...]
    agreements: tuple[AgreementRule, ...]
    also: tuple[str, ...] = ()

    @property
    def most_points(self) -> int:
        """Points of a page that shows every sign."""
        return sum(sign.points for sign in self.signs)
