"""The repositories behind `InMemoryStore`: rows in dictionaries, with the meaning of the real ones."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from app.domain.audit import AuditEntry
from app.domain.case import Case, CaseState, StateChange
from app.domain.clerk import Clerk
from app.domain.custody import CustodyEvent
from app.domain.errors import StoreError
from app.domain.handwritten_signature import HandwrittenSignature
from app.domain.outbox import LONGEST_WAIT, Fact, FactKind, OutboxCounts, OutboxEntry, OutboxState
from app.domain.page import Page
from app.domain.page_text import PageReading
from app.domain.paper import Paper, PrintAttempt, PrintOutcome
from app.domain.receipt_number import ReceiptNumber
from app.ports.guides import Romanizer
from app.ports.store import CaseQuery, CaseSummary
from local_store.search.searchable import applicant_name, document_number, folded, search_words, searchable_text


@dataclass(slots=True)
class InMemoryTables:
    """All rows. Rows are frozen, so a copy of the containers is a snapshot."""

    cases: dict[str, Case] = field(default_factory=dict)
    changes: list[StateChange] = field(default_factory=list)
    pages: dict[str, Page] = field(default_factory=dict)
    readings: dict[str, PageReading] = field(default_factory=dict)
    outbox: dict[int, OutboxEntry] = field(default_factory=dict)
    custody: list[CustodyEvent] = field(default_factory=list)
    papers: dict[str, Paper] = field(default_factory=dict)
    attempts: dict[str, PrintAttempt] = field(default_factory=dict)
    signatures: dict[str, HandwrittenSignature] = field(default_factory=dict)
    clerks: dict[str, Clerk] = field(default_factory=dict)
    audit: list[AuditEntry] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)
    series: dict[str, int] = field(default_factory=dict)

    def copy(self) -> InMemoryTables:
        return InMemoryTables(**{name: getattr(self, name).copy() for name in self.__slots__})

    def require_case(self, case_id: str) -> None:
        if case_id not in self.cases:
            raise StoreError("contradiction")


class InMemoryCaseRepository:
    def __init__(self, tables: InMemoryTables, romanizer: Romanizer) -> None:
        self._tables = tables
        self._romanizer = romanizer

    def get(self, case_id: str) -> Case:
        try:
            return self._tables.cases[case_id]
        except KeyError:
            raise StoreError("case_unknown", case_id=case_id) from None

    def save(self, case: Case) -> Case:
        stored = self._tables.cases.get(case.id)
        if case.revision != (stored.revision if stored else 0):
            raise StoreError("changed_elsewhere", case_id=case.id)
        numbers = {one.receipt_number for one in self._tables.cases.values() if one.id != case.id}
        if case.receipt_number and case.receipt_number in numbers:
            raise StoreError("contradiction")
        saved = replace(case, revision=case.revision + 1)
        self._tables.cases[case.id] = saved
        return saved

    def find(self, query: CaseQuery) -> Sequence[CaseSummary]:
        found = [case for case in self._tables.cases.values() if self._fits(case, query)]
        found.sort(key=lambda case: (case.updated_at, case.id), reverse=True)
        return [self._summary(case) for case in found[query.offset : query.offset + query.limit]]

    def count(self, states: tuple[CaseState, ...]) -> int:
        return sum(case.state in states for case in self._tables.cases.values())

    def _fits(self, case: Case, query: CaseQuery) -> bool:
        lines = searchable_text(case, self._romanizer)
        return (
            (not query.states or case.state in query.states)
            and (not query.created_by or case.created_by == query.created_by)
            and (not query.drafts_of or case.state is not CaseState.DRAFT or case.created_by == query.drafts_of)
            and all(word in lines or self._on_a_page(case.id, word) for word in search_words(query.words))
        )

    def _on_a_page(self, case_id: str, word: str) -> bool:
        """Chinese anywhere on a page from two characters on, letters and digits from the beginning of a word."""
        pattern = re.compile((r"\b" if word[0].isascii() else "") + re.escape(word))
        texts = (one.text for key, one in self._tables.readings.items() if self._tables.pages[key].case_id == case_id)
        return len(word) > 1 and any(pattern.search(folded(line)) for text in texts for line in text.splitlines())

    def _summary(self, case: Case) -> CaseSummary:
        states = [entry.state for entry in self._tables.outbox.values() if entry.fact.case_id == case.id]
        return CaseSummary(
            id=case.id,
            state=case.state,
            applicant_name=applicant_name(case),
            document_number=document_number(case),
            item_name=case.item_name,
            place_name=case.place_name,
            receipt_number=case.receipt_number,
            platform_number=case.platform_number,
            updated_at=case.updated_at,
            received_at=case.received_at,
            due_on=case.due_on,
            due_estimated=case.due_estimated,
            waiting=sum(state is not OutboxState.DONE for state in states),
            needs_clerk=states.count(OutboxState.NEEDS_CLERK),
        )

    def add_change(self, change: StateChange) -> None:
        self._tables.require_case(change.case_id)
        known = {one.remote_sequence for one in self._tables.changes if one.case_id == change.case_id}
        if change.remote_sequence and change.remote_sequence in known:
            return
        if change.id in {one.id for one in self._tables.changes}:
            raise StoreError("contradiction")
        self._tables.changes.append(change)

    def changes(self, case_id: str) -> Sequence[StateChange]:
        return [change for change in self._tables.changes if change.case_id == case_id]


class InMemoryPageRepository:
    def __init__(self, tables: InMemoryTables) -> None:
        self._tables = tables

    def add(self, page: Page) -> None:
        self._tables.require_case(page.case_id)
        if page.id in self._tables.pages:
            raise StoreError("contradiction")
        self._tables.pages[page.id] = page

    def replace(self, page: Page) -> None:
        stored = self._tables.pages.get(page.id)
        if stored is None:
            raise StoreError("page_unknown", page_id=page.id)
        if (stored.original, stored.case_id) != (page.original, page.case_id):
            raise StoreError("original_fixed", page_id=page.id)
        if stored.rendition != page.rendition:
            self._tables.readings.pop(page.id, None)
        self._tables.pages[page.id] = page

    def remove(self, page_id: str) -> None:
        if self._tables.pages.pop(page_id, None) is None:
            raise StoreError("page_unknown", page_id=page_id)
        self._tables.readings.pop(page_id, None)

    def of_case(self, case_id: str) -> Sequence[Page]:
        pages = [page for page in self._tables.pages.values() if page.case_id == case_id]
        return sorted(pages, key=lambda page: (page.material_code, page.sequence, page.id))

    def referenced_hashes(self) -> Iterator[str]:
        named = {page.original.sha256 for page in self._tables.pages.values()}
        named |= {page.rendition.sha256 for page in self._tables.pages.values() if page.rendition}
        named |= {paper.sha256 for paper in self._tables.papers.values()}
        named |= {entry.fact.blob_sha256 for entry in self._tables.outbox.values() if entry.fact.blob_sha256}
        yield from sorted(named)


class InMemoryReadingRepository:
    def __init__(self, tables: InMemoryTables) -> None:
        self._tables = tables

    def save(self, page_id: str, reading: PageReading) -> None:
        if page_id not in self._tables.pages:
            raise StoreError("page_unknown", page_id=page_id)
        self._tables.readings[page_id] = reading

    def of_case(self, case_id: str) -> Mapping[str, PageReading]:
        pages = self._tables.pages
        return {key: reading for key, reading in self._tables.readings.items() if pages[key].case_id == case_id}


class InMemorySignatureRepository:
    def __init__(self, tables: InMemoryTables) -> None:
        self._tables = tables

    def add(self, signature: HandwrittenSignature) -> None:
        self._tables.require_case(signature.case_id)
        if signature.id in self._tables.signatures:
            raise StoreError("contradiction")
        self._tables.signatures[signature.id] = signature

    def of_case(self, case_id: str) -> Sequence[HandwrittenSignature]:
        return [one for one in self._tables.signatures.values() if one.case_id == case_id]


class InMemoryOutboxRepository:
    def __init__(self, tables: InMemoryTables) -> None:
        self._tables = tables

    def add(self, fact: Fact, at: datetime) -> OutboxEntry:
        self._tables.require_case(fact.case_id)
        if any(entry.fact.key == fact.key for entry in self._tables.outbox.values()):
            raise StoreError("contradiction")
        entry = OutboxEntry(len(self._tables.outbox) + 1, fact, OutboxState.WAITING, at)
        self._tables.outbox[entry.sequence] = entry
        return entry

    def add_all(self, facts: Sequence[Fact], at: datetime) -> None:
        for fact in facts:
            self.add(fact, at)

    def due(self, now: datetime, limit: int) -> Sequence[OutboxEntry]:
        blocked: set[str] = set()
        found: list[OutboxEntry] = []
        for entry in self._unfinished():
            first_of_case = entry.fact.case_id not in blocked
            blocked.add(entry.fact.case_id)
            its_time = entry.next_at is None or not now < entry.next_at <= now + LONGEST_WAIT
            if first_of_case and its_time and entry.state is OutboxState.WAITING:
                found.append(entry)
        return found[:limit]

    def _unfinished(self) -> Iterator[OutboxEntry]:
        return (entry for entry in self._tables.outbox.values() if entry.state is not OutboxState.DONE)

    def done(self, sequence: int, receipt: str, at: datetime) -> None:
        entry = self._entry(sequence)
        if entry.state is not OutboxState.DONE:
            proven = replace(entry, state=OutboxState.DONE, receipt=receipt, done_at=at, next_at=None)
            self._tables.outbox[sequence] = replace(proven, error_code="", error_detail="")

    def retry(self, sequence: int, next_at: datetime, error_code: str, error_detail: str) -> None:
        self._failed(sequence, OutboxState.WAITING, next_at, (error_code, error_detail))

    def needs_clerk(self, sequence: int, error_code: str, error_detail: str) -> None:
        self._failed(sequence, OutboxState.NEEDS_CLERK, None, (error_code, error_detail))

    def _failed(self, sequence: int, state: OutboxState, next_at: datetime | None, error: tuple[str, str]) -> None:
        entry = self._entry(sequence)
        if entry.state is not OutboxState.DONE:
            tried = replace(entry, state=state, next_at=next_at, attempts=entry.attempts + 1)
            self._tables.outbox[sequence] = replace(tried, error_code=error[0], error_detail=error[1])

    def release(self, case_id: str) -> None:
        for entry in list(self._unfinished()):
            if entry.fact.case_id == case_id:
                again = replace(entry, state=OutboxState.WAITING, next_at=None, error_code="", error_detail="")
                self._tables.outbox[entry.sequence] = again

    def hasten(self) -> None:
        for entry in list(self._unfinished()):
            if entry.state is OutboxState.WAITING:
                self._tables.outbox[entry.sequence] = replace(entry, next_at=None)

    def reopen_pages(self, case_id: str, blobs: Sequence[str]) -> int:
        lost = [
            entry
            for entry in self.of_case(case_id)
            if entry.fact.kind is FactKind.PAGE
            and entry.state is OutboxState.DONE
            and entry.fact.blob_sha256 in set(blobs)
        ]
        for entry in lost:
            again = replace(entry, state=OutboxState.WAITING, next_at=None, receipt="", done_at=None)
            self._tables.outbox[entry.sequence] = again
        return len(lost)

    def of_case(self, case_id: str) -> Sequence[OutboxEntry]:
        return [entry for entry in self._tables.outbox.values() if entry.fact.case_id == case_id]

    def entries(self, states: tuple[OutboxState, ...], limit: int = 500) -> Sequence[OutboxEntry]:
        return [entry for entry in self._tables.outbox.values() if entry.state in states][:limit]

    def counts(self) -> OutboxCounts:
        rows = list(self._tables.outbox.values())
        waiting = [row for row in rows if row.state is OutboxState.WAITING]
        return OutboxCounts(
            waiting=len(waiting),
            done=sum(row.state is OutboxState.DONE for row in rows),
            needs_clerk=sum(row.state is OutboxState.NEEDS_CLERK for row in rows),
            waiting_bytes=sum(len(row.fact.body) + row.fact.size for row in waiting),
            waiting_cases=len({row.fact.case_id for row in waiting}),
        )

    def _entry(self, sequence: int) -> OutboxEntry:
        try:
            return self._tables.outbox[sequence]
        except KeyError:
            raise StoreError("outbox_unknown", sequence=sequence) from None


class InMemoryCustodyRepository:
    def __init__(self, tables: InMemoryTables) -> None:
        self._tables = tables

    def add(self, event: CustodyEvent) -> None:
        self._tables.require_case(event.case_id)
        if event.id in {one.id for one in self._tables.custody}:
            raise StoreError("contradiction")
        self._tables.custody.append(event)

    def add_all(self, events: Sequence[CustodyEvent]) -> None:
        for event in events:
            self.add(event)

    def of_case(self, case_id: str) -> Sequence[CustodyEvent]:
        return [event for event in self._tables.custody if event.case_id == case_id]


class InMemoryPaperRepository:
    def __init__(self, tables: InMemoryTables) -> None:
        self._tables = tables

    def add(self, paper: Paper) -> None:
        self._tables.require_case(paper.case_id)
        if paper.id in self._tables.papers:
            raise StoreError("contradiction")
        self._tables.papers[paper.id] = paper

    def get(self, paper_id: str) -> Paper:
        try:
            return self._tables.papers[paper_id]
        except KeyError:
            raise StoreError("paper_unknown", paper_id=paper_id) from None

    def of_case(self, case_id: str) -> Sequence[Paper]:
        return [paper for paper in self._tables.papers.values() if paper.case_id == case_id]

    def add_attempt(self, attempt: PrintAttempt) -> None:
        if attempt.paper_id not in self._tables.papers or attempt.id in self._tables.attempts:
            raise StoreError("contradiction")
        self._tables.attempts[attempt.id] = attempt

    def settle_attempt(self, attempt_id: str, outcome: PrintOutcome) -> None:
        attempt = self._tables.attempts.get(attempt_id)
        if attempt is None:
            raise StoreError("attempt_unknown", attempt_id=attempt_id)
        self._tables.attempts[attempt_id] = replace(attempt, outcome=outcome)

    def attempts(self, paper_id: str) -> Sequence[PrintAttempt]:
        return [attempt for attempt in self._tables.attempts.values() if attempt.paper_id == paper_id]

    def unsettled(self) -> Sequence[tuple[Paper, PrintAttempt]]:
        open_ones = (one for one in self._tables.attempts.values() if one.outcome is PrintOutcome.UNKNOWN)
        return [(self._tables.papers[attempt.paper_id], attempt) for attempt in open_ones]


class InMemoryNumberAllocator:
    def __init__(self, tables: InMemoryTables, letter: str) -> None:
        self._tables = tables
        self._letter = letter

    def installation(self) -> str:
        return self._letter

    def installation_id(self) -> str:
        return f"installation-{self._letter}"

    def next_receipt_number(self, station: str) -> ReceiptNumber:
        return ReceiptNumber(station, self._letter, self._next(f"receipt {station} {self._letter}"))

    def next_serial(self, series: str) -> int:
        return self._next(f"serial {series}")

    def _next(self, name: str) -> int:
        self._tables.series[name] = self._tables.series.get(name, 0) + 1
        return self._tables.series[name]


class InMemoryClerkRepository:
    def __init__(self, tables: InMemoryTables) -> None:
        self._tables = tables

    def by_login(self, login: str) -> Clerk | None:
        return next((clerk for clerk in self._tables.clerks.values() if clerk.login == login), None)

    def all(self) -> Sequence[Clerk]:
        return sorted(self._tables.clerks.values(), key=lambda clerk: clerk.login)

    def save(self, clerk: Clerk) -> None:
        holder = self.by_login(clerk.login)
        if holder is not None and holder.id != clerk.id:
            raise StoreError("login_taken")
        self._tables.clerks[clerk.id] = clerk


class InMemoryAuditLog:
    def __init__(self, tables: InMemoryTables) -> None:
        self._tables = tables

    def add(self, entry: AuditEntry) -> None:
        self._tables.audit.append(entry)

    def entries(self, limit: int = 200) -> Sequence[AuditEntry]:
        return self._tables.audit[::-1][:limit]

    def head(self) -> tuple[int, bytes]:
        sequence = len(self._tables.audit)
        return sequence, self.hash_of(sequence) or bytes(32)

    def hash_of(self, sequence: int) -> bytes | None:
        if not 0 < sequence <= len(self._tables.audit):
            return None
        return hashlib.sha256(repr(self._tables.audit[:sequence]).encode()).digest()


class InMemoryNoteRepository:
    def __init__(self, tables: InMemoryTables) -> None:
        self._tables = tables

    def get(self, name: str) -> str:
        return self._tables.notes.get(name, "")

    def put(self, name: str, value: str) -> None:
        self._tables.notes[name] = value
