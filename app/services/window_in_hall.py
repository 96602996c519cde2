"""The store of a window that belongs to a hall: the hall's while its server answers, else the window's own.

What was taken in alone goes to the hall once it is there again: cases nobody has in hand while the clerk works on, the
rest (the draft on the desk, what was touched a moment ago) at the moment the window goes over, when no unit of work
and no page is on its way. Ids stay, so the clerk's next step finds the draft where the last one left it.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import timedelta
from types import TracebackType

from app.domain.case import CaseState
from app.domain.clerk import Clerk
from app.domain.errors import StoreError
from app.domain.page import BlobRef
from app.domain.store_upkeep import Recovery
from app.ports.environment import Clock
from app.ports.hall import HallStore
from app.ports.readings import ReadingRepository
from app.ports.signatures import SignatureRepository
from app.ports.store import (
    AuditLog,
    CaseRepository,
    CaseSummary,
    ClerkRepository,
    CustodyRepository,
    NoteRepository,
    NumberAllocator,
    OutboxRepository,
    PageRepository,
    PaperRepository,
    Store,
    UnitOfWork,
)
from app.ports.upkeep import RetentionRepository, StoreUpkeep
from app.services.deliver_to_hall import DeliverToHall
from app.services.passage import Passage

_LOG = logging.getLogger(__name__)

IN_HAND = timedelta(minutes=30)
"""A case that was touched since may still be on the screen, or being printed."""
_AWAY = "store.hall_away"


class WindowInHall:
    """`Store` of everything about cases; accounts, settings and keys stay with the window's own."""

    def __init__(self, own: Store, open_hall: Callable[[], HallStore], clock: Clock) -> None:
        """`open_hall` raises StoreError; `come_in` calls it first."""
        self._own, self._open, self._clock = own, open_hall, clock
        self._passage = Passage()
        self._turn = threading.Lock()  # a turn and the end of the session, one after the other
        self._closed = False
        self._hall: HallStore | None = None
        self._left: HallStore | None = None  # lost, to be closed where nobody waits
        self._news = threading.Event()
        self._put_alone: dict[str, BlobRef] = {}
        self._fault = _AWAY
        self.vault = _WindowVault(self)

    @property
    def fault(self) -> str:
        """Why the window works alone, a code of StoreError; empty in the hall."""
        return "" if self._hall is not None else self._fault

    @property
    def upkeep(self) -> StoreUpkeep:
        """Of the store in use."""
        return (self._hall or self._own).upkeep

    def come_in(self, clerk: Clerk) -> Clerk:
        """Begin in the hall if it answers; the clerk as the hall knows the login, so that drafts are the same anywhere.

        What an earlier session left in the own store goes with the first `take_turn`.
        """
        try:
            self._hall = self._opened()
            return self._introduced(clerk)
        except StoreError as error:
            self._lost(error)
        with self._own.unit_of_work() as unit:
            known = unit.notes.get(_id_note(clerk))
        return replace(clerk, id=known or clerk.id)

    def take_turn(self, cancelled: Callable[[], bool]) -> bool:
        """What a round with the platform begins with: go (back) to the hall, deliver; whether this window leads it.

        Blocks as long as a server that is away lets it; what goes wrong is told by `fault`.
        """
        with self._turn:
            if self._closed:
                return False
            self._close_left()
            try:
                if self._hall is None:
                    self._go_back(cancelled)
                else:
                    DeliverToHall(self._own, self._hall, self._clock)(cancelled)
            except StoreError as error:
                _LOG.log(_level(error), "not in the hall, or not all delivered: %s", error.code)
                if self._hall is None or error.code == _AWAY:
                    self._lost(error)
            hall = self._hall
            return hall is not None and hall.leadership.held()

    def take_news(self) -> bool:
        """Whether cases changed, here or at another window, since this was asked last."""
        news = self._news.is_set()
        self._news.clear()
        return news

    @property
    def recovery(self) -> Recovery:
        """What opening the window's own store found."""
        return self._own.recovery

    def unit_of_work(self) -> UnitOfWork:
        """A new unit of work of the store in use.

        Leaving it may raise StoreError `store.hall_case`: the case lies in the hall, which is away.
        """
        return _WindowUnit(self)

    def check_space(self) -> None:
        """See `Store.check_space`: the own disk counts in the hall too, for the hour the server is away."""
        self._own.check_space()

    def close(self) -> None:
        """Close both stores, after a turn under way."""
        with self._turn:
            self._closed = True
            try:
                self._close_left()
                hall, self._hall = self._hall, None
                if hall is not None:
                    hall.close()
            finally:
                self._own.close()

    @contextmanager
    def in_use(self) -> Iterator[Store]:
        """The store in use, which does not change until the block ends unless it is lost."""
        with self._passage.passing():
            hall = self._hall
            try:
                yield hall or self._own
            except StoreError as error:
                if hall is not None and error.code == _AWAY:
                    self._lost(error)
                if hall is None and error.code == "store.case_unknown":
                    raise StoreError("hall_case") from error
                raise

    def remember(self, refs: Sequence[BlobRef]) -> None:
        """These were put while alone; rows that name them may come in the hall."""
        if self._hall is None:
            self._put_alone.update((ref.sha256, ref) for ref in refs)

    def _go_back(self, cancelled: Callable[[], bool]) -> None:
        hall = self._opened()
        deliver = DeliverToHall(self._own, hall, self._clock)
        try:
            deliver(cancelled, self._rests)
            with self._passage.alone():
                deliver(lambda: False)
                for ref in self._put_alone.values():
                    hall.vault.put(self._own.vault.get(ref.sha256), ref.media_type)
                self._put_alone.clear()
                self._hall = hall
        except BaseException:
            self._left = hall
            raise
        self._news.set()

    def _opened(self) -> HallStore:
        hall = self._open()
        hall.watch_cases(self._news.set)
        return hall

    def _rests(self, case: CaseSummary) -> bool:
        return case.state is not CaseState.DRAFT and self._clock.now() - case.updated_at > IN_HAND

    def _lost(self, error: StoreError) -> None:
        """The next unit of work is the own store's."""
        self._fault = error.code
        hall, self._hall = self._hall, None
        if hall is not None:
            self._left = hall
        self._news.set()

    def _close_left(self) -> None:
        left, self._left = self._left, None
        if left is not None:
            try:
                left.close()
            except StoreError as error:
                _LOG.info("a lost hall did not close: %s", error.code)

    def _introduced(self, clerk: Clerk) -> Clerk:
        with self.unit_of_work() as unit:
            unit.notes.get(_id_note(clerk))  # takes the turn: two windows must not make two accounts of one login
            there = unit.clerks.by_login(clerk.login)
            known = clerk if there is None else replace(clerk, id=there.id)
            if known != there:
                unit.clerks.save(known)
                unit.commit()
        with self._own.unit_of_work() as unit:
            unit.notes.put(_id_note(clerk), known.id)
            unit.commit()
        return known


class _WindowUnit:
    """`UnitOfWork` of the store that was in use when it began; entering gives that store's own, with repositories."""

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

    def __init__(self, window: WindowInHall) -> None:
        self._window = window
        self._inside = ExitStack()

    def __enter__(self) -> UnitOfWork:
        """Begin."""
        with ExitStack() as begun:
            store = begun.enter_context(self._window.in_use())
            unit = begun.enter_context(store.unit_of_work())
            self._inside = begun.pop_all()
        return unit

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Roll back what was not committed."""
        self._inside.__exit__(kind, error, trace)

    def commit(self) -> None:
        """Never called: who works in the block was given the store's own unit."""
        raise RuntimeError("commit what entering gave")


class _WindowVault:
    """`PageVault` of the store in use."""

    def __init__(self, window: WindowInHall) -> None:
        self._window = window

    def put(self, data: bytes, media_type: str) -> BlobRef:
        """See `PageVault.put`."""
        return self.put_all([(data, media_type)])[0]

    def put_all(self, items: Sequence[tuple[bytes, str]]) -> tuple[BlobRef, ...]:
        """See `PageVault.put_all`."""
        with self._window.in_use() as store:
            refs = store.vault.put_all(items)
            self._window.remember(refs)
        return refs

    def get(self, sha256: str) -> bytes:
        """See `PageVault.get`."""
        with self._window.in_use() as store:
            return store.vault.get(sha256)


def _level(error: StoreError) -> int:
    """A server that is away is told on the screen, round after round; anything else wants an administrator."""
    return logging.INFO if error.code == _AWAY else logging.WARNING


def _id_note(clerk: Clerk) -> str:
    return f"hall.clerk.{clerk.login}"
