"""The applicant's rating of the service, as it travels: `PUT /v1/cases/{case_id}/rating`."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from app.platform.contract.case_fact import Element, Identifier


class RatingFact(Element):
    """One rating of a case that the platform knows; it is given once and never changed."""

    key: Identifier
    case_id: Identifier
    grade: Literal["very_satisfied", "satisfied", "basically_satisfied", "dissatisfied", "very_dissatisfied"]
    code: str = Field(description="The grade in the province's own code: its mapping says whether 1 or 5 is the best")
    given_at: str = Field(description="ISO 8601 in UTC")
    reasons: tuple[
        Literal[
            "beyond_guide",
            "asked_again",
            "not_told_at_once",
            "sent_around",
            "guide_wrong",
            "slow",
            "unfriendly",
            "other",
        ],
        ...,
    ] = Field(default=(), description="What was poor (GB/T 39734-2020 annex A); given for the two poor grades only")
    way: Literal["window"] = Field(default="window", description="On the applicant's screen at the window")
