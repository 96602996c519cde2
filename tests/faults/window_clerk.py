"""The clerk who is killed at the real window: signs in, looks at what is there, and goes on, with keys only."""

from __future__ import annotations

import importlib
import json
import os
import random
import signal
import sys
from types import TracebackType

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit

from app.domain.page import Page
from app.domain.paper import PrintOutcome
from tests.faults.clerk_log import READY, SEEN, Line, Tell
from tests.faults.station import ANSWERS, ITEM, MATERIALS, PLACE, FaultStation, applicant
from tests.faults.window_hands import Hands
from tests.faults.window_plants import NO_PLANT, PLANTS, Plant
from ui.runtime.appearance import STYLE
from ui.shell.application import open_window
from ui.shell.main_window import MainWindow
from ui.viewmodels.intake_viewmodel import NextThing
from ui.views.print_question_bar import PrintQuestionBar
from ui.widgets.choice_list import ChoiceList
from ui.widgets.page_strip import PageStrip
from ui.widgets.row_table import RowTable

KEY = Qt.Key
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
FIELDS = ("applicant.name", "applicant.document_number", "applicant.phone", "applicant.address")
SECOND_PAGES = 0.3
_LOADED_LATE = ("ui.shell.lock_screen", "ui.shell.work_frame", "ui.views.intake_view", "ui.views.cases_view")


def warm_up() -> None:
    """Load what the window loads after the sign-in."""
    for module in _LOADED_LATE:
        importlib.import_module(module)


def work(station: FaultStation, seed: int, plant: str, tell: Tell) -> None:
    """Open the window, sign in and work until killed; `plant` names a bug, empty for none."""
    sys.excepthook = _end
    chances = PLANTS.get(plant, NO_PLANT)
    chances.put_in()
    dice = random.Random(seed)
    application = QApplication(["tongban", *STYLE])
    door = station.door(dice, chances.dies_printing)
    window = open_window(application, door, door.settings.load())
    window.showMaximized()
    window.activateWindow()
    clerk = WindowClerk(window, station, tell, dice, chances)
    clerk.sign_in()
    while True:
        clerk.go_on()


def _end(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """An exception nobody caught, in a slot too, ends the life: it is a finding."""
    sys.__excepthook__(kind, error, trace)
    os._exit(1)


class WindowClerk:
    """What the window shows at rest counts as told."""

    def __init__(
        self, window: MainWindow, station: FaultStation, tell: Tell, dice: random.Random, chances: Plant = NO_PLANT
    ) -> None:
        self._hands, self._station = Hands(window), station
        self._tell, self._dice, self._chances = tell, dice, chances
        self._values: dict[str, str] = {}

    def sign_in(self) -> None:
        """Sign in and say what is there."""
        self._hands.sign_in()
        self._hands.intake.materials.capture.page_kept.connect(self._page_kept)
        self._tell(Line(True, READY))
        self._say_what_is_seen()

    def go_on(self) -> None:
        """Answer what is asked, then do the one next thing."""
        if self._bar.words():
            self._settle()
        thing = self._hands.intake.next_thing
        {"fill": self._fill, "receive": self._receive, "print": self._print}.get(thing.action, self._step)(thing)

    def _say_what_is_seen(self) -> None:
        table, strip = self._hands.find(RowTable, "intake.materials"), self._hands.find(PageStrip, "intake.pages")
        seen = {
            "step": self._hands.intake.step,
            "focus": self._hands.focus(),
            "fields": {name: self._hands.find(QLineEdit, name).text() for name in FIELDS},
            "material": table.current_key(),
            "pages": [strip.item(at).data(Qt.ItemDataRole.UserRole) for at in range(strip.count())],
            "question": self._bar.words(),
            "asked": [question.attempt_id for question in self._hands.intake.papers.open_prints],
        }
        self._tell(Line(True, SEEN, self._hands.state.case.id, "", json.dumps(seen, ensure_ascii=False)))

    def _fill(self, thing: NextThing) -> None:
        self._hands.press(KEY.Key_F9)
        if thing.target in FIELDS:
            self._type_fields()
        elif thing.target == "item":
            self._choose()
        elif thing.target in ANSWERS:
            self._answer(f"question.{thing.target}")
        elif thing.target in MATERIALS:
            self._bring(thing.target)
        else:
            self._confirm(thing.target)

    def _type_fields(self) -> None:
        """From the field that has the cursor on, as long as Enter leads to another one."""
        self._values = self._values or applicant(self._dice)
        while (name := self._hands.focus()).startswith("applicant."):
            value = self._values.get(name, "")
            if value:
                self._try("field", name, value)
                self._hands.press(KEY.Key_A, CTRL)
                self._hands.type_words(value)
            self._hands.press(KEY.Key_Return)
            if value:
                self._told("field", name, value)
            if name == FIELDS[-1]:
                break

    def _choose(self) -> None:
        hands = self._hands
        hands.type_words(ITEM)
        hands.press(KEY.Key_Return)
        hands.wait(lambda: hands.focus() == "intake.places")
        places = hands.find(ChoiceList, "intake.places")
        while places.keys()[places.currentRow()] != PLACE:
            hands.press(KEY.Key_Down)
        self._try("place", "item")
        self._try("place", "question.acting")
        hands.press(KEY.Key_Return)
        hands.wait(lambda: self._hands.intake.step == "materials")
        hands.rest()
        self._told("place", "question.acting")

    def _answer(self, place: str) -> None:
        """The first choice."""
        self._try("place", place)
        self._hands.press(KEY.Key_Right)
        self._told("place", place)

    def _bring(self, code: str) -> None:
        row = next(row for row in self._hands.state.rows if row.material.code == code)
        self._try("place", f"material.{code}")
        if not row.pages or self._dice.random() < SECOND_PAGES:
            self._hands.press(KEY.Key_F5)
        self._hands.press(KEY.Key_F6)
        self._told("verified", code)

    def _page_kept(self, page: Page) -> None:
        self._tell(Line(True, "place", page.case_id, f"material.{page.material_code}"))
        self._tell(Line(True, "page", page.case_id, page.id, page.original.sha256))

    def _confirm(self, target: str) -> None:
        assert (target, self._hands.focus()) == ("confirm.applicant", "confirm.applicant"), target
        self._try("field", target, "yes")
        self._hands.press(KEY.Key_Space)
        self._told("field", target, "yes")

    def _receive(self, _thing: NextThing) -> None:
        self._try("received")
        self._hands.press(KEY.Key_F9)
        self._told("received", "", self._hands.find(QLabel, "intake.receipt_number").text())

    def _print(self, _thing: NextThing) -> None:
        for status in self._hands.state.papers:
            self._try("printed", status.paper.id, status.paper.sha256)
        self._hands.press(KEY.Key_F9)
        for status in self._hands.state.papers:
            if status.prints:
                self._told("printed", status.paper.id, status.paper.sha256)
        if self._dice.random() < self._chances.prints_again:
            self._print_again("intake")

    def _print_again(self, screen: str) -> None:
        """A second print wants a reason; the cursor is in its line."""
        self._hands.press(KEY.Key_P, CTRL)
        if self._hands.focus() == f"{screen}.reprint_reason":
            self._hands.type_words("again")
            self._hands.press(KEY.Key_Return)

    def _step(self, thing: NextThing) -> None:
        assert thing.action in ("step", "next_visitor"), thing
        self._hands.press(KEY.Key_F9)
        if thing.action == "next_visitor":
            self._values = {}
            self._told("draft")

    def _settle(self) -> None:
        """Did the paper come out? The clerk looks into the tray; sometimes prints it again first."""
        question = self._hands.intake.papers.open_prints[0]
        open_prints = self._hands.intake.desk.workspace.print_papers.unsettled()
        found = next(one for one in open_prints if one.attempt.id == question.attempt_id)
        if self._dice.random() < self._chances.prints_again:
            self._print_from_the_list(found.receipt_number)
        came_out = found.attempt.reprint or found.paper.sha256 in {sha256 for sha256, _ in self._station.came_out()}
        outcome = PrintOutcome.PRINTED if came_out else PrintOutcome.FAILED
        self._try("settled", question.attempt_id, outcome.value)
        self._hands.press(KEY.Key_Y if came_out else KEY.Key_N, ALT)
        self._told("settled", question.attempt_id, outcome.value)

    def _print_from_the_list(self, receipt_number: str) -> None:
        hands = self._hands
        hands.press(KEY.Key_2, CTRL)
        hands.press(KEY.Key_F3)
        hands.type_words(receipt_number)
        hands.press(KEY.Key_Return)
        hands.press(KEY.Key_Return)
        self._print_again("cases")
        hands.press(KEY.Key_1, CTRL)

    def _try(self, what: str, name: str = "", value: str = "") -> None:
        self._tell(Line(False, what, self._hands.state.case.id, name, value))

    def _told(self, what: str, name: str = "", value: str = "") -> None:
        self._tell(Line(True, what, self._hands.state.case.id, name, value))
        if self._dice.random() < self._chances.dies_told:
            os.kill(os.getpid(), signal.SIGKILL)

    @property
    def _bar(self) -> PrintQuestionBar:
        return self._hands.find(PrintQuestionBar, "shell.open_print")
