"""A rating is the applicant's: once, after the case is received, in the outbox alone."""

from __future__ import annotations

import pytest

from app.domain.audit import AuditAction
from app.domain.errors import RuleError
from app.domain.outbox import FactKind, OutboxState
from app.domain.rating import PoorReason, RatingGrade
from app.services.rate_service import RateService
from tests.fakes.desk import SESSION, Desk, PlainEncoder
from tests.fakes.workspace import WindowDesk


@pytest.fixture
def desk() -> WindowDesk:
    return WindowDesk()


def rate(desk: Desk, case_id: str, grade: RatingGrade) -> None:
    RateService(desk.store, PlainEncoder(), desk.clock)(SESSION, case_id, grade)


def test_a_rating_waits_behind_its_case_and_the_log_does_not_know_it(desk: WindowDesk) -> None:
    case_id = desk.ready()
    desk.receive(SESSION, case_id)
    rate(desk, case_id, RatingGrade.VERY_DISSATISFIED)

    with desk.store.unit_of_work() as unit:
        rows, log = unit.outbox.of_case(case_id), unit.audit.entries()
    assert (rows[-1].fact.kind, rows[-1].state) == (FactKind.RATING, OutboxState.WAITING)
    assert rows[-1].fact.body == b"very_dissatisfied"
    [entry] = [one for one in log if one.action is AuditAction.SERVICE_RATED]
    assert (entry.subject, entry.detail) == (case_id, "")
    assert not any("satisfied" in one.detail for one in log)


def test_only_a_poor_grade_has_reasons(desk: WindowDesk) -> None:
    case_id = desk.ready()
    desk.receive(SESSION, case_id)

    with pytest.raises(ValueError, match="good grade"):
        RateService(desk.store, PlainEncoder(), desk.clock)(SESSION, case_id, RatingGrade.SATISFIED, (PoorReason.SLOW,))


def test_a_case_is_rated_once_and_not_before_it_is_received(desk: WindowDesk) -> None:
    case_id = desk.ready()
    with pytest.raises(RuleError, match=r"rule\.rating_too_early"):
        rate(desk, case_id, RatingGrade.SATISFIED)
    desk.receive(SESSION, case_id)
    rate(desk, case_id, RatingGrade.SATISFIED)

    with pytest.raises(RuleError, match=r"rule\.already_rated"):
        rate(desk, case_id, RatingGrade.VERY_SATISFIED)
    with desk.store.unit_of_work() as unit:
        kinds = [row.fact.kind for row in unit.outbox.of_case(case_id)]
    assert kinds.count(FactKind.RATING) == 1
