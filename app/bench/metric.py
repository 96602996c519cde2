"""One figure of a benchmark."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Metric:
    """`ratio` is value / floor; `goal` bounds the ratio (from above when lower is better), None where none is set."""

    name: str
    value: float
    unit: str
    floor: float
    ratio: float
    better: Literal["lower", "higher"]
    goal: float | None = None
