"""The case (办件): what one visit becomes, its states and who may move it from one to the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from app.domain.applicant import Agent, Applicant
from app.domain.errors import RuleError
from app.domain.guide import GuideRef
from app.domain.material import CaseMaterial


class CaseState(StrEnum):
    """Life of a case; see docs/architecture.md for the picture."""

    DRAFT = "draft"
    RECEIVED = "received"  # 收件: number allotted, everything stored
    SUBMITTED = "submitted"  # the platform has all of it
    CORRECTION_ASKED = "correction_asked"
    ACCEPTED = "accepted"
    NOT_ACCEPTED = "not_accepted"
    DEEMED_ACCEPTED = "deemed_accepted"
    DECIDED = "decided"
    DISPATCHED = "dispatched"
    ARRIVED = "arrived"
    DELIVERED = "delivered"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    ABANDONED = "abandoned"
    ADVISED = "advised"  # 咨询: told what to do and where; nothing was collected, nothing is sent
    FORWARDED = "forwarded"
    RETURNED = "returned"
    REVOKED = "revoked"


_S = CaseState
# 收受分离: everything after SUBMITTED is the handling place's word, which this window only records. A case forwarded
# (转办) lies before another authority as it lay before the first.
_BEFORE_THE_AUTHORITY = frozenset(
    {
        _S.CORRECTION_ASKED,
        _S.ACCEPTED,
        _S.NOT_ACCEPTED,
        _S.DEEMED_ACCEPTED,
        _S.DECIDED,
        _S.WITHDRAWN,
        _S.FORWARDED,
        _S.RETURNED,
    }
)
TRANSITIONS: Mapping[CaseState, frozenset[CaseState]] = {
    _S.DRAFT: frozenset({_S.RECEIVED, _S.ABANDONED, _S.ADVISED}),
    _S.RECEIVED: frozenset({_S.SUBMITTED, _S.WITHDRAWN}),
    _S.SUBMITTED: _BEFORE_THE_AUTHORITY,
    _S.CORRECTION_ASKED: frozenset({_S.SUBMITTED, _S.WITHDRAWN, _S.RETURNED, _S.NOT_ACCEPTED}),
    _S.ACCEPTED: frozenset({_S.DECIDED, _S.WITHDRAWN, _S.RETURNED}),
    _S.DEEMED_ACCEPTED: frozenset({_S.DECIDED, _S.WITHDRAWN, _S.RETURNED}),
    _S.FORWARDED: _BEFORE_THE_AUTHORITY,
    _S.DECIDED: frozenset({_S.DISPATCHED, _S.DELIVERED, _S.CLOSED, _S.REVOKED}),
    _S.DISPATCHED: frozenset({_S.ARRIVED, _S.DELIVERED, _S.REVOKED}),
    _S.ARRIVED: frozenset({_S.DELIVERED, _S.REVOKED}),
    _S.DELIVERED: frozenset({_S.CLOSED, _S.REVOKED}),
    _S.CLOSED: frozenset({_S.REVOKED}),
    _S.NOT_ACCEPTED: frozenset({_S.CLOSED}),
    _S.RETURNED: frozenset({_S.CLOSED}),
    _S.WITHDRAWN: frozenset({_S.CLOSED}),
    _S.ABANDONED: frozenset(),
    _S.ADVISED: frozenset(),
    _S.REVOKED: frozenset(),
}


def check_transition(before: CaseState, after: CaseState) -> None:
    """Raise `rule.transition` when a case may not go from `before` to `after`."""
    if after not in TRANSITIONS[before]:
        raise RuleError("transition", before=before.value, after=after.value)


class DeliveryWay(StrEnum):
    """How the applicant gets the result."""

    WINDOW = "window"  # collected at this window
    POST = "post"  # posted to the address below
    ELECTRONIC = "electronic"


@dataclass(frozen=True, slots=True)
class Delivery:
    """How and where the result goes."""

    way: DeliveryWay = DeliveryWay.WINDOW
    recipient: str = ""
    phone: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class StateChange:
    """One change of state with who, when, where, why. Never rewritten.

    `remote_sequence` is the platform's own number of the change (0 for local ones): a change delivered twice
    is recognised by it.
    """

    id: str
    case_id: str
    before: CaseState
    after: CaseState
    at: datetime
    actor: str
    place: str
    reason: str = ""
    remote_sequence: int = 0


@dataclass(frozen=True, slots=True)
class Case:
    """A case as stored.

    While it is a draft, `form` holds every field exactly as typed (also what does not hold yet) and `cursor`
    names where the clerk was (a form field, `item`, `question.<id>` or `material.<code>`), so that a power cut costs
    nothing. `applicant` and `agent` are set when
    the case is received. `revision` grows by one at every save and guards against a second writer.
    """

    id: str
    state: CaseState
    created_at: datetime
    created_by: str
    updated_at: datetime
    revision: int = 0
    form: Mapping[str, str] = field(default_factory=dict)
    cursor: str = ""
    guide: GuideRef | None = None
    item_name: str = ""
    place_name: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    materials: Mapping[str, CaseMaterial] = field(default_factory=dict)
    applicant: Applicant | None = None
    agent: Agent | None = None
    delivery: Delivery = field(default_factory=Delivery)
    receipt_number: str = ""
    query_code: str = ""
    platform_number: str = ""
    counterpart_number: str = ""
    coordination_number: str = ""
    received_at: datetime | None = None
    received_by: str = ""
    due_on: str = ""  # ISO date of the last day of the term that runs (see `app.domain.term`); empty when none does
    due_estimated: bool = False
