"""After a kill: is everything the clerk was told still true, and nothing half?"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from app.domain.case import Case, CaseState
from app.domain.errors import StoreError
from app.domain.outbox import FactKind
from app.platform.client.gateway import HttpPlatformGateway
from app.ports.store import CaseQuery, UnitOfWork
from app.sandbox.server import SandboxServer
from app.services.sync_outbox import SyncOutbox
from app.system_clock import SystemClock
from local_store.identifiers import RandomIdSource
from local_store.store import SqlStore
from tests.faults import clerk_log
from tests.faults.clerk_log import Line
from tests.faults.window import CLERK, LOGIN, PASSWORD, PROVINCE, STATION, accounts

EVERYTHING = 1_000_000


@dataclass(slots=True)
class Findings:
    """Counts of one check, with words for each finding."""

    acknowledged: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)

    @property
    def any(self) -> bool:
        return bool(self.lost or self.doubled or self.damaged)


def check(folder: Path) -> Findings:
    """Open the store as the next start would and compare it with the clerk's log."""
    findings = Findings()
    lines = list(clerk_log.read(folder / "log"))
    findings.acknowledged = sum(line.told for line in lines)
    store = accounts(folder / "data").unlock(LOGIN, PASSWORD)
    try:
        with store.unit_of_work() as unit:
            _fields(unit, lines, findings)
            _pages(unit, store, lines, findings)
            _received(unit, lines, findings)
            _numbers_and_facts(unit, findings)
            _prints(unit, folder, lines, findings)
            _draft(unit, lines, findings)
        if store.first_audit_break() is not None:
            findings.damaged.append("audit chain")
    finally:
        store.close()
    return findings


def _case(unit: UnitOfWork, case_id: str, findings: Findings) -> Case | None:
    try:
        return unit.cases.get(case_id)
    except StoreError as error:
        findings.lost.append(f"case {case_id}: {error.code}")
        return None


def _fields(unit: UnitOfWork, lines: list[Line], findings: Findings) -> None:
    """The last told value, or one that was tried after it."""
    allowed: dict[tuple[str, str], list[str]] = {}
    for line in lines:
        if line.what == "field":
            key = (line.case_id, line.name)
            allowed[key] = [line.value] if line.told else [*allowed.get(key, [""]), line.value]
    for (case_id, name), values in allowed.items():
        case = _case(unit, case_id, findings)
        if case is not None and case.form.get(name, "") not in values:
            findings.lost.append(f"field {name} of {case_id}")


def _pages(unit: UnitOfWork, store: SqlStore, lines: list[Line], findings: Findings) -> None:
    for line in lines:
        if line.what == "page" and line.told:
            found = {page.id: page.original.sha256 for page in unit.pages.of_case(line.case_id)}
            if found.get(line.name) != line.value:
                findings.lost.append(f"page {line.name}")
                continue
            try:
                store.vault.get(line.value)
            except StoreError as error:
                findings.damaged.append(f"page {line.name}: {error.code}")


def _received(unit: UnitOfWork, lines: list[Line], findings: Findings) -> None:
    for line in lines:
        if line.what == "received" and line.told:
            case = _case(unit, line.case_id, findings)
            if case is not None and (case.state, case.receipt_number) != (CaseState.RECEIVED, line.value):
                findings.lost.append(f"receipt {line.value}")


def _numbers_and_facts(unit: UnitOfWork, findings: Findings) -> None:
    """No number twice; a received case has all of its facts, custody and time line, a draft has none."""
    cases = [unit.cases.get(row.id) for row in unit.cases.find(CaseQuery(limit=EVERYTHING))]
    numbers = Counter(case.receipt_number for case in cases if case.receipt_number)
    findings.doubled += [f"number {number}" for number, count in numbers.items() if count > 1]
    for case in cases:
        kinds = Counter(entry.fact.kind for entry in unit.outbox.of_case(case.id))
        pages = {page.original.sha256 for page in unit.pages.of_case(case.id) if page.material_code}
        whole = Counter({FactKind.CASE: 1, FactKind.PAGE: len(pages), FactKind.COMPLETE: 1})
        wanted = whole if case.state is CaseState.RECEIVED else Counter()
        if kinds != wanted:
            findings.damaged.append(f"facts of {case.state} {case.id}: {dict(kinds)}")
        custody, changes = len(unit.custody.of_case(case.id)), len(unit.cases.changes(case.id))
        if (custody, changes) != ((2, 1) if case.state is CaseState.RECEIVED else (0, 0)):
            findings.damaged.append(f"custody or time line of {case.id}")


def _prints(unit: UnitOfWork, folder: Path, lines: list[Line], findings: Findings) -> None:
    """A paper that came out is either known to be printed or will be asked about."""
    tray = folder / "tray"
    came_out = set(tray.read_text().split()) if tray.exists() else set()
    asked = {paper.sha256 for paper, _ in unit.papers.unsettled()}
    for line in lines:
        if line.what == "paper" and line.value in came_out:
            attempts = unit.papers.attempts(line.name)
            if not attempts or (attempts[-1].outcome.value == "unknown" and line.value not in asked):
                findings.lost.append(f"print of {line.name}")


def _draft(unit: UnitOfWork, lines: list[Line], findings: Findings) -> None:
    """The draft the clerk was in is offered again, with the cursor where it was or one step further."""
    tried_to_receive = {line.case_id for line in lines if line.what == "received"}
    fields = [line for line in lines if line.what in ("field", "place")]
    if not fields or fields[-1].case_id in tried_to_receive:
        return
    drafts = unit.cases.find(CaseQuery(states=(CaseState.DRAFT,), created_by=CLERK.id))
    cursors = {""}
    for line in fields:
        if line.case_id == fields[-1].case_id:
            # Tried and killed before the clerk was told: it may have become true, until something later is told.
            cursors = {line.name} if line.told else {*cursors, line.name}
    if not drafts or drafts[0].id != fields[-1].case_id:
        findings.lost.append(f"draft {fields[-1].case_id}")
    elif unit.cases.get(drafts[0].id).cursor not in cursors:
        findings.lost.append(f"cursor of {drafts[0].id}")


def drain(folder: Path, findings: Findings) -> int:
    """Deliver everything to a stand-in platform over HTTP; returns how many facts are left.

    What the platform then holds must be the received cases, each once.
    """
    with_platform = SandboxServer().start()
    store = accounts(folder / "data").unlock(LOGIN, PASSWORD)
    try:
        clock = SystemClock()
        gateway = HttpPlatformGateway(with_platform.url, STATION.code, PROVINCE, clock)
        SyncOutbox(store, store.vault, gateway, clock, RandomIdSource()).drain(limit=EVERYTHING)
        with store.unit_of_work() as unit:
            received = [
                row.receipt_number for row in unit.cases.find(CaseQuery(limit=EVERYTHING)) if row.receipt_number
            ]
            left = unit.outbox.counts().waiting
        there = Counter(str(row["receipt_number"]) for row in with_platform.ledger.cases())
        findings.lost += [f"at the platform: {number}" for number in received if not there[number]]
        findings.doubled += [f"at the platform: {number}" for number, count in there.items() if count > 1]
        return left
    finally:
        store.close()
        with_platform.stop()
