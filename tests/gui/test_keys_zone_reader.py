"""A passport reader that acts as a keyboard, wherever the focus is in step 1."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit

from tests.gui.driver import Driver

KEY = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier
FIRST = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"
SECOND = "L898902C36UTO7408122F1204159ZE184226B<<<<<10"


class Reader:
    """Sends keys a few milliseconds apart, as the device does; the clock is that of the key events."""

    def __init__(self, clerk: Driver) -> None:
        self._clerk = clerk
        self._now = 1_000_000

    def pause(self, milliseconds: int) -> None:
        """Nothing comes for this long."""
        self._now += milliseconds

    def line(self, words: str, *, every: int = 4, end: bool = True) -> None:
        """The characters of one line and its Enter."""
        for character in words:
            self._key(KEY(ord(character)) if character != "<" else KEY.Key_Less, character, every)
        if end:
            self._key(KEY.Key_Return, "\r", every)

    def _key(self, key: Qt.Key, words: str, every: int) -> None:
        self._now += every
        target = QApplication.focusWidget()
        assert target is not None
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key.value, Qt.KeyboardModifier.NoModifier, words)
            event.setTimestamp(self._now)
            QApplication.sendEvent(target, event)


def value(clerk: Driver, name: str) -> str:
    return clerk.intake.form.value(name)


@pytest.mark.parametrize("field", ["applicant.document_number", "applicant.name", "applicant.phone", "applicant.mrz"])
@pytest.mark.parametrize("last_enter", [True, False])
def test_both_lines_are_read_as_a_zone_from_any_field(at_work: Driver, field: str, last_enter: bool) -> None:
    if field == "applicant.mrz":
        at_work.intake.form.choose("applicant.document_kind", "passport")
        at_work.rest()
    at_work.find(field, QLineEdit).setFocus()
    reader = Reader(at_work)

    reader.line(FIRST)
    reader.pause(200)
    reader.line(SECOND, end=last_enter)
    at_work.rest()

    assert value(at_work, "applicant.document_kind") == "passport"
    assert value(at_work, "applicant.document_number") == "L898902C3"
    assert value(at_work, "applicant.name") == "ERIKSSON ANNA MARIA"
    assert value(at_work, "applicant.phone") == ""
    assert at_work.focus_name() == "applicant.phone"


def test_what_stood_in_the_field_is_still_there(at_work: Driver) -> None:
    at_work.find("applicant.phone", QLineEdit).setFocus()
    at_work.type_words("19900000001")
    reader = Reader(at_work)
    reader.pause(500)

    reader.line(FIRST)
    reader.line(SECOND)
    at_work.rest()

    assert value(at_work, "applicant.phone") == "19900000001"
    assert value(at_work, "applicant.document_number") == "L898902C3"


@pytest.mark.parametrize("name", ["intake.read_card", "agent.present", "applicant.kind.person"])
def test_buttons_are_not_pressed_by_it(at_work: Driver, name: str) -> None:
    at_work.find(name, QAbstractButton).setFocus()
    reader = Reader(at_work)
    reader.line(FIRST)
    reader.line(SECOND)
    at_work.rest()

    assert not at_work.intake.form.reading
    assert value(at_work, "agent.present") == ""
    assert value(at_work, "applicant.document_number") == "L898902C3"


def test_among_the_agents_fields_it_fills_the_agent(at_work: Driver) -> None:
    at_work.intake.form.choose("agent.present", "yes")
    at_work.rest()
    at_work.find("agent.document_number", QLineEdit).setFocus()
    reader = Reader(at_work)
    reader.line(FIRST)
    reader.line(SECOND)
    at_work.rest()

    assert value(at_work, "agent.document_number") == "L898902C3"
    assert value(at_work, "applicant.document_number") == ""
    assert at_work.focus_name() == "agent.phone"


def test_a_zone_read_badly_is_said_and_fills_nothing(at_work: Driver) -> None:
    at_work.find("applicant.document_number", QLineEdit).setFocus()
    reader = Reader(at_work)
    reader.line(FIRST)
    reader.line(SECOND.replace("7408122", "7408123"))
    at_work.rest()

    message = at_work.find("applicant.mrz.message", QLabel)
    assert message.isVisible()
    assert "出生日期" in message.text()
    assert value(at_work, "applicant.document_number") == ""

    for line in (FIRST, SECOND):
        reader.line(line)
    at_work.rest()
    assert not message.isVisible()
    assert value(at_work, "applicant.document_number") == "L898902C3"


def test_a_card_wants_its_kind_first(at_work: Driver) -> None:
    lines = ("I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<")
    at_work.find("applicant.name", QLineEdit).setFocus()
    reader = Reader(at_work)
    for line in lines:
        reader.line(line)
    at_work.rest()
    assert at_work.find("applicant.document_kind.message", QLabel).isVisible()
    assert value(at_work, "applicant.document_number") == ""

    at_work.intake.form.choose("applicant.document_kind", "hk_macau_permit")
    at_work.rest()
    for line in lines:
        reader.line(line)
    at_work.rest()
    assert value(at_work, "applicant.document_number") == "D23145890"
    assert value(at_work, "applicant.document_kind") == "hk_macau_permit"


def test_when_the_second_line_does_not_come_typing_goes_on(at_work: Driver) -> None:
    at_work.find("applicant.name", QLineEdit).setFocus()
    reader = Reader(at_work)
    reader.line(FIRST)
    reader.pause(3000)
    reader.line("LI", every=120, end=False)

    assert value(at_work, "applicant.name") == "LI"


def test_a_hand_that_types_such_a_line_is_left_alone(at_work: Driver) -> None:
    at_work.find("applicant.name", QLineEdit).setFocus()
    Reader(at_work).line(FIRST, every=120)

    assert value(at_work, "applicant.name") == FIRST


def test_other_steps_take_no_zone(at_work: Driver) -> None:
    at_work.press(KEY.Key_2, ALT)
    reader = Reader(at_work)
    reader.line(FIRST)

    assert at_work.find("intake.item_search", QLineEdit).text() == FIRST
