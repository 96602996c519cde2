"""Move a case to another state together with the day by which the authority must act then."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from app.domain.case import Case, CaseState
from app.domain.errors import GuideError
from app.domain.guide import ItemGuide
from app.domain.local_day import local_day
from app.domain.term import begins_anew, end_of_term
from app.ports.guides import GuideSource, HolidayCalendar


@dataclass(frozen=True, slots=True)
class CaseTerms:
    """The terms of cases, by the guide each was taken under."""

    guides: GuideSource
    holidays: HolidayCalendar

    def moved(self, case: Case, after: CaseState, at: datetime) -> Case:
        """`case` as it is in `after` since `at`; the day stays while the same term goes on."""
        if not begins_anew(case.state, after):
            return replace(case, state=after)
        end = end_of_term(after, local_day(at), self._guide(case), self.holidays.day)
        return replace(
            case,
            state=after,
            due_on=end.on.isoformat() if end else "",
            due_estimated=end.estimated if end else False,
        )

    def _guide(self, case: Case) -> ItemGuide | None:
        """None when this version is not here any more: what the platform says counts without our knowing the term."""
        try:
            return self.guides.version(case.guide) if case.guide else None
        except GuideError:
            return None
