"""The clerk who is killed: one visit after the other, each word of the program written down."""

from __future__ import annotations

import io
import os
import random
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.domain.case import CaseState
from app.domain.material import Provision
from app.domain.verification import VerificationVerdict
from app.ports.document_source import ScannedFrame
from tests.fakes.desk import resident_number
from tests.fakes.guides import FAR, ITEM
from tests.faults.clerk_log import ClerkLog, Line
from tests.faults.window import LOGIN, PASSWORD, Window, accounts

MATERIALS = ("M1", "M2")
GAP_KILLS = 0.2
NAMES = ("张䶮样本", "陈𬭎样本", "刘㛃𠅤样本", "艾力江·样本")


@dataclass(frozen=True, slots=True)
class Plant:
    """Bugs put in on purpose, to see them found."""

    tells_too_early: bool = False
    forgetful_vault: bool = False
    two_transactions: bool = False


class VisitClerk:
    """Works until killed; after a restart goes on with the draft the program offers."""

    def __init__(self, window: Window, log: ClerkLog, dice: random.Random, plant: Plant) -> None:
        self._window, self._log, self._dice, self._plant = window, log, dice, plant

    def visit(self) -> None:
        """One visit, from where the draft stands."""
        window = self._window
        case_id = window.open_case.latest_draft(window.session)
        if case_id is None:
            case_id = window.open_case.start(window.session).case.id
            self._tell(Line(True, "draft", case_id, "", ""))
        self._form(case_id)
        self._at(case_id, "item", lambda: window.edit_case.choose(case_id, ITEM, FAR))
        self._at(case_id, "question.agent", lambda: window.edit_case.answer(case_id, "agent", "no"))
        for code in MATERIALS:
            self._material(case_id, code)
        self._field(case_id, "confirm.applicant", "yes")
        self._receive(case_id)
        self._papers(case_id)

    def _form(self, case_id: str) -> None:
        day = self._dice.randrange(10, 28)
        self._field(case_id, "applicant.name", self._dice.choice(NAMES))
        self._field(case_id, "applicant.document_number", resident_number(f"990101199005{day}001"))
        self._field(case_id, "applicant.phone", f"199{self._dice.randrange(10**8):08d}")
        self._field(case_id, "applicant.address", f"样本路{self._dice.randrange(1000)}号")

    def _field(self, case_id: str, name: str, value: str) -> None:
        self._tell(Line(False, "field", case_id, name, value))
        if self._plant.tells_too_early:
            self._tell(Line(True, "field", case_id, name, value))
            self._die_here()
        self._window.edit_case.set_fields(case_id, {name: value}, name)
        self._tell(Line(True, "field", case_id, name, value))

    def _at(self, case_id: str, place: str, act: Callable[[], object]) -> None:
        """Do something at a place the clerk will be brought back to."""
        self._tell(Line(False, "place", case_id, place, ""))
        act()
        self._tell(Line(True, "place", case_id, place, ""))

    def _material(self, case_id: str, code: str) -> None:
        window = self._window
        self._at(case_id, f"material.{code}", lambda: window.edit_case.provide(case_id, code, Provision.PAPER))
        frame = ScannedFrame(_picture(self._dice), "image/jpeg", "desk", 300, 0)
        page = window.capture.keep(window.session, case_id, code, frame)
        self._tell(Line(True, "page", case_id, page.id, page.original.sha256))
        for unseen in window.capture.unseen(case_id):
            window.capture.analyse(case_id, unseen.id)
        window.verify(window.session, case_id, code, VerificationVerdict.MATCHES)
        self._tell(Line(True, "verified", case_id, code, page.original.sha256))

    def _receive(self, case_id: str) -> None:
        self._tell(Line(False, "received", case_id, "", ""))
        if self._plant.two_transactions:
            self._receive_in_two(case_id)
            return
        state = self._window.receive(self._window.session, case_id)
        assert state.case.state is CaseState.RECEIVED
        self._tell(Line(True, "received", case_id, "", state.case.receipt_number))

    def _receive_in_two(self, case_id: str) -> None:
        """A planted bug: the facts for the platform come in a transaction of their own."""
        window = self._window
        encoder = window.receive.encoder

        class _Silent:
            def case_facts(self, *_: object) -> tuple[()]:
                return ()

        receive = type(window.receive)(
            window.store,
            window.receive.read_state,
            _Silent(),
            window.receive.holidays,
            window.receive.clock,
            window.receive.ids,
        )
        state = receive(window.session, case_id)
        self._tell(Line(True, "received", case_id, "", state.case.receipt_number))
        self._die_here()
        guide = state.guide
        assert guide is not None
        pages = tuple(page for row in state.rows for page in row.pages)
        for fact in encoder.case_facts(state.case, guide, pages, window.session):
            with window.store.unit_of_work() as unit:
                unit.outbox.add(fact, state.case.updated_at)
                unit.commit()

    def _papers(self, case_id: str) -> None:
        window = self._window
        papers = window.make_papers(window.session, case_id)
        for paper in papers[:1]:
            self._tell(Line(True, "paper", case_id, paper.id, paper.sha256))
            window.print_papers.print(window.session, paper.id, "tray")
            self._tell(Line(True, "printed", case_id, paper.id, paper.sha256))

    def _die_here(self) -> None:
        """In the gap a planted bug opens: a kill from outside seldom meets a gap of a millisecond."""
        if self._dice.random() < GAP_KILLS:
            os.kill(os.getpid(), signal.SIGKILL)

    def _tell(self, line: Line) -> None:
        self._log.write(line)


def _picture(dice: random.Random) -> bytes:
    from PIL import Image

    side = dice.randrange(40, 120)
    encoded = io.BytesIO()
    Image.frombytes("RGB", (side, side), dice.randbytes(side * side * 3)).save(encoded, "JPEG")
    return encoded.getvalue()


def work(folder: Path, seed: int, plant: Plant, ready: int) -> None:
    """Sign in and work until killed; a byte to the descriptor `ready` says that work begins."""
    store = accounts(folder / "data").unlock(LOGIN, PASSWORD)
    window = Window(store, folder / "tray", forgetful=plant.forgetful_vault)
    clerk = VisitClerk(window, ClerkLog(folder / "log"), random.Random(seed), plant)
    os.write(ready, b"1")
    while True:
        clerk.visit()
