"""What a window took in by itself while the hall's server was away goes to the hall: all of it, once.

Case by case, each in one unit of work of the hall, while the window's own store waits. Rows are known by their ids, so
a delivery that was cut off, wherever that was, is made once more without harm.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from app.domain.case import Case
from app.domain.errors import StoreError
from app.domain.outbox import OutboxState
from app.domain.page import BlobRef
from app.ports.environment import Clock
from app.ports.store import CaseQuery, CaseSummary, Store, UnitOfWork

_AT_ONCE = 500
_IN_THE_HALL = "hall"
"""Receipt of a fact of the window's own queue: the hall's queue has it now."""
_LOST = frozenset({"store.page_missing", "store.page_damaged"})
_Row = TypeVar("_Row", bound="_Known")


class _Known(Protocol):
    """A row with an id of its own, the same in every store."""

    @property
    def id(self) -> str:
        """The id."""


def _all(_case: CaseSummary) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class DeliverToHall:
    """Moves every case of the window's `own` store, and what waits for the platform with it, into the hall's."""

    own: Store
    hall: Store
    clock: Clock

    def __call__(self, cancelled: Callable[[], bool], chosen: Callable[[CaseSummary], bool] = _all) -> int:
        """Deliver until nothing `chosen` is left or `cancelled`; returns how many cases went.

        Raises StoreError `store.hall_away` and what the own store raises; what went is gone from the own store, the
        rest stays for the next time. A case somebody in the hall has changed since a first try keeps that change.
        """
        delivered = 0
        while waiting := self._waiting(chosen):
            for case_id in waiting:
                if cancelled():
                    return delivered
                self._deliver(case_id)
                delivered += 1
        return delivered

    def _waiting(self, chosen: Callable[[CaseSummary], bool]) -> list[str]:
        """Some of them, those that rest longest first."""
        offset = 0
        while True:
            with self.own.unit_of_work() as own:
                found = own.cases.find(CaseQuery(limit=_AT_ONCE, offset=offset))
            wanted = [case.id for case in reversed(found) if chosen(case)]
            if wanted or len(found) < _AT_ONCE:
                return wanted
            offset += _AT_ONCE

    def _deliver(self, case_id: str) -> None:
        """Nobody changes the case meanwhile: the own store has one writer."""
        with self.own.unit_of_work() as own:
            case = own.cases.get(case_id)
            self._put_blobs(own, case.id)
            with self.hall.unit_of_work() as hall:
                _bring(own, hall, case)
                hall.commit()
            self._let_go(own, case.id)
            own.commit()

    def _put_blobs(self, own: UnitOfWork, case_id: str) -> None:
        """Every blob the rows will name is in the hall's vault before them."""
        for ref in _blobs(own, case_id):
            try:
                data = self.own.vault.get(ref.sha256)
            except StoreError as error:
                if error.code not in _LOST:
                    raise
                continue  # the row goes all the same: the hall names the case whose page is missing
            self.hall.vault.put(data, ref.media_type)

    def _let_go(self, own: UnitOfWork, case_id: str) -> None:
        for entry in own.outbox.of_case(case_id):
            if entry.state is not OutboxState.DONE:
                own.outbox.done(entry.sequence, _IN_THE_HALL, self.clock.now())
        own.retention.remove(case_id)


def _blobs(own: UnitOfWork, case_id: str) -> Iterable[BlobRef]:
    for page in own.pages.of_case(case_id):
        yield page.original
        if page.rendition is not None:
            yield page.rendition
    for paper in own.papers.of_case(case_id):
        yield BlobRef(paper.sha256, paper.size, "application/pdf")
    for entry in own.outbox.of_case(case_id):
        if entry.fact.blob_sha256:
            yield BlobRef(entry.fact.blob_sha256, entry.fact.size, "")


def _bring(own: UnitOfWork, hall: UnitOfWork, case: Case) -> None:
    """The case and everything that belongs to it, as far as it is not there."""
    there = _in_the_hall(hall, case.id)
    if there is None or there.revision == 1:  # not there, or nobody but an earlier try has touched it
        hall.cases.save(replace(case, revision=0 if there is None else there.revision))
    _add_missing(own.cases.changes(case.id), hall.cases.changes(case.id), hall.cases.add_change)
    _add_missing(own.custody.of_case(case.id), hall.custody.of_case(case.id), hall.custody.add)
    _add_missing(own.signatures.of_case(case.id), hall.signatures.of_case(case.id), hall.signatures.add)
    _add_missing(own.pages.of_case(case.id), hall.pages.of_case(case.id), hall.pages.add)
    read = hall.readings.of_case(case.id)
    for page_id, reading in own.readings.of_case(case.id).items():
        if page_id not in read:
            hall.readings.save(page_id, reading)
    _add_missing(own.papers.of_case(case.id), hall.papers.of_case(case.id), hall.papers.add)
    for paper in own.papers.of_case(case.id):
        _add_missing(own.papers.attempts(paper.id), hall.papers.attempts(paper.id), hall.papers.add_attempt)
    _bring_facts(own, hall, case.id)


def _in_the_hall(hall: UnitOfWork, case_id: str) -> Case | None:
    try:
        return hall.cases.get(case_id)
    except StoreError as error:
        if error.code != "store.case_unknown":
            raise
        return None


def _add_missing(rows: Iterable[_Row], there: Iterable[_Known], add: Callable[[_Row], None]) -> None:
    known = {row.id for row in there}
    for row in rows:
        if row.id not in known:
            add(row)


def _bring_facts(own: UnitOfWork, hall: UnitOfWork, case_id: str) -> None:
    """In the order they were told; what the platform has proved is proved in the hall too."""
    known = {entry.fact.key for entry in hall.outbox.of_case(case_id)}
    for entry in own.outbox.of_case(case_id):
        if entry.fact.key in known:
            continue
        queued = hall.outbox.add(entry.fact, entry.created_at)
        if entry.state is OutboxState.DONE and entry.done_at is not None:
            hall.outbox.done(queued.sequence, entry.receipt, entry.done_at)
