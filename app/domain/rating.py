"""The applicant's word on the service (好差评, GB/T 39735-2020): theirs alone, asked once, never shown to the clerk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class RatingGrade(StrEnum):
    """The five grades, best first; whether 1 or 5 is the best differs by province (its mapping file says)."""

    VERY_SATISFIED = "very_satisfied"
    SATISFIED = "satisfied"
    BASICALLY_SATISFIED = "basically_satisfied"
    DISSATISFIED = "dissatisfied"
    VERY_DISSATISFIED = "very_dissatisfied"


@dataclass(frozen=True, slots=True)
class ServiceRating:
    """One grade for one case, given on the applicant's screen."""

    case_id: str
    grade: RatingGrade
    given_at: datetime
