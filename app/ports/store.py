"""The local store as the services see it: repositories inside one unit of work.

Services open a unit of work, repositories never commit. Leaving the `with` block without `commit()` rolls back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Protocol

from app.domain.audit import AuditEntry
from app.domain.case import Case, CaseState, StateChange
from app.domain.clerk import Clerk, Role
from app.domain.custody import CustodyEvent
from app.domain.outbox import Fact, OutboxCounts, OutboxEntry, OutboxState
from app.domain.page import BlobRef, Page
from app.domain.paper import Paper, PrintAttempt, PrintOutcome
from app.domain.receipt_number import ReceiptNumber
from app.domain.store_upkeep import Recovery
from app.ports.readings import ReadingRepository
from app.ports.signatures import SignatureRepository
from app.ports.upkeep import RetentionRepository, StoreUpkeep


@dataclass(frozen=True, slots=True)
class CaseQuery:
    """What the case list asks for.

    `words` is matched against name, pinyin initials, numbers, item and place, and from two characters on against what
    was read from the case's pages. `created_by` leaves out all cases, `drafts_of` only the drafts, of anybody else.
    """

    words: str = ""
    states: tuple[CaseState, ...] = ()
    created_by: str = ""
    drafts_of: str = ""
    limit: int = 200
    offset: int = 0


@dataclass(frozen=True, slots=True)
class CaseSummary:
    """One line of the case list. `applicant_name` is whole; masking is the screen's business."""

    id: str
    state: CaseState
    applicant_name: str
    document_number: str
    item_name: str
    place_name: str
    receipt_number: str
    platform_number: str
    updated_at: datetime
    received_at: datetime | None
    due_on: str
    due_estimated: bool
    waiting: int  # outbox rows of this case not yet done
    needs_clerk: int


class CaseRepository(Protocol):
    """Cases and their time lines."""

    def get(self, case_id: str) -> Case:
        """The case; raises StoreError `store.case_unknown`."""

    def save(self, case: Case) -> Case:
        """Insert or update; returns the case with its next revision.

        Raises StoreError `store.changed_elsewhere` when the stored revision is not `case.revision`.
        """

    def find(self, query: CaseQuery) -> Sequence[CaseSummary]:
        """Newest change first."""

    def count(self, states: tuple[CaseState, ...]) -> int:
        """How many cases are in one of these states."""

    def add_change(self, change: StateChange) -> None:
        """Append to the time line; a remote change already there (same remote_sequence) is skipped."""

    def changes(self, case_id: str) -> Sequence[StateChange]:
        """The time line, oldest first."""


class PageRepository(Protocol):
    """Pages of cases (bytes lie in the vault)."""

    def add(self, page: Page) -> None:
        """Store a captured page."""

    def replace(self, page: Page) -> None:
        """Change a page's material, order or rendition; its original never changes."""

    def remove(self, page_id: str) -> None:
        """Take a page off its case (drafts only; the service checks)."""

    def of_case(self, case_id: str) -> Sequence[Page]:
        """In order of material and sequence."""

    def referenced_hashes(self) -> Iterator[str]:
        """SHA-256 of every blob some row names; what the vault may not sweep."""


class OutboxRepository(Protocol):
    """The durable queue."""

    def add(self, fact: Fact, at: datetime) -> OutboxEntry:
        """Append a fact."""

    def add_all(self, facts: Sequence[Fact], at: datetime) -> None:
        """Append facts in their order."""

    def due(self, now: datetime, limit: int) -> Sequence[OutboxEntry]:
        """WAITING rows whose time has come and that have no older unfinished row of the same case.

        A time more than `LONGEST_WAIT` ahead was set by a clock that jumped, and has come.
        """

    def done(self, sequence: int, receipt: str, at: datetime) -> None:
        """The platform's receipt proves the fact."""

    def retry(self, sequence: int, next_at: datetime, error_code: str, error_detail: str) -> None:
        """Try again later; the reason is kept for the clerk."""

    def needs_clerk(self, sequence: int, error_code: str, error_detail: str) -> None:
        """Refused by the platform: waits for the clerk, is never dropped."""

    def release(self, case_id: str) -> None:
        """The clerk says try again: rows of the case go back to WAITING, due now."""

    def hasten(self) -> None:
        """The clerk asks for a round now: every WAITING row is due at once."""

    def reopen_pages(self, case_id: str, blobs: Sequence[str]) -> int:
        """The platform has not got these blobs after all: their DONE PAGE rows go back to WAITING, due now.

        They are older than the case's COMPLETE row, which therefore waits for them. Returns how many rows there were.
        """

    def entries(self, states: tuple[OutboxState, ...], limit: int = 500) -> Sequence[OutboxEntry]:
        """Rows for the outbox view, oldest first."""

    def of_case(self, case_id: str) -> Sequence[OutboxEntry]:
        """All rows of one case, oldest first."""

    def counts(self) -> OutboxCounts:
        """Rows by state."""


class CustodyRepository(Protocol):
    """Where originals are."""

    def add(self, event: CustodyEvent) -> None:
        """Append an event."""

    def add_all(self, events: Sequence[CustodyEvent]) -> None:
        """Append events in their order."""

    def of_case(self, case_id: str) -> Sequence[CustodyEvent]:
        """Oldest first; the last event of a material is where it is."""


class PaperRepository(Protocol):
    """Rendered papers and their print attempts."""

    def add(self, paper: Paper) -> None:
        """Store a rendered paper."""

    def get(self, paper_id: str) -> Paper:
        """Raises StoreError `store.paper_unknown`."""

    def of_case(self, case_id: str) -> Sequence[Paper]:
        """Oldest first."""

    def add_attempt(self, attempt: PrintAttempt) -> None:
        """Store a print attempt (outcome UNKNOWN before anything is sent to the printer)."""

    def settle_attempt(self, attempt_id: str, outcome: PrintOutcome) -> None:
        """What became of it."""

    def attempts(self, paper_id: str) -> Sequence[PrintAttempt]:
        """Oldest first."""

    def unsettled(self) -> Sequence[tuple[Paper, PrintAttempt]]:
        """Attempts whose outcome is unknown, of all cases."""


class NumberAllocator(Protocol):
    """Receipt and slip numbers, taken in the case's own transaction: a crash makes a gap, never a double."""

    def installation(self) -> str:
        """The letter of this installation, fixed while the store is open."""

    def installation_id(self) -> str:
        """What the platform knows this installation by; another one after a restore."""

    def next_receipt_number(self, station: str) -> ReceiptNumber:
        """The next number of this installation."""

    def next_serial(self, series: str) -> int:
        """The next number of a named series (slips, notices), from 1."""


class ClerkRepository(Protocol):
    """Local accounts (the password side is `Credentials`)."""

    def by_login(self, login: str) -> Clerk | None:
        """The account of this login."""

    def all(self) -> Sequence[Clerk]:
        """All accounts by login."""

    def save(self, clerk: Clerk) -> None:
        """Insert or update."""


class AuditLog(Protocol):
    """Append-only log in the same transaction as what it tells of."""

    def add(self, entry: AuditEntry) -> None:
        """Append an entry."""

    def entries(self, limit: int = 200) -> Sequence[AuditEntry]:
        """Newest first."""

    def head(self) -> tuple[int, bytes]:
        """Number and hash of the newest row, 0 and some hash when there is none."""

    def hash_of(self, sequence: int) -> bytes | None:
        """The hash of a row, None when there is no such row."""


class NoteRepository(Protocol):
    """Small durable facts of the station itself: sync cursor, last sync, clean shutdown, window state."""

    def get(self, name: str) -> str:
        """The value, empty when never set."""

    def put(self, name: str, value: str) -> None:
        """Set the value."""


class UnitOfWork(Protocol):
    """One transaction over all repositories."""

    cases: CaseRepository
    pages: PageRepository
    readings: ReadingRepository
    outbox: OutboxRepository
    custody: CustodyRepository
    papers: PaperRepository
    signatures: SignatureRepository
    numbers: NumberAllocator
    clerks: ClerkRepository
    audit: AuditLog
    notes: NoteRepository
    retention: RetentionRepository

    def __enter__(self) -> UnitOfWork:
        """Begin."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Roll back what was not committed."""

    def commit(self) -> None:
        """Make it durable (fsynced when this returns). Raises StoreError `store.disk_full`, `store.io`."""


class Store(Protocol):
    """The opened store; `vault` holds the bytes its rows name."""

    @property
    def vault(self) -> PageVault:
        """The vault under the same key."""

    @property
    def upkeep(self) -> StoreUpkeep:
        """Looking through it, backups, letting go."""

    @property
    def recovery(self) -> Recovery:
        """What opening it found and did."""

    def unit_of_work(self) -> UnitOfWork:
        """A new unit of work; writers wait for each other."""

    def check_space(self) -> None:
        """Raise StoreError `store.disk_low` when there is too little room to begin a new case or scan.

        What is begun can still be saved then: the store keeps a reserve for it.
        """

    def close(self) -> None:
        """Checkpoint and close."""


class PageVault(Protocol):
    """Bytes by content: encrypted, checked at every read, on disk before a row may name them."""

    def put(self, data: bytes, media_type: str) -> BlobRef:
        """Store (durable when this returns; storing twice is harmless). Raises StoreError `store.disk_full`."""

    def put_all(self, items: Sequence[tuple[bytes, str]]) -> tuple[BlobRef, ...]:
        """Store several at the cost of about one."""

    def get(self, sha256: str) -> bytes:
        """The plain bytes. Raises StoreError `store.page_missing` or `store.page_damaged`."""


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What is given for a new account; `password` only for the first one, see `ManageAccounts.add`."""

    login: str
    name: str
    staff_number: str
    role: Role
    password: str = ""
