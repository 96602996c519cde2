"""After a fault: does the store open, is everything the clerk was told still true, is nothing half?"""

from __future__ import annotations

import shutil
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import closing

from app.domain.case import CaseState
from app.domain.errors import AccessError, StoreError, TongbanError
from app.domain.outbox import OutboxState
from app.ports.store import UnitOfWork
from local_store.keys.envelope import EnvelopeCredentials
from local_store.store import SqlStore
from resources.texts import catalogue
from tests.fakes.local_store import cheap_credentials
from tests.faults.clerk_log import Line
from tests.faults.findings import Findings
from tests.faults.store_clerk import CRASHED, ENDED, EVERYTHING, OPENED, REFUSED, newest_backup, passwords
from tests.faults.store_station import ADMIN, PAGES_A_CASE, PASSWORD, SampleCase, StoreStation

SLOW_SECONDS = 5.0
NO_FACTS = (REFUSED, OPENED, ENDED, CRASHED)


def check(station: StoreStation, lines: Sequence[Line]) -> Findings:
    """Open the store as the next start would and compare it with what was told."""
    findings = Findings(acknowledged=sum(line.told and line.what not in NO_FACTS for line in lines))
    _words(lines, findings)
    credentials = station.credentials()
    try:
        if not credentials.initialised():
            if _told(lines, "set_up"):
                findings.lost.append("the store that was set up")
            credentials.initialise(ADMIN, PASSWORD).close()  # and can be set up again
            return findings
        store = _opened(credentials, lines, findings)
    except TongbanError as error:
        findings.lost.append(f"the store does not open: {error}")
        return findings
    with closing(store):
        _look(station, store, lines, findings)
    _accounts(station, lines, findings)
    _backup(station, lines, findings)
    _restored(station, lines, findings)
    return findings


def _look(station: StoreStation, store: SqlStore, lines: Sequence[Line], findings: Findings) -> None:
    try:
        if store.moving is not None:
            store.moving.wait()  # a data key half replaced is gone on with
        with store.unit_of_work() as unit:
            _cases(unit, store, lines, findings)
            _delivered(unit, lines, findings)
            unit.notes.put("checked", "yes")  # and takes in again
            unit.commit()
        report = store.upkeep.verify()
        findings.damaged += [f"{one.kind} {one.case} {one.detail}" for one in report.damages]
    except StoreError as error:
        findings.damaged.append(f"reading everything: {error}")
    findings.damaged += [f"left behind: {path.name}" for path in station.data.rglob("*.tmp*")]


def _opened(credentials: EnvelopeCredentials, lines: Iterable[Line], findings: Findings) -> SqlStore:
    """Opened with the last password told, or one that was tried after it."""
    started = time.monotonic()
    store = unlocked(credentials, passwords(lines))
    findings.recovery = time.monotonic() - started
    if findings.recovery > SLOW_SECONDS:
        findings.damaged.append(f"opening took {findings.recovery:.1f} s")
    return store


def unlocked(credentials: EnvelopeCredentials, allowed: Sequence[str]) -> SqlStore:
    """Opened by the first of these passwords that is the right one."""
    for password in allowed[:-1]:
        try:
            return credentials.unlock(ADMIN.login, password)
        except AccessError:
            continue
    return credentials.unlock(ADMIN.login, allowed[-1])


def _told(lines: Iterable[Line], what: str) -> bool:
    return any(line.told and line.what == what for line in lines)


def _words(lines: Iterable[Line], findings: Findings) -> None:
    """Whatever was refused, the clerk was told why in words."""
    findings.damaged += [f"{line.name}: {line.value}" for line in lines if line.what == CRASHED]
    for code in {line.value for line in lines if line.what == REFUSED}:
        family, _, cause = code.partition(".")
        if cause not in catalogue(f"errors_{family}"):
            findings.damaged.append(f"no words for {code}")


def _cases(unit: UnitOfWork, store: SqlStore, lines: Sequence[Line], findings: Findings) -> None:
    rows = {row.id: row for row in unit.cases.find(EVERYTHING)}
    gone = {line.case_id: line.told for line in lines if line.what == "removed"}
    for line in lines:
        if line.told and line.what in ("draft", "pages", "received") and line.case_id not in gone:
            there = line.case_id in rows
            if line.what == "pages":
                there = len(unit.pages.of_case(line.case_id)) == PAGES_A_CASE
            elif line.what == "received":
                there = there and rows[line.case_id].receipt_number == line.value
            if not there:
                findings.lost.append(f"{line.what} {line.case_id}")
    removed = [case_id for case_id, told in gone.items() if told]
    findings.damaged += [f"{case_id} was removed and is there" for case_id in removed if case_id in rows]
    tried = {line.case_id for line in lines if line.what == "draft"}
    findings.damaged += [f"{case_id} was never begun" for case_id in rows if case_id not in tried]
    numbers = Counter(row.receipt_number for row in rows.values() if row.receipt_number)
    findings.doubled += [f"number {number}" for number, count in numbers.items() if count > 1]
    for row in rows.values():
        _whole(unit, store, row.id, row.state, findings)


def _whole(unit: UnitOfWork, store: SqlStore, case_id: str, state: CaseState, findings: Findings) -> None:
    """All of a case or nothing, its pages as they were put."""
    sample = SampleCase.of(case_id)
    received = state is CaseState.RECEIVED
    facts = Counter(entry.fact.key for entry in unit.outbox.of_case(case_id))
    findings.doubled += [f"fact {key}" for key, count in facts.items() if count > 1]
    if set(facts) != ({one.key for one in sample.facts} if received else set()):
        findings.damaged.append(f"facts of {case_id}: {dict(facts)}")
    if len(unit.custody.of_case(case_id)) != int(received):
        findings.damaged.append(f"custody of {case_id}")
    stored = unit.cases.get(case_id)
    if stored.form != sample.case.form or stored.applicant != sample.case.applicant:
        findings.damaged.append(f"words of {case_id}")
    pages = unit.pages.of_case(case_id)
    if len(pages) not in (0, PAGES_A_CASE):
        findings.damaged.append(f"pages of {case_id}: {len(pages)}")
    for one in pages:
        blobs = (one.original, one.rendition) if one.rendition else (one.original,)
        for blob in blobs:
            try:
                store.vault.get(blob.sha256)
            except StoreError as error:
                findings.damaged.append(f"page {one.id}: {error.code}")


def _delivered(unit: UnitOfWork, lines: Iterable[Line], findings: Findings) -> None:
    tried = {line.value: line for line in lines if line.what == "delivered"}
    told = {line.value for line in lines if line.what == "delivered" and line.told}
    gone = {line.case_id for line in lines if line.what == "removed"}
    for case_id in {line.case_id for line in tried.values()} - gone:
        done = {one.fact.key for one in unit.outbox.of_case(case_id) if one.state is OutboxState.DONE}
        mine = {key for key, line in tried.items() if line.case_id == case_id}
        findings.lost += [f"delivery of {key}" for key in (told & mine) - done]
        findings.damaged += [f"{key} is done without a receipt" for key in done - mine]


def _accounts(station: StoreStation, lines: Iterable[Line], findings: Findings) -> None:
    """Who was engaged may in, who was dismissed may not; in between either."""
    last = {line.name: line for line in lines if line.what in ("engaged", "dismissed")}
    for login, line in last.items():
        if line.told:
            try:
                station.credentials().verify(login, PASSWORD)
                may = True
            except AccessError:
                may = False
            if may is not (line.what == "engaged"):
                findings.lost.append(f"{line.what} {login}")


def _backup(station: StoreStation, lines: Sequence[Line], findings: Findings) -> None:
    """The newest backup told can be brought back, with everything told before it."""
    newest = newest_backup(lines)
    if not newest or not any(line.what in ("backup", "removed") for line in lines[-len(lines) // 2 :]):
        return
    target = station.folder / "proof"
    made = max(at for at, line in enumerate(lines) if line.name == newest)
    before = lines[:made]
    gone = {line.case_id for line in before if line.what == "removed"}
    wanted = {line.case_id for line in before if line.told and line.what == "draft"} - gone
    _compare_backup(station, newest, wanted, passwords(before), findings)
    shutil.rmtree(target, ignore_errors=True)


def _compare_backup(
    station: StoreStation, newest: str, wanted: set[str], allowed: Sequence[str], findings: Findings
) -> None:
    target = station.folder / "proof"
    try:
        station.restorer()(station.folder / newest, target, lambda accounts: unlocked(accounts, allowed))
        with closing(unlocked(cheap_credentials(target), allowed)) as store:
            if not store.upkeep.verify().whole:
                findings.damaged.append("what the backup brought back")
            with store.unit_of_work() as unit:
                there = {row.id for row in unit.cases.find(EVERYTHING)}
        findings.lost += [f"{case_id} in the backup" for case_id in wanted - there]
    except TongbanError as error:
        findings.lost.append(f"backup: {error}")


def _restored(station: StoreStation, lines: Sequence[Line], findings: Findings) -> None:
    """What was restored opens and is whole; until then there is nothing."""
    if not any(line.what == "restored" for line in lines):
        return
    if not station.restored.exists() or not any(station.restored.iterdir()):
        if _told(lines, "restored"):
            findings.lost.append("what was restored")
        return
    try:
        with closing(cheap_credentials(station.restored).unlock(ADMIN.login, PASSWORD)) as store:
            if not store.upkeep.verify().whole:
                findings.damaged.append("what was restored")
    except TongbanError as error:
        findings.damaged.append(f"what was restored: {error}")
