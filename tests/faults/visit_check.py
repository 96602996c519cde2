"""After a kill: is everything the clerk was told still true, and nothing half?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import pypdf

from app.domain.case import Case, CaseState
from app.domain.errors import StoreError
from app.domain.outbox import FactKind
from app.domain.paper import PrintOutcome
from app.platform.client.gateway import HttpPlatformGateway
from app.ports.store import CaseQuery, UnitOfWork
from app.sandbox.server import SandboxServer
from app.services.line_view import LineView
from app.services.sync_outbox import SyncOutbox
from app.system_clock import SystemClock
from local_store.identifiers import RandomIdSource
from local_store.store import SqlStore
from tests.faults.clerk_log import READY, SEEN, Line
from tests.faults.findings import Findings
from tests.faults.station import MATERIALS, PROVINCE, STATION_CODE, FaultStation
from tests.faults.window_check import check_seen, may_stand

EVERYTHING = 1_000_000


def check(station: FaultStation, lines: Sequence[Line]) -> Findings:
    """Open the store as the next start would and compare it with what the clerk was told."""
    findings = Findings(acknowledged=sum(line.told and line.what not in (READY, SEEN) for line in lines))
    store = station.store()
    try:
        with store.unit_of_work() as unit:
            _fields(unit, lines, findings)
            _pages(unit, store, lines, findings)
            _received(unit, lines, findings)
            _numbers_and_facts(unit, findings)
            _prints(unit, station, lines, findings)
            _draft(unit, lines, findings)
            findings.asked = tuple(attempt.id for _, attempt in unit.papers.unsettled())
        if store.first_audit_break() is not None:
            findings.damaged.append("audit chain")
    finally:
        store.close()
    check_seen(lines, findings)
    return findings


def _case(unit: UnitOfWork, case_id: str, findings: Findings) -> Case | None:
    try:
        return unit.cases.get(case_id)
    except StoreError as error:
        findings.lost.append(f"case {case_id}: {error.code}")
        return None


def _fields(unit: UnitOfWork, lines: Iterable[Line], findings: Findings) -> None:
    """The last told value, or one that was tried after it."""
    allowed: dict[tuple[str, str], list[str]] = {}
    for line in lines:
        if line.what == "field":
            key = (line.case_id, line.name)
            allowed[key] = [line.value] if line.told else [*allowed.get(key, [""]), line.value]
    for (case_id, name), values in allowed.items():
        case = _case(unit, case_id, findings)
        if case is not None and not may_stand(case.form.get(name, ""), values):
            findings.lost.append(f"field {name} of {case_id}")


def _pages(unit: UnitOfWork, store: SqlStore, lines: Iterable[Line], findings: Findings) -> None:
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


def _received(unit: UnitOfWork, lines: Iterable[Line], findings: Findings) -> None:
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
        if (custody, changes) != ((len(MATERIALS), 1) if case.state is CaseState.RECEIVED else (0, 0)):
            findings.damaged.append(f"custody or time line of {case.id}: {custody}, {changes}")


def _prints(unit: UnitOfWork, station: FaultStation, lines: Iterable[Line], findings: Findings) -> None:
    """A paper that came out is either known to be printed or will be asked about; what was told of it stays.

    Of every paper one copy at most is without the mark 补打.
    """
    cases = unit.cases.find(CaseQuery(limit=EVERYTHING))
    papers = {paper.id: paper.sha256 for case in cases for paper in unit.papers.of_case(case.id)}
    attempts = {one.id: (paper, one.outcome) for paper in papers for one in unit.papers.attempts(paper)}
    came_out = Counter(sha256 for sha256, _ in station.came_out())
    for line in lines:
        if line.what == "printed" and (line.told or came_out[line.value]):
            good = (PrintOutcome.PRINTED,) if line.told else (PrintOutcome.PRINTED, PrintOutcome.UNKNOWN)
            if not any((line.name, outcome) in attempts.values() for outcome in good):
                findings.lost.append(f"print of {line.name}")
        elif line.what == "settled" and line.told and attempts[line.name][1] != line.value:
            findings.lost.append(f"answer about the print {line.name}")
    plain = set(papers.values())
    findings.doubled += [f"unmarked copy of {sha256}" for sha256 in plain if came_out[sha256] > 1]
    findings.damaged += [
        f"copy {file.name}" for sha256, file in station.came_out() if not (sha256 in plain or is_marked(file))
    ]


def is_marked(copy: Path) -> bool:
    """Whether a reader of the paper sees that it is a second one."""
    return all("补打" in page.extract_text() for page in pypdf.PdfReader(copy).pages)


def _draft(unit: UnitOfWork, lines: Sequence[Line], findings: Findings) -> None:
    """The draft the clerk was in is offered again, with the cursor where it was or one step further."""
    tried_to_receive = {line.case_id for line in lines if line.what == "received"}
    fields = [line for line in lines if line.what in ("field", "place")]
    if not fields or fields[-1].case_id in tried_to_receive:
        return
    newest = next((line.case_id for line in reversed(lines) if line.what in ("draft", SEEN)), fields[-1].case_id)
    drafts = unit.cases.find(CaseQuery(states=(CaseState.DRAFT,)))
    cursors = {""}
    for line in fields:
        if line.case_id == fields[-1].case_id:
            # Tried and killed before the clerk was told: it may have become true, until something later is told.
            cursors = {line.name} if line.told else {*cursors, line.name}
    if not drafts or drafts[0].id != newest:
        findings.lost.append(f"draft {newest}")
    elif newest == fields[-1].case_id and unit.cases.get(newest).cursor not in cursors:
        findings.lost.append(f"cursor of {newest}")


def drain(station: FaultStation, findings: Findings) -> int:
    """Deliver everything to a stand-in platform over HTTP; returns how many facts are left.

    What the platform then holds must be the received cases, each once.
    """
    with_platform = SandboxServer().start()
    store = station.store()
    try:
        clock = SystemClock()
        gateway = HttpPlatformGateway(with_platform.url, STATION_CODE, PROVINCE, clock)
        LineView(store, clock).hasten()  # the window without a platform has tried and put them off
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
