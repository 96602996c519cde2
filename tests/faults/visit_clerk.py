"""The clerk who is killed, without a window: one visit after the other through the services."""

from __future__ import annotations

import hashlib
import os
import random
import signal
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from app.domain.case import CaseState
from app.domain.material import Provision
from app.domain.page import BlobRef
from app.domain.verification import VerificationVerdict
from app.ports.document_source import ScanRequest, never_cancelled
from app.ports.store import PageVault
from app.services.workspace import Workspace
from tests.faults.clerk_log import READY, Line, Tell
from tests.faults.station import ANSWERS, ITEM, MATERIALS, PLACE, FaultStation, applicant

GAP_KILLS = 0.2
# Bugs put in on purpose, to see them found.
TELLS_TOO_EARLY, FORGETFUL_VAULT, TWO_TRANSACTIONS = "tells_too_early", "forgetful_vault", "two_transactions"
PLANTS = (TELLS_TOO_EARLY, FORGETFUL_VAULT, TWO_TRANSACTIONS)


def work(station: FaultStation, seed: int, plant: str, tell: Tell) -> None:
    """Sign in and work until killed."""
    dice = random.Random(seed)
    clerk = VisitClerk(station.workspace(dice), tell, dice, plant)
    tell(Line(True, READY))
    while True:
        clerk.visit()


def warm_up(station: FaultStation) -> None:
    """One visit in this process: those forked from it spend their short lives working, not importing."""
    dice = random.Random(0)
    workspace = station.workspace(dice)
    VisitClerk(workspace, lambda _line: None, dice).visit()
    workspace.close()


def fill_a_draft(station: FaultStation) -> None:
    """Leave a draft behind to which nothing is missing; nobody is told."""
    dice = random.Random(0)
    workspace = station.workspace(dice)
    VisitClerk(workspace, lambda _line: None, dice).fill()
    workspace.close()


class VisitClerk:
    """After a restart goes on with the draft the program offers."""

    def __init__(self, workspace: Workspace, tell: Tell, dice: random.Random, plant: str = "") -> None:
        if plant == FORGETFUL_VAULT:
            vault = _ForgetfulVault(workspace.capture_pages.vault)
            workspace = replace(workspace, capture_pages=replace(workspace.capture_pages, vault=vault))
        self._work, self._session = workspace, workspace.session
        self._tell, self._dice, self._plant = tell, dice, plant

    def visit(self) -> None:
        """One visit, from where the draft stands."""
        case_id = self.fill()
        self._receive(case_id)
        self._papers(case_id)

    def fill(self) -> str:
        """Everything up to the receipt; the draft's id."""
        work = self._work
        case_id = work.open_case.latest_draft(self._session)
        if case_id is None:
            case_id = work.open_case.start(self._session).case.id
            self._tell(Line(True, "draft", case_id))
        for name, value in applicant(self._dice).items():
            self._field(case_id, name, value)
        self._at(case_id, "item", lambda: work.edit_case.choose(case_id, ITEM, PLACE))
        for question, option in ANSWERS.items():
            self._at(case_id, f"question.{question}", partial(work.edit_case.answer, case_id, question, option))
        for code in MATERIALS:
            self._material(case_id, code)
        self._field(case_id, "confirm.applicant", "yes")
        return case_id

    def _field(self, case_id: str, name: str, value: str) -> None:
        self._tell(Line(False, "field", case_id, name, value))
        if self._plant == TELLS_TOO_EARLY:
            self._tell(Line(True, "field", case_id, name, value))
            self._die_here()
        self._work.edit_case.set_fields(case_id, {name: value}, name)
        self._tell(Line(True, "field", case_id, name, value))

    def _at(self, case_id: str, place: str, act: Callable[[], object]) -> None:
        """Do something at a place the clerk will be brought back to."""
        self._tell(Line(False, "place", case_id, place))
        act()
        self._tell(Line(True, "place", case_id, place))

    def _material(self, case_id: str, code: str) -> None:
        work = self._work
        self._at(case_id, f"material.{code}", lambda: work.edit_case.provide(case_id, code, Provision.PAPER))
        for frame in work.capture_pages.scan(ScanRequest("desk"), never_cancelled):
            page = work.capture_pages.keep(self._session, case_id, code, frame)
            self._tell(Line(True, "page", case_id, page.id, page.original.sha256))
        for unseen in work.capture_pages.unseen(case_id):
            work.capture_pages.analyse(case_id, unseen.id)
        work.verify_original(self._session, case_id, code, VerificationVerdict.MATCHES)
        self._tell(Line(True, "verified", case_id, code))

    def _receive(self, case_id: str) -> None:
        self._tell(Line(False, "received", case_id))
        if self._plant == TWO_TRANSACTIONS:
            self._receive_in_two(case_id)
            return
        state = self._work.receive_case(self._session, case_id)
        assert state.case.state is CaseState.RECEIVED
        self._tell(Line(True, "received", case_id, "", state.case.receipt_number))

    def _receive_in_two(self, case_id: str) -> None:
        """A planted bug: the facts for the platform come in a transaction of their own."""
        encoder = self._work.receive_case.encoder
        state = replace(self._work.receive_case, encoder=_SilentEncoder())(self._session, case_id)
        self._tell(Line(True, "received", case_id, "", state.case.receipt_number))
        self._die_here()
        assert state.guide is not None
        pages = tuple(page for row in state.rows for page in row.pages)
        for fact in encoder.case_facts(state.case, state.guide, pages, self._session):
            with self._work.store.unit_of_work() as unit:
                unit.outbox.add(fact, state.case.updated_at)
                unit.commit()

    def _papers(self, case_id: str) -> None:
        for paper in self._work.make_papers(self._session, case_id)[:1]:
            self._tell(Line(False, "printed", case_id, paper.id, paper.sha256))
            self._work.print_papers.print(self._session, paper.id, "tray")
            self._tell(Line(True, "printed", case_id, paper.id, paper.sha256))

    def _die_here(self) -> None:
        """In the gap a planted bug opens: a kill from outside seldom meets a gap of a millisecond."""
        if self._dice.random() < GAP_KILLS:
            os.kill(os.getpid(), signal.SIGKILL)


class _SilentEncoder:
    """A planted bug: has nothing to tell the platform."""

    def case_facts(self, *_: object) -> tuple[()]:
        return ()


class _ForgetfulVault:
    """A planted bug: says a page is safe when it lies in memory only."""

    def __init__(self, vault: PageVault) -> None:
        self._vault = vault
        self._memory: dict[str, bytes] = {}

    def put(self, data: bytes, media_type: str) -> BlobRef:
        blob = BlobRef(hashlib.sha256(data).hexdigest(), len(data), media_type)
        self._memory[blob.sha256] = data
        return blob

    def put_all(self, items: Sequence[tuple[bytes, str]]) -> tuple[BlobRef, ...]:
        return tuple(self.put(data, media_type) for data, media_type in items)

    def get(self, sha256: str) -> bytes:
        return self._memory.get(sha256) or self._vault.get(sha256)
