"""Which term (期限) a case is under in each state, and how long it is.

Terms bind the authority: five working days to answer whether it accepts (行政许可法 art. 32), the promised days to
decide (art. 42), ten days to hand the result out (art. 44; days of the act are working days, art. 82). While the
applicant has to mend something the authority owes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum

from app.domain.case import CaseState
from app.domain.deadline import DayKind, Deadline, deadline_after
from app.domain.guide import ItemGuide

ANSWER_WORKING_DAYS = 5
DELIVERY_WORKING_DAYS = 10


class Term(StrEnum):
    """What the clock of a case says."""

    NOT_BEGUN = "not_begun"
    ANSWER = "answer"  # the authority must say whether it accepts
    DECISION = "decision"
    DELIVERY = "delivery"
    STANDS_STILL = "stands_still"  # the applicant's turn
    OVER = "over"

    @property
    def running(self) -> bool:
        """Whether somebody owes the applicant something by a day."""
        return self in (Term.ANSWER, Term.DECISION, Term.DELIVERY)


TERMS: Mapping[CaseState, Term] = {
    CaseState.DRAFT: Term.NOT_BEGUN,
    CaseState.RECEIVED: Term.ANSWER,
    CaseState.SUBMITTED: Term.ANSWER,
    CaseState.FORWARDED: Term.ANSWER,
    CaseState.CORRECTION_ASKED: Term.STANDS_STILL,
    CaseState.ACCEPTED: Term.DECISION,
    CaseState.DEEMED_ACCEPTED: Term.DECISION,
    CaseState.DECIDED: Term.DELIVERY,
    CaseState.DISPATCHED: Term.DELIVERY,
    CaseState.ARRIVED: Term.DELIVERY,
    CaseState.DELIVERED: Term.OVER,
    CaseState.CLOSED: Term.OVER,
    CaseState.NOT_ACCEPTED: Term.OVER,
    CaseState.WITHDRAWN: Term.OVER,
    CaseState.ABANDONED: Term.OVER,
    CaseState.ADVISED: Term.OVER,
    CaseState.RETURNED: Term.OVER,
    CaseState.REVOKED: Term.OVER,
}


def begins_anew(before: CaseState, after: CaseState) -> bool:
    """Whether a change of state begins another term: another kind, or the same before another authority (转办)."""
    return TERMS[after] is not TERMS[before] or (after is CaseState.FORWARDED and before is not after)


def end_of_term(
    state: CaseState, begun: date, guide: ItemGuide | None, kind_of: Callable[[date], DayKind]
) -> Deadline | None:
    """The last day of the term that began on `begun`; None when none runs or its length is not known."""
    days = _working_days(TERMS[state], guide)
    return None if days is None else deadline_after(begun, days, kind_of)


def _working_days(term: Term, guide: ItemGuide | None) -> int | None:
    if term is Term.ANSWER:
        return ANSWER_WORKING_DAYS
    if term is Term.DELIVERY:
        return DELIVERY_WORKING_DAYS
    if term is Term.DECISION and guide is not None:
        return guide.promised_days
    return None
