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

    @property
    def poor(self) -> bool:
        """Whether it is one of the two that are asked for reasons, called back and mended (国办发〔2019〕51号)."""
        return self in (RatingGrade.DISSATISFIED, RatingGrade.VERY_DISSATISFIED)


class PoorReason(StrEnum):
    """What was poor, as the applicant may say (GB/T 39734-2020 annex A); nobody has to give one."""

    BEYOND_GUIDE = "beyond_guide"
    ASKED_AGAIN = "asked_again"
    NOT_TOLD_AT_ONCE = "not_told_at_once"
    SENT_AROUND = "sent_around"
    GUIDE_WRONG = "guide_wrong"
    SLOW = "slow"
    UNFRIENDLY = "unfriendly"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class ServiceRating:
    """One grade for one case, given on the applicant's screen."""

    case_id: str
    grade: RatingGrade
    given_at: datetime
    reasons: tuple[PoorReason, ...] = ()

    def __post_init__(self) -> None:
        """Raises ValueError for reasons of a grade that is not poor."""
        if self.reasons and not self.grade.poor:
            raise ValueError("reasons of a good grade")
