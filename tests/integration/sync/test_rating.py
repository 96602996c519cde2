"""A rating reaches the platform behind its case, once, in the province's own direction."""

from __future__ import annotations

import json

import pytest

from app.domain.outbox import FactKind, OutboxState
from app.domain.rating import PoorReason, RatingGrade, ServiceRating
from app.platform.client.gateway import HttpPlatformGateway
from app.platform.encoder import CanonicalFactEncoder
from app.sandbox.faults import Fault, FaultKind
from app.sandbox.server import SandboxServer
from app.services.rate_service import RateService
from tests.fakes.desk import SESSION
from tests.integration.sync.rig import PROVINCE, Window


def rated(window: Window) -> str:
    case = window.receive()
    service = RateService(window.store, CanonicalFactEncoder(PROVINCE), window.clock)
    service(SESSION, case.id, RatingGrade.DISSATISFIED, (PoorReason.SLOW, PoorReason.ASKED_AGAIN))
    return case.id


@pytest.mark.parametrize("fault", [None, FaultKind.DROP_ANSWER, FaultKind.WRONG_ECHO])
def test_a_rating_is_delivered_once_behind_its_case(
    window: Window, sandbox: SandboxServer, gateway: HttpPlatformGateway, fault: FaultKind | None
) -> None:
    case_id = rated(window)
    if fault is not None:
        sandbox.faults.set(Fault(fault, path="/rating"))
    for _ in range(3):
        window.outbox(gateway).drain()
        with window.store.unit_of_work() as unit:
            unit.outbox.hasten()
            unit.commit()

    with window.store.unit_of_work() as unit:
        rows = unit.outbox.of_case(case_id)
    assert [row.fact.kind for row in rows][-2:] == [FactKind.COMPLETE, FactKind.RATING]
    assert {row.state for row in rows} == {OutboxState.DONE}
    assert [(row["case_id"], row["grade"], row["code"], row["reasons"]) for row in sandbox.ledger.ratings()] == [
        (case_id, "dissatisfied", "4", "slow asked_again")
    ]


def test_the_code_follows_the_provinces_direction(window: Window) -> None:
    rating = ServiceRating("case-1", RatingGrade.VERY_SATISFIED, window.clock.now())
    codes = {
        one: json.loads(CanonicalFactEncoder(one).rating_fact(rating).body)["code"] for one in (PROVINCE, "moshan")
    }

    assert codes == {PROVINCE: "1", "moshan": "5"}
