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
    way: Literal["window"] = Field(default="window", description="On the applicant's screen at the window")
