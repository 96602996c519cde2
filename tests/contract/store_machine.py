"""Any order of the store's public operations, with restarts and killed programs between them.

The same operations are done on the store in memory, which is simple enough to be read, and on the encrypted one in
a folder; each answer, each refusal and everything stored must be the same. A killed program is a copy of the
folder as it lies there at that moment (after `commit` nothing may be missing in it), opened and gone on with.

A long run: `python -m tests.contract.store_machine --examples 400 --steps 40`.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from app.domain.audit import AuditAction, AuditEntry
from app.domain.case import CaseState
from app.domain.clerk import Clerk, Role
from app.domain.custody import CustodyPlace
from app.domain.errors import StoreError
from app.domain.outbox import FactKind, OutboxState
from app.domain.paper import PrintOutcome
from app.ports.store import CaseQuery, Store, UnitOfWork
from tests.fakes.local_store import small_store
from tests.fakes.store import InMemoryStore
from tests.fakes.store_samples import (
    NOW,
    attempt,
    blob,
    change,
    custody_event,
    draft,
    fact,
    page,
    paper,
    reading,
    received,
)

# Few names, so that the same one is often met again.
CASES = ("case-1", "case-2", "case-3")
Operation = Callable[[UnitOfWork], object]

_cases = st.sampled_from(CASES)
_few = st.integers(1, 4)
_minutes = st.integers(-5, 20).map(lambda minutes: NOW + timedelta(minutes=minutes))


def _save_draft(case_id: str, revision: int, note: str) -> Operation:
    return lambda unit: unit.cases.save(replace(draft(case_id, note=note), revision=revision))


def _save_current(case_id: str, minutes: int) -> Operation:
    def save(unit: UnitOfWork) -> object:
        case = unit.cases.get(case_id)
        return unit.cases.save(replace(case, updated_at=NOW + timedelta(minutes=minutes)))

    return save


def _receive(case_id: str, serial: int, last: bool) -> Operation:
    """All that is one unit when a case is received: number, state, time line, paper, custody, facts, audit row."""

    def receive(unit: UnitOfWork) -> object:
        revision = unit.cases.get(case_id).revision
        number = str(unit.numbers.next_receipt_number("990200A01"))
        saved = unit.cases.save(replace(received(case_id, number), revision=revision))
        unit.cases.add_change(change(f"change {number}", case_id))
        unit.papers.add(paper(f"paper {number}", case_id))
        unit.custody.add(custody_event(f"event {number}", case_id))
        unit.outbox.add(fact(f"{number} case", case_id), NOW)
        unit.outbox.add(fact(f"{number} page", case_id, FactKind.PAGE, blob_sha256=f"{serial:064x}"), NOW)
        if last:
            unit.outbox.add(fact(f"{number} complete", case_id, FactKind.COMPLETE), NOW)
        unit.audit.add(AuditEntry(AuditAction.CASE_RECEIVED, NOW, "clerk-1", number))
        return saved, number

    return receive


def _page(case_id: str, name: int, what: str) -> Operation:
    page_id = f"page-{name}"

    def work(unit: UnitOfWork) -> None:
        if what == "add":
            unit.pages.add(page(page_id, case_id, sequence=name))
        elif what == "replace":
            unit.pages.replace(replace(page(page_id, case_id), rendition=blob(b"again"), sequence=9))
        elif what == "read":
            unit.readings.save(page_id, reading("样本" * name))
        else:
            unit.pages.remove(page_id)

    return work


def _outbox(sequence: int, what: str) -> Operation:
    def work(unit: UnitOfWork) -> None:
        if what == "done":
            unit.outbox.done(sequence, "proof", NOW)
        elif what == "retry":
            unit.outbox.retry(sequence, NOW + timedelta(minutes=sequence), "sync.no_route", "why")
        elif what == "needs_clerk":
            unit.outbox.needs_clerk(sequence, "sync.refused", "why")
        else:
            unit.outbox.hasten()

    return work


def _print(name: int, outcome: PrintOutcome | None) -> Operation:
    """A print attempt of the first paper there is; `outcome` settles it."""

    def work(unit: UnitOfWork) -> None:
        papers = [one for case_id in CASES for one in unit.papers.of_case(case_id)]
        if outcome is not None:
            unit.papers.settle_attempt(f"attempt-{name}", outcome)
        else:
            unit.papers.add_attempt(attempt(f"attempt-{name}", papers[0].id if papers else "none"))

    return work


def _clerk(name: int, login: int) -> Operation:
    return lambda unit: unit.clerks.save(Clerk(f"clerk-{name}", f"login{login}", "样本", "S1", Role.CLERK))


OPERATIONS: st.SearchStrategy[Operation] = st.one_of(
    st.builds(_save_draft, _cases, st.integers(0, 2), st.sampled_from(("", "备注", "\ud842"))),
    st.builds(_save_current, _cases, _few),
    st.builds(_receive, _cases, _few, st.booleans()),
    st.builds(_receive, _cases, _few, st.booleans()),
    st.builds(_page, _cases, _few, st.sampled_from(("add", "add", "replace", "read", "remove"))),
    st.builds(_outbox, st.integers(1, 9), st.sampled_from(("done", "done", "retry", "needs_clerk", "hasten"))),
    st.builds(_print, _few, st.sampled_from((None, None, *PrintOutcome))),
    st.builds(_clerk, _few, _few),
    st.builds(lambda case_id: lambda unit: unit.outbox.release(case_id), _cases),
    st.builds(
        lambda case_id, serial: lambda unit: unit.outbox.reopen_pages(case_id, (f"{serial:064x}",)), _cases, _few
    ),
    st.builds(
        lambda case_id, name, place: lambda unit: unit.custody.add(custody_event(f"moved-{name}", case_id, place)),
        _cases,
        _few,
        st.sampled_from(CustodyPlace),
    ),
    st.builds(
        lambda case_id, name: (
            lambda unit: unit.cases.add_change(change(f"remote-{name}-{case_id}", case_id, remote_sequence=name))
        ),
        _cases,
        _few,
    ),
    st.builds(lambda name, value: lambda unit: unit.notes.put(name, value), st.sampled_from("ab"), st.text(max_size=3)),
    st.builds(lambda series: lambda unit: unit.numbers.next_serial(series), st.sampled_from("xy")),
)


def everything(store: Store) -> dict[str, object]:
    """All that can be asked of a store."""
    with store.unit_of_work() as unit:
        return {
            "cases": list(unit.cases.find(CaseQuery())),
            "whole cases": [unit.cases.get(one.id) for one in unit.cases.find(CaseQuery())],
            "counts": [unit.cases.count((state,)) for state in CaseState],
            "time lines": [list(unit.cases.changes(case_id)) for case_id in CASES],
            "pages": [list(unit.pages.of_case(case_id)) for case_id in CASES],
            "named": sorted(unit.pages.referenced_hashes()),
            "readings": [dict(unit.readings.of_case(case_id)) for case_id in CASES],
            "outbox": list(unit.outbox.entries(tuple(OutboxState))),
            "due": list(unit.outbox.due(NOW, 100)),
            "outbox counts": unit.outbox.counts(),
            "custody": [list(unit.custody.of_case(case_id)) for case_id in CASES],
            "papers": [list(unit.papers.of_case(case_id)) for case_id in CASES],
            "attempts": [
                list(unit.papers.attempts(one.id)) for case_id in CASES for one in unit.papers.of_case(case_id)
            ],
            "unsettled": list(unit.papers.unsettled()),
            "clerks": list(unit.clerks.all()),
            "audit": list(unit.audit.entries()),
            "notes": [unit.notes.get(name) for name in "ab"],
        }


def done(store: Store, operations: list[Operation], commit: bool) -> list[object]:
    """What the operations answered in one unit of work; a refusal ends it and keeps nothing."""
    answers: list[object] = []
    with store.unit_of_work() as unit:
        for operation in operations:
            try:
                answers.append(operation(unit))
            except StoreError as error:
                return [*answers, error.code]
        if commit:
            unit.commit()
    return answers


class StoreMachine(RuleBasedStateMachine):
    """Both stores, step by step. `compared` counts how often all of both was looked at."""

    compared: ClassVar[int] = 0

    @initialize()
    def begin(self) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="store-machine-"))
        self.folder = self.root / "data"
        self.simple = InMemoryStore()
        self.real = small_store(self.folder)
        self.simple.installation_letter = self._letter()
        for store in (self.real, self.simple):
            done(store, [_save_draft(case_id, 0, "") for case_id in CASES], commit=True)

    @rule(operations=st.lists(OPERATIONS, min_size=1, max_size=4), commit=st.sampled_from((True, True, True, False)))
    def unit(self, operations: list[Operation], commit: bool) -> None:
        """One unit of work."""
        real, simple = done(self.real, operations, commit), done(self.simple, operations, commit)
        assert real == simple, f"{real}\nBUT\n{simple}"
        self._agree()

    @rule()
    def restart(self) -> None:
        """The program is closed and started again."""
        self.real.close()
        self.real = small_store(self.folder)
        self._agree()

    @rule()
    def kill(self) -> None:
        """The program is killed: what lies on the disk now is all there is."""
        left = shutil.copytree(self.folder, self.root / "left")
        self.real.close()
        shutil.rmtree(self.folder)
        left.rename(self.folder)
        self.real = small_store(self.folder)
        self.simple.installation_letter = self._letter()  # a copied folder numbers with another letter
        self._agree()

    def teardown(self) -> None:
        if hasattr(self, "real"):
            self.real.close()
            shutil.rmtree(self.root)

    def _agree(self) -> None:
        StoreMachine.compared += 1
        simple = everything(self.simple)
        for name, found in everything(self.real).items():
            assert found == simple[name], name

    def _letter(self) -> str:
        with self.real.unit_of_work() as unit:
            return unit.numbers.installation()


def main() -> None:
    """Run the machine for as long as asked; prints how much was done when nothing was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=400)
    parser.add_argument("--steps", type=int, default=40)
    asked = parser.parse_args()
    run_state_machine_as_test(
        StoreMachine,
        settings=settings(
            max_examples=asked.examples,
            stateful_step_count=asked.steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    sys.stdout.write(f"{asked.examples} x {asked.steps}: both stores agree\n")


if __name__ == "__main__":
    main()
