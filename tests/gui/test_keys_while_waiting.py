"""A quick hand: keys that come before the card, the hits or the store have answered."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from app.domain.errors import DeviceError
from app.domain.guide import ItemSummary
from app.ports.id_card_reader import CardReading, never_cancelled
from tests.fakes.desk import NAME, PHONE, resident_number
from tests.fakes.guides import IN_PERSON_ITEM, ITEM
from tests.fakes.workspace import PASSWORD, ScriptedReader
from tests.gui.driver import Driver
from ui.widgets.choice_banner import ChoiceBanner
from ui.widgets.choice_list import ChoiceList

KEY = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier


class HeldReader(ScriptedReader):
    """A reader on which the card is laid when the test says so."""

    def __init__(self) -> None:
        super().__init__()
        self.card_laid = threading.Event()

    def read(self, *, cancelled: Callable[[], bool] = never_cancelled, timeout: float = 30.0) -> CardReading:
        assert self.card_laid.wait(5)
        return super().read(cancelled=cancelled, timeout=timeout)


@pytest.fixture
def reader(at_work: Driver) -> Iterator[HeldReader]:
    """The reader of the desk, holding back."""
    held = HeldReader()
    at_work.desk.reader = held
    yield held
    held.card_laid.set()
    at_work.rest()


def lay_card(clerk: Driver, reader: HeldReader) -> None:
    reader.card_laid.set()
    clerk.rest()


def value(clerk: Driver, name: str) -> str:
    """What stands on the form and, once saved, in the store."""
    clerk.intake.form.save()
    clerk.rest()
    with clerk.desk.store.unit_of_work() as unit:
        stored = unit.cases.get(clerk.intake.desk.case_id).form.get(name, "")
    assert clerk.intake.form.value(name) == stored
    return stored


def test_the_phone_typed_right_after_f2_is_the_phone(at_work: Driver, reader: HeldReader) -> None:
    at_work.strike(KEY.Key_F2)
    at_work.dash_off(PHONE[:6])
    lay_card(at_work, reader)
    at_work.dash_off(PHONE[6:])

    assert at_work.focus_name() == "applicant.phone"
    assert value(at_work, "applicant.phone") == PHONE
    assert value(at_work, "applicant.name") == NAME
    assert value(at_work, "applicant.document_number") == resident_number()


def test_a_card_that_comes_late_takes_no_key_away_from_another_step(at_work: Driver, reader: HeldReader) -> None:
    at_work.strike(KEY.Key_F2)
    at_work.strike(KEY.Key_F4)
    at_work.dash_off("hh")
    lay_card(at_work, reader)
    at_work.dash_off("qy")
    at_work.strike(KEY.Key_Return)
    at_work.rest()

    assert at_work.focus_name() == "intake.places"
    assert value(at_work, "applicant.phone") == ""
    assert value(at_work, "applicant.name") == NAME


def test_all_at_once_without_ever_looking(at_work: Driver, reader: HeldReader) -> None:
    at_work.strike(KEY.Key_F2)
    at_work.strike(KEY.Key_F4)
    at_work.dash_off("hhqy")
    at_work.strike(KEY.Key_Return)
    lay_card(at_work, reader)
    at_work.strike(KEY.Key_Return)
    at_work.rest()

    assert at_work.intake.step == "materials"
    assert at_work.intake.items.guide is not None
    assert at_work.intake.items.guide.ref.item_code == ITEM
    assert at_work.focus_name() == "question.agent.yes"


def test_a_name_typed_while_the_card_is_read_is_not_overwritten_unasked(at_work: Driver, reader: HeldReader) -> None:
    at_work.strike(KEY.Key_F2)
    at_work.find("applicant.name", QLineEdit).setFocus()
    at_work.dash_off("li ming")
    lay_card(at_work, reader)

    banner = at_work.find("intake.other_person", ChoiceBanner)
    assert banner.isVisible()
    assert at_work.focus_name() == "applicant.name"
    assert value(at_work, "applicant.name") == "li ming"

    for _ in range(8):
        if at_work.focus_name() != "intake.other_person.replace":
            at_work.press(KEY.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
    assert at_work.focus_name() == "intake.other_person.replace"
    at_work.press(KEY.Key_Space)
    assert not banner.isVisible()
    assert value(at_work, "applicant.name") == NAME


def test_an_address_being_typed_keeps_the_cursor(at_work: Driver, reader: HeldReader) -> None:
    at_work.intake.form.choose("agent.present", "yes")
    at_work.rest()
    at_work.strike(KEY.Key_F2)
    at_work.find("agent.phone", QLineEdit).setFocus()
    at_work.dash_off("1990000")
    lay_card(at_work, reader)
    at_work.dash_off("0002")

    assert value(at_work, "agent.phone") == "19900000002"
    assert value(at_work, "applicant.name") == NAME


def test_when_no_card_comes_the_cursor_is_back_at_the_name(at_work: Driver, reader: HeldReader) -> None:
    at_work.strike(KEY.Key_F2)
    assert at_work.focus_name() == "applicant.phone"
    reader.fault = DeviceError("unplugged")
    lay_card(at_work, reader)

    assert at_work.focus_name() == "applicant.name"


def test_a_card_that_comes_behind_the_lock_takes_no_letter_of_the_password(at_work: Driver, reader: HeldReader) -> None:
    at_work.strike(KEY.Key_F2)
    at_work.strike(KEY.Key_F12)
    at_work.dash_off(PASSWORD[:5])
    lay_card(at_work, reader)
    at_work.dash_off(PASSWORD[5:])
    at_work.strike(KEY.Key_Return)
    at_work.rest()

    assert at_work.window.frame is not None
    assert at_work.window.frame.isVisible()
    assert value(at_work, "applicant.phone") == ""


@pytest.fixture
def hits(at_work: Driver, monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Semaphore]:
    """At the search, everything listed; from now on each answer waits for a release."""
    at_work.press(KEY.Key_F4)
    may = threading.Semaphore(0)
    items = at_work.desk.guides.items

    def held(on: date) -> Sequence[ItemSummary]:
        assert may.acquire(timeout=5)
        return items(on)

    monkeypatch.setattr(at_work.desk.guides, "items", held)
    yield may
    may.release(20)
    at_work.rest()


def listed(clerk: Driver) -> tuple[str, ...]:
    return clerk.find("intake.item_search.hits", ChoiceList).keys()


def taken(clerk: Driver) -> str:
    """Code of the item that was taken, whether its place is chosen yet or not."""
    items = clerk.intake.items
    if items.guide is not None:
        return items.guide.ref.item_code
    return items.item.item.item_code if items.item is not None else ""


def test_enter_before_the_hits_takes_the_first_hit_of_the_words_typed(
    at_work: Driver, hits: threading.Semaphore
) -> None:
    assert listed(at_work) == (ITEM, IN_PERSON_ITEM)
    at_work.dash_off("hy")
    at_work.strike(KEY.Key_Return)
    assert taken(at_work) == "", "what is listed belongs to other words"

    hits.release()  # for the h alone, which fits both
    at_work.bot.wait(30)
    assert taken(at_work) == ""
    hits.release(20)
    at_work.rest()

    assert taken(at_work) == IN_PERSON_ITEM


def test_down_and_enter_before_the_hits_mean_the_hits_to_come(at_work: Driver, hits: threading.Semaphore) -> None:
    at_work.dash_off("dj")
    at_work.strike(KEY.Key_Down)
    at_work.strike(KEY.Key_Return)
    hits.release(20)
    at_work.rest()

    shown = listed(at_work)
    assert len(shown) == 2
    assert taken(at_work) == shown[1]


def test_enter_after_which_more_is_typed_takes_nothing(at_work: Driver, hits: threading.Semaphore) -> None:
    at_work.dash_off("h")
    at_work.strike(KEY.Key_Return)
    at_work.dash_off("h")
    hits.release(20)
    at_work.rest()

    assert taken(at_work) == ""
    assert at_work.focus_name() == "intake.item_search"
    assert listed(at_work) == (ITEM,)


def test_enter_is_forgotten_when_the_clerk_goes_elsewhere(at_work: Driver, hits: threading.Semaphore) -> None:
    at_work.dash_off("hhqy")
    at_work.strike(KEY.Key_Return)
    at_work.strike(KEY.Key_1, ALT)
    hits.release(20)
    at_work.rest()

    assert taken(at_work) == ""
    assert at_work.intake.step == "applicant"
    assert at_work.focus_name() == "applicant.name"


def test_the_same_answer_again_leaves_the_clerk_at_the_hit_walked_to(
    at_work: Driver, hits: threading.Semaphore
) -> None:
    hits.release(20)
    at_work.press(KEY.Key_Down)
    at_work.press(KEY.Key_F4)

    assert at_work.find("intake.item_search.hits", ChoiceList).currentRow() == 1
