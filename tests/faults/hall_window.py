"""Windows of a hall at work: ten clerks of one process, each at a window of its own, receiving case after case."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from traceback import format_exc

from app.domain.case import CaseState
from app.domain.clerk import Clerk, Role, Session
from app.domain.errors import StoreError
from app.domain.material import Provision
from app.domain.name_variants import name_variants
from app.domain.page import Page
from app.domain.paper_kinds import PaperKinds
from app.domain.verification import VerificationVerdict
from app.ports.document_source import ScannedFrame
from app.services.capture_page import CapturePages
from app.services.compare_papers import CaseComparer
from app.services.edit_case import EditCase
from app.services.held_licences import HeldLicences
from app.services.intake_state import StateReader
from app.services.open_case import OpenCase
from app.services.receive_case import ReceiveCase
from app.services.verify_original import VerifyOriginal
from local_store.hall.store import HallStore
from local_store.identifiers import RandomIdSource
from scanners.reading.codes_meaning import code_meaning
from tests.fakes.desk import (
    NAME,
    PHONE,
    STATION,
    PlainEncoder,
    PlainPageReader,
    ScriptedSource,
    resident_number,
)
from tests.fakes.environment import ManualClock
from tests.fakes.guides import FAR, ITEM, InMemoryGuideSource, WeekendCalendar
from tests.fakes.hall import hall_store
from tests.faults.clerk_log import Line, Tell

WINDOWS_A_PROCESS = 10
MATERIALS = ("M1", "M2")
SHARED_COUNT = "shared count"
RECEIVED, COUNTED, CRASHED = "received", "counted", "crashed"
_AWAY = frozenset({"store.hall_away", "store.busy"})
_PAUSE = 0.05
_TOLD_OF_A_CRASH = 600


class HallWindow:
    """One clerk at one window."""

    def __init__(self, url: str, name: str, tell: Tell) -> None:
        store = _opened(url)
        clock, ids, guides, holidays = ManualClock(), RandomIdSource(), InMemoryGuideSource(), WeekendCalendar()
        reader = StateReader(guides, clock, holidays, STATION.division_code)
        compare = CaseComparer(name_variants((), ()), PaperKinds({}), clock, code_meaning, HeldLicences())
        self._store, self._tell = store, tell
        self._session = Session(Clerk(name, name, "王样本", "0012", Role.CLERK), STATION)
        self._open = OpenCase(store, reader, clock, ids)
        self._edit = EditCase(store, reader, guides, clock)
        self._capture = CapturePages(store, store.vault, ScriptedSource(), PlainPageReader(), clock, ids)
        self._verify = VerifyOriginal(store, reader, clock, compare)
        self._receive = ReceiveCase(store, reader, PlainEncoder(), holidays, clock, ids)

    def work(self) -> None:
        """Receive cases until killed."""
        self._repeat(self._one_case, self._count)

    def only_count(self) -> None:
        """Count until killed."""
        self._repeat(self._count)

    def _repeat(self, *acts: Callable[[], None]) -> None:
        """While the server is away, or says it is busy, begin again with the next one."""
        try:
            while True:
                try:
                    for act in acts:
                        act()
                except StoreError as error:
                    if error.code not in _AWAY:
                        raise
                    time.sleep(_PAUSE)
        except Exception as error:  # noqa: BLE001 - whatever else a clerk would meet is the finding
            self._tell(Line(True, CRASHED, "", type(error).__name__, f"{error} {format_exc()[-_TOLD_OF_A_CRASH:]}"))

    def _one_case(self) -> None:
        """From the open form to the receipt number, by the services behind the screen."""
        case_id = self._open.start(self._session).case.id
        typed = {"applicant.name": NAME, "applicant.document_number": resident_number(), "applicant.phone": PHONE}
        self._edit.set_fields(case_id, {**typed, "confirm.applicant": "yes"}, "applicant.phone")
        state = self._edit.choose(case_id, ITEM, FAR)
        if state.guide is not None and state.guide.questions:
            self._edit.answer(case_id, "agent", "no")
        for material in MATERIALS:
            self._edit.provide(case_id, material, Provision.PAPER)
            self._page(case_id, material)
            self._verify(self._session, case_id, material, VerificationVerdict.MATCHES)
        self._tell(Line(False, RECEIVED, case_id))
        case = self._receive(self._session, case_id).case
        assert case.state is CaseState.RECEIVED
        self._tell(Line(True, RECEIVED, case_id, "", case.receipt_number))

    def _page(self, case_id: str, material: str) -> Page:
        frame = ScannedFrame(f"{case_id} {material}".encode() * 200, "image/jpeg", "desk", 300, 0)
        page = self._capture.keep(self._session, case_id, material, frame)
        return self._capture.analyse(case_id, page.id)[0]

    def _count(self) -> None:
        """What all windows count together, read and then written."""
        with self._store.unit_of_work() as unit:
            count = str(int(unit.notes.get(SHARED_COUNT) or "0") + 1)
            unit.notes.put(SHARED_COUNT, count)
            unit.commit()
        self._tell(Line(True, COUNTED, "", "", count))


def windows_at_work(url: str, name: str, tell: Tell, work: Callable[[HallWindow], None] = HallWindow.work) -> None:
    """One process of windows, each with connections of its own; returns when all have crashed, which none should."""

    def at_work(number: int) -> None:
        work(HallWindow(url, f"{name}-{number}", tell))

    clerks = [threading.Thread(target=at_work, args=(number,)) for number in range(WINDOWS_A_PROCESS)]
    for clerk in clerks:
        clerk.start()
    for clerk in clerks:
        clerk.join()


def _opened(url: str) -> HallStore:
    """The hall's store, as soon as the server answers."""
    while True:
        try:
            return hall_store(url)
        except StoreError as error:
            if error.code not in _AWAY:
                raise
            time.sleep(_PAUSE)
