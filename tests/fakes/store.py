"""The store ports in memory, with the meaning of the real ones: rollback, revisions, references, outbox order.

`tests/contract` runs the same tests on these and on the SQL store.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterable
from types import TracebackType

from app.domain.clerk import Clerk
from app.domain.errors import AccessError, StoreError
from app.domain.page import BlobRef
from app.domain.recovery_key import RecoveryKey, RecoveryPlace
from app.domain.store_upkeep import Recovery
from app.ports.guides import Romanizer
from app.ports.readings import ReadingRepository
from app.ports.signatures import SignatureRepository
from app.ports.store import (
    AuditLog,
    CaseRepository,
    ClerkRepository,
    CustodyRepository,
    NoteRepository,
    NumberAllocator,
    OutboxRepository,
    PageRepository,
    PaperRepository,
)
from app.ports.upkeep import RetentionRepository
from local_store.search.romanizer import PinyinRomanizer
from tests.fakes.store_repositories import (
    InMemoryAuditLog,
    InMemoryCaseRepository,
    InMemoryClerkRepository,
    InMemoryCustodyRepository,
    InMemoryNoteRepository,
    InMemoryNumberAllocator,
    InMemoryOutboxRepository,
    InMemoryPageRepository,
    InMemoryPaperRepository,
    InMemoryReadingRepository,
    InMemorySignatureRepository,
    InMemoryTables,
)
from tests.fakes.store_upkeep import InMemoryRetentionRepository, RecordingUpkeep


class InMemoryUnitOfWork:
    """Works on a copy; commit puts the copy in place of the store's tables."""

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

    def __init__(self, store: InMemoryStore) -> None:
        self._store = store
        self._open = False

    def __enter__(self) -> InMemoryUnitOfWork:
        self._store.begin()
        self._open = True
        self._tables = self._store.tables.copy()
        self.cases = InMemoryCaseRepository(self._tables, self._store.romanizer)
        self.pages = InMemoryPageRepository(self._tables)
        self.readings = InMemoryReadingRepository(self._tables)
        self.outbox = InMemoryOutboxRepository(self._tables)
        self.custody = InMemoryCustodyRepository(self._tables)
        self.papers = InMemoryPaperRepository(self._tables)
        self.signatures = InMemorySignatureRepository(self._tables)
        self.numbers = InMemoryNumberAllocator(self._tables, self._store.installation_letter)
        self.clerks = InMemoryClerkRepository(self._tables)
        self.audit = InMemoryAuditLog(self._tables)
        self.notes = InMemoryNoteRepository(self._tables)
        self.retention = InMemoryRetentionRepository(self._tables)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._finish()

    def commit(self) -> None:
        if not self._open:
            raise RuntimeError("this unit of work is over")
        try:
            self._store.accept(self._tables)
        finally:
            self._finish()

    def _finish(self) -> None:
        if self._open:
            self._open = False
            for name in InMemoryUnitOfWork.__annotations__:
                delattr(self, name)  # use after the end fails, as it does on a closed connection
            self._store.end()


class InMemoryStore:
    """`Store` in memory. `next_commit_error`, when set, is raised by the next commit, which keeps nothing.

    `commits` counts the commits, for tests that say "one transaction".
    """

    def __init__(self, romanizer: Romanizer | None = None, installation_letter: str = "A") -> None:
        self.tables = InMemoryTables()
        self.vault = InMemoryVault()
        self.romanizer = romanizer or PinyinRomanizer()
        self.installation_letter = installation_letter
        self.next_commit_error: StoreError | None = None
        self.space_error: StoreError | None = None
        self.upkeep = RecordingUpkeep()
        self.recovery = Recovery()
        self.commits = 0
        self.closed = False
        self._writer = threading.Lock()
        self._owner = 0

    def unit_of_work(self) -> InMemoryUnitOfWork:
        return InMemoryUnitOfWork(self)

    def check_space(self) -> None:
        if self.space_error is not None:
            raise self.space_error

    def close(self) -> None:
        self.closed = True

    def begin(self) -> None:
        """Wait for other writers; a unit inside a unit of the same thread would wait for itself."""
        if self.closed:
            raise StoreError("closed")
        if self._owner == threading.get_ident():
            raise RuntimeError("a unit of work is already open in this thread")
        self._writer.acquire()
        self._owner = threading.get_ident()

    def end(self) -> None:
        """Let the next writer in."""
        self._owner = 0
        self._writer.release()

    def accept(self, tables: InMemoryTables) -> None:
        """Make `tables` the stored ones."""
        if self.next_commit_error is not None:
            error, self.next_commit_error = self.next_commit_error, None
            raise error
        self.tables = tables
        self.commits += 1


class InMemoryVault:
    """`PageVault` in memory; `damage` and `lose` make `get` fail, `next_put_error` makes the next put fail."""

    def __init__(self) -> None:
        self._blobs: dict[str, bytes] = {}
        self._damaged: set[str] = set()
        self.next_put_error: StoreError | None = None

    def put(self, data: bytes, media_type: str) -> BlobRef:
        return self.put_all([(data, media_type)])[0]

    def put_all(self, items: Iterable[tuple[bytes, str]]) -> tuple[BlobRef, ...]:
        if self.next_put_error is not None:
            error, self.next_put_error = self.next_put_error, None
            raise error
        refs = []
        for data, media_type in items:
            ref = BlobRef(hashlib.sha256(data).hexdigest(), len(data), media_type)
            self._blobs[ref.sha256] = data
            self._damaged.discard(ref.sha256)
            refs.append(ref)
        return tuple(refs)

    def get(self, sha256: str) -> bytes:
        if sha256 not in self._blobs:
            raise StoreError("page_missing", sha256=sha256)
        if sha256 in self._damaged:
            raise StoreError("page_damaged", sha256=sha256)
        return self._blobs[sha256]

    def damage(self, sha256: str) -> None:
        self._damaged.add(sha256)

    def lose(self, sha256: str) -> None:
        del self._blobs[sha256]


_FAILURES_BEFORE_LOCK = 5


class InMemoryCredentials:
    """`Credentials` over one in-memory store; five failures lock a login out until `forgive`."""

    def __init__(self, store: InMemoryStore) -> None:
        self._store = store
        self._passwords: dict[str, str] = {}
        self._failures: dict[str, int] = {}
        self._one_time: set[str] = set()
        self._recovery: dict[RecoveryPlace, RecoveryKey] = {}
        self._rotation_asked = False

    def initialised(self) -> bool:
        return bool(self._passwords)

    def initialise(self, first: Clerk, password: str) -> InMemoryStore:
        if self._passwords:
            raise AccessError("already_initialised")
        with self._store.unit_of_work() as unit:
            unit.clerks.save(first)
            unit.commit()
        self._passwords[first.login] = password
        return self._store

    def unlock(self, login: str, password: str, *, one_time: bool = False) -> InMemoryStore:
        self.verify(login, password)
        if not one_time and self.one_time(login):
            raise AccessError("one_time_password")
        return self._open()

    def unlock_by_recovery(self, key: RecoveryKey, place: RecoveryPlace = RecoveryPlace.PAPER) -> InMemoryStore:
        if key != self._recovery.get(place):
            raise AccessError("recovery_key_refused")
        return self._open()

    def _open(self) -> InMemoryStore:
        if self._store.closed:  # another data key is made before it opens
            self._rotation_asked = False
        self._store.closed = False
        return self._store

    def set_recovery_key(self, key: RecoveryKey | None, place: RecoveryPlace = RecoveryPlace.PAPER) -> None:
        if self._store.closed:
            raise StoreError("closed")
        before = self._recovery.pop(place, None)
        self._rotation_asked = self._rotation_asked or before is not None
        if key is not None:
            self._recovery[place] = key

    def has_recovery_key(self, place: RecoveryPlace = RecoveryPlace.PAPER) -> bool:
        return place in self._recovery

    def ask_rotation(self) -> None:
        self._rotation_asked = True

    def rotation_asked(self) -> bool:
        return self._rotation_asked

    def verify(self, login: str, password: str) -> None:
        if self._failures.get(login, 0) >= _FAILURES_BEFORE_LOCK:
            raise AccessError("locked_out", seconds=60)
        if login not in self._passwords or self._passwords[login] != password:
            self._failures[login] = self._failures.get(login, 0) + 1
            raise AccessError("wrong_password" if login in self._passwords else "unknown_login")
        self._failures.pop(login, None)

    def add(self, login: str, password: str, *, one_time: bool = False) -> None:
        self._passwords[login] = password
        (self._one_time.add if one_time else self._one_time.discard)(login)
        self.forgive(login)

    def change(self, login: str, old: str, new: str) -> None:
        self.verify(login, old)
        self.add(login, new)

    def remove(self, login: str) -> None:
        if login in self._passwords and len(self._passwords) == 1:
            raise AccessError("last_admin")
        if self._passwords.pop(login, None) is not None:
            self._rotation_asked = True
        self._one_time.discard(login)

    def one_time(self, login: str) -> bool:
        return login in self._one_time

    def forget(self) -> None:
        """There is no key."""

    def forgive(self, login: str) -> None:
        self._failures.pop(login, None)
