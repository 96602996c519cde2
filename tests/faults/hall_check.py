"""Whether a hall holds what its windows were told, and nothing by halves."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Sequence

from app.domain.audit import AuditAction
from app.domain.case import Case, CaseState
from app.ports.store import CaseQuery, UnitOfWork
from tests.fakes.hall import hall_store
from tests.faults.clerk_log import Line
from tests.faults.findings import Findings
from tests.faults.hall_window import COUNTED, CRASHED, MATERIALS, RECEIVED, SHARED_COUNT

_EVERYTHING = CaseQuery(states=(CaseState.RECEIVED,), limit=1_000_000)
_ALL_AUDIT = 1_000_000
FACTS_A_CASE = 2 + len(MATERIALS)  # the case, its pages, and that it is complete


def check_hall(url: str, lines: Sequence[Line]) -> Findings:
    """Open the hall once more and look at every case."""
    told = {line.case_id: line.value for line in lines if line.told and line.what == RECEIVED}
    counted = [int(line.value) for line in lines if line.told and line.what == COUNTED]
    found = Findings(acknowledged=len(told) + len(counted))
    found.damaged += [line.value for line in lines if line.what == CRASHED]
    began = time.monotonic()
    store = hall_store(url)
    found.recovery = time.monotonic() - began
    try:
        with store.unit_of_work() as unit:
            received = [unit.cases.get(line.id) for line in unit.cases.find(_EVERYTHING)]
            found.damaged += [name for case in received for name in _missing(unit, case)]
            found.damaged += _audit(unit, len(received))
            last = int(unit.notes.get(SHARED_COUNT) or "0")
        found.damaged += [str(damage) for damage in store.upkeep.verify().damages]
    finally:
        store.close()
    _compare(found, told, {case.id: case.receipt_number for case in received})
    found.lost += [f"counted {one}, the hall only {last}" for one in counted if one > last]
    found.doubled += [f"counted {one} twice" for one in _twice(counted)]
    return found


def _compare(found: Findings, told: dict[str, str], there: dict[str, str]) -> None:
    found.lost += [f"{case_id} {number}" for case_id, number in told.items() if there.get(case_id) != number]
    found.doubled += [f"number {number}" for number in _twice([*told.values()])]
    found.doubled += [f"number {number}" for number in _twice([*there.values()])]


def _missing(unit: UnitOfWork, case: Case) -> Iterable[str]:
    """What of a received case is not there."""
    if len(unit.outbox.of_case(case.id)) != FACTS_A_CASE:
        yield f"facts of {case.id}"
    if {page.material_code for page in unit.pages.of_case(case.id)} != set(MATERIALS):
        yield f"pages of {case.id}"
    if not unit.cases.changes(case.id):
        yield f"time line of {case.id}"


def _audit(unit: UnitOfWork, received: int) -> Iterable[str]:
    entries = [entry for entry in unit.audit.entries(_ALL_AUDIT) if entry.action is AuditAction.CASE_RECEIVED]
    if len({entry.subject for entry in entries}) != received or len(entries) != received:
        yield f"{len(entries)} audit entries of {received} cases"


def _twice(values: Sequence[object]) -> list[object]:
    return [value for value, count in Counter(values).items() if count > 1]
