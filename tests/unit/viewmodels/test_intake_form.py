"""Fields: kept as typed, saved when left, messages where they belong; the card reader."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.errors import DeviceError
from app.domain.identity_check import OtherPersonChoice
from tests.fakes.desk import NAME, PHONE, resident_number
from tests.fakes.runner import InlineTaskRunner, ManualTaskRunner
from tests.fakes.workspace import WindowDesk
from ui.viewmodels.intake_viewmodel import IntakeViewModel

OTHER = resident_number("99010119880101003")
NEW_CASE, AS_AGENT, REPLACE = OtherPersonChoice.NEW_CASE, OtherPersonChoice.AS_AGENT, OtherPersonChoice.REPLACE


def stored(desk: WindowDesk, intake: IntakeViewModel) -> dict[str, str]:
    with desk.store.unit_of_work() as unit:
        return dict(unit.cases.get(intake.desk.case_id).form)


def fill(intake: IntakeViewModel, **fields: str) -> None:
    for name, value in fields.items():
        intake.form.edit(name.replace("__", "."), value)
        intake.form.leave(name.replace("__", "."))


def test_a_field_is_stored_when_it_is_left(desk: WindowDesk, intake: IntakeViewModel) -> None:
    intake.form.edit("applicant.name", NAME)
    assert "applicant.name" not in stored(desk, intake)

    intake.form.leave("applicant.name")

    assert stored(desk, intake)["applicant.name"] == NAME
    with desk.store.unit_of_work() as unit:
        assert unit.cases.get(intake.desk.case_id).cursor == "applicant.name"


def test_a_pause_in_typing_stores_too(desk: WindowDesk, intake: IntakeViewModel) -> None:
    intake.form.edit("applicant.name", "张")

    intake.form._pause.timeout.emit()

    assert stored(desk, intake)["applicant.name"] == "张"


def test_what_does_not_hold_is_kept_and_said_beside_its_field(desk: WindowDesk, intake: IntakeViewModel) -> None:
    fill(intake, applicant__document_number="110105194912310021")

    assert stored(desk, intake)["applicant.document_number"] == "110105194912310021"
    assert "X" in intake.form.message("applicant.document_number")
    assert intake.form.message("applicant.phone") == ""


def test_an_untouched_field_is_missing_but_not_red(intake: IntakeViewModel) -> None:
    assert "applicant.phone" in [thing.key for thing in intake.missing]
    assert intake.form.message("applicant.phone") == ""


def test_the_message_goes_while_the_field_is_being_mended(intake: IntakeViewModel) -> None:
    fill(intake, applicant__phone="199")
    assert intake.form.message("applicant.phone")

    intake.form.edit("applicant.phone", "1990000000")

    assert intake.form.message("applicant.phone") == ""


def test_an_older_answer_of_the_store_does_not_overwrite_what_is_typed(
    desk: WindowDesk, manual: ManualTaskRunner
) -> None:
    intake = IntakeViewModel(desk.workspace, manual)
    intake.begin()
    manual.run_all()
    intake.form.edit("applicant.name", "张")
    intake.form.leave("applicant.name")
    intake.form.edit("applicant.name", "张三")

    manual.run_all()

    assert intake.form.value("applicant.name") == "张三"
    intake.form.leave("applicant.name")
    manual.run_all()
    assert intake.form.value("applicant.name") == "张三"


@pytest.mark.parametrize(
    ("typed", "kept", "shown"),
    [("20301231", "2030-12-31", "2030-12-31"), ("长期", "long_term", "长期"), ("2030", "2030", "2030")],
)
def test_dates_are_taken_in_the_form_clerks_type_them(
    desk: WindowDesk, intake: IntakeViewModel, typed: str, kept: str, shown: str
) -> None:
    fill(intake, applicant__valid_until=typed)

    assert stored(desk, intake)["applicant.valid_until"] == kept
    assert intake.form.value("applicant.valid_until") == shown


def test_a_card_fills_the_form_and_goes_on_with_the_phone(
    desk: WindowDesk, intake: IntakeViewModel, runner: InlineTaskRunner
) -> None:
    went_on: list[str] = []
    intake.attention_asked.connect(went_on.append)

    intake.form.read_card("applicant")

    assert intake.form.value("applicant.name") == NAME
    assert intake.form.value("applicant.document_number") == resident_number()
    assert set(went_on) == {"applicant.phone"}
    assert "device:reader" in runner.lanes


def test_the_card_of_another_person_asks_first(desk: WindowDesk, intake: IntakeViewModel) -> None:
    fill(intake, applicant__name="李样本", applicant__document_number=OTHER, applicant__phone=PHONE)
    asked: list[str] = []
    intake.form.other_person_found.connect(asked.append)

    intake.form.read_card("applicant")

    assert asked == ["applicant"]
    assert intake.form.value("applicant.document_number") == OTHER
    intake.form.take_other_person()
    assert intake.form.value("applicant.document_number") == resident_number()
    assert intake.form.value("applicant.phone") == PHONE


def test_a_reader_fault_is_told_and_the_reader_can_be_tried_again(desk: WindowDesk, intake: IntakeViewModel) -> None:
    told: list[Exception] = []
    intake.failed.connect(told.append)
    desk.reader.fault = DeviceError("unplugged")
    intake.form.read_card("applicant")

    assert [getattr(error, "code", "") for error in told] == ["device.unplugged"]
    desk.reader.fault = None
    intake.form.read_card("applicant")
    assert intake.form.value("applicant.name") == NAME


def test_waiting_for_a_card_can_be_stopped(desk: WindowDesk, manual: ManualTaskRunner) -> None:
    intake = IntakeViewModel(desk.workspace, manual)
    intake.begin()
    manual.run_all()
    intake.form.read_card("applicant")
    assert intake.form.reading and intake.form.waiting == "card"
    intake.form.stop_reading()
    manual.run_all()

    assert desk.reader.cancelled is not None and desk.reader.cancelled()


def test_a_card_read_for_a_case_that_left_the_desk_is_dropped(desk: WindowDesk, manual: ManualTaskRunner) -> None:
    intake = IntakeViewModel(desk.workspace, manual)
    intake.begin()
    manual.run_all()
    intake.form.read_card("applicant")
    intake.next_visitor()
    manual.step("store")

    manual.run_all()

    assert intake.form.value("applicant.name") == ""


def test_a_machine_readable_zone_fills_the_person(desk: WindowDesk, intake: IntakeViewModel) -> None:
    zone = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<L898902C36UTO7408122F1204159ZE184226B<<<<<10"
    intake.form.choose("applicant.document_kind", "passport")

    intake.form.read_zone("applicant", zone)

    assert intake.form.value("applicant.document_number") == "L898902C3"
    assert intake.form.message("applicant.mrz") == ""


def test_a_wrong_zone_is_said_beside_the_zone(intake: IntakeViewModel) -> None:
    intake.form.read_zone("applicant", "P<UTO")

    assert intake.form.message("applicant.mrz")
    intake.form.edit("applicant.mrz", "P<UTOE")
    assert intake.form.message("applicant.mrz") == ""


def test_after_a_restart_the_draft_opens_at_its_last_field(
    desk: WindowDesk, intake: IntakeViewModel, runner: InlineTaskRunner
) -> None:
    fill(intake, applicant__name=NAME, applicant__phone=PHONE)
    again = IntakeViewModel(desk.workspace, runner)
    attended: list[str] = []
    again.attention_asked.connect(attended.append)

    again.begin()

    assert again.desk.case_id == intake.desk.case_id
    assert again.form.value("applicant.name") == NAME
    assert attended == ["applicant.phone"]


def test_the_card_of_the_next_in_line_opens_a_case_of_its_own(desk: WindowDesk, intake: IntakeViewModel) -> None:
    fill(intake, applicant__name="李样本", applicant__document_number=OTHER, applicant__phone=PHONE)
    first = intake.desk.case_id
    intake.form.read_card("applicant")
    before = stored(desk, intake)
    assert intake.form.other_person_choices == (NEW_CASE, AS_AGENT, REPLACE)

    intake.form.take_other_person(NEW_CASE)

    assert intake.desk.case_id != first
    assert stored(desk, intake)["applicant.document_number"] == resident_number()
    assert not intake.form._other
    with desk.store.unit_of_work() as unit:
        assert dict(unit.cases.get(first).form) == before


def test_the_card_is_of_the_agent(desk: WindowDesk, intake: IntakeViewModel) -> None:
    fill(intake, applicant__name="李样本", applicant__document_number=OTHER, applicant__phone=PHONE)
    intake.form.read_card("applicant")

    intake.form.take_other_person(AS_AGENT)

    form = stored(desk, intake)
    assert (form["applicant.document_number"], form["agent.document_number"]) == (OTHER, resident_number())
    assert form["agent.present"] == "yes"


def test_a_choice_that_was_not_offered_does_nothing(desk: WindowDesk, intake: IntakeViewModel) -> None:
    intake.form.take_other_person(NEW_CASE)
    fill(intake, applicant__name="李样本", applicant__document_number=OTHER)
    intake.form.read_card("applicant")
    before = stored(desk, intake)

    intake.form.take_other_person(OtherPersonChoice.AS_APPLICANT)

    assert stored(desk, intake) == before
    assert intake.form.other_person_choices


def test_pictures_of_a_person_go_when_another_case_is_opened(desk: WindowDesk, intake: IntakeViewModel) -> None:
    intake.form.read_card("applicant")
    case_id = intake.desk.case_id
    desk.held_pictures.lay(case_id, "applicant", b"card", b"live")
    fill(intake, applicant__phone=PHONE)
    assert desk.held_pictures.pair(case_id, "applicant") is not None

    intake.next_visitor()

    assert desk.held_pictures.pair(case_id, "applicant") is None


def test_a_number_typed_over_a_card_is_told_and_its_photo_goes(desk: WindowDesk, intake: IntakeViewModel) -> None:
    released: list[str] = []
    intake.form.card_released.connect(released.append)
    desk.reader.reading = replace(desk.reader.reading, photo=b"BM")
    intake.form.read_card("applicant")
    assert intake.identity.photos.photo("applicant")
    assert released == []

    fill(intake, applicant__document_number=OTHER)

    assert released == ["applicant"]
    assert intake.form.value("applicant.birth_date") == ""
    assert intake.form.value("applicant.source") == "typed"
    fill(intake, applicant__document_number=resident_number())
    assert intake.identity.photos.photo("applicant") == b""  # the card is not on the form again unless it is read
    assert intake.person_check.card == b""
    assert released == ["applicant"]

    intake.form.read_card("applicant")
    assert intake.identity.photos.photo("applicant")
    assert intake.form.value("applicant.source") == "card_reader"


def test_the_question_names_masked_whose_card_it_is(desk: WindowDesk, intake: IntakeViewModel) -> None:
    fill(intake, applicant__name="李样本", applicant__document_number=OTHER, applicant__phone=PHONE)

    intake.form.read_card("applicant")

    assert intake.form.other_person_choices
    number = resident_number()
    assert intake.form.other_person == f"张**本（{number[:3]}***********{number[-4:]}）"
    assert number not in intake.form.other_person
