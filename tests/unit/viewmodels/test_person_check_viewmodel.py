"""Consent before the camera, the card's own picture beside the live one, the clerk's word; nothing stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.domain.audit import AuditAction
from app.domain.identity_check import ConsentGiver, FaceHint, PersonVerdict, person_check
from app.ports.document_source import SourceDescription, SourceKind
from tests.fakes.desk import resident_number
from tests.fakes.workspace import ScriptedSource, WindowDesk, card
from ui.viewmodels.intake_viewmodel import IntakeViewModel
from ui.viewmodels.person_check_viewmodel import PersonCheckViewModel

PHOTO, LIVE = b"photo of the chip", b"live picture"


class Camera(ScriptedSource):
    """One camera, which may be unplugged."""

    def __init__(self) -> None:
        super().__init__(LIVE)
        self.there = True

    def list(self) -> tuple[SourceDescription, ...]:
        return (SourceDescription("camera", "样本摄像头", SourceKind.CAMERA),) if self.there else ()


class Faces:
    """`FaceComparer` that is never sure."""

    def compare(self, card_picture: bytes, live_picture: bytes) -> FaceHint | None:
        return FaceHint(0.47, PersonVerdict.UNSURE)


@pytest.fixture
def camera() -> Camera:
    return Camera()


@pytest.fixture
def desk(camera: Camera) -> WindowDesk:
    """The services, with a camera instead of the scanner."""
    made = WindowDesk()
    capture = replace(made.workspace.capture_pages, source=camera)
    made.workspace = replace(made.workspace, capture_pages=capture)
    return made


@pytest.fixture
def check(intake: IntakeViewModel, desk: WindowDesk) -> PersonCheckViewModel:
    """The applicant's card was read."""
    desk.reader.reading = replace(card(), photo=PHOTO)
    intake.form.read_card("applicant")
    return intake.person_check


def kept(desk: WindowDesk, intake: IntakeViewModel, role: str = "applicant") -> tuple[bytes, bytes] | None:
    return desk.held_pictures.pair(intake.desk.case_id, role)


def test_pictures_only_after_consent(desk: WindowDesk, intake: IntakeViewModel, check: PersonCheckViewModel) -> None:
    check.ask()
    check.take()
    assert (check.card, check.live, check.consented) == (PHOTO, b"", False)

    check.consent()
    check.take()

    assert check.live == LIVE
    assert kept(desk, intake) == (PHOTO, LIVE)


def test_a_verdict_is_signed_and_every_picture_goes(
    desk: WindowDesk, intake: IntakeViewModel, check: PersonCheckViewModel
) -> None:
    check.ask()
    check.consent()
    check.take()

    check.attest(PersonVerdict.SAME, "")

    assert check.verdict == ("green", "已认定：人证一致")
    assert (check.card, check.live, kept(desk, intake)) == (b"", b"", None)
    with desk.store.unit_of_work() as unit:
        actions = [entry.action for entry in unit.audit.entries()]
    assert {AuditAction.CONSENT_RECORDED, AuditAction.PERSON_CHECKED} <= set(actions)


def test_by_eye_is_enough_without_consent_or_camera(
    camera: Camera, intake: IntakeViewModel, check: PersonCheckViewModel
) -> None:
    camera.there = False
    check.ask()
    check.attest(PersonVerdict.SAME, "")

    assert intake.state is not None
    said = person_check(intake.state.case.form, "applicant")
    assert said is not None
    assert (said.way.value, said.consent) == ("by_eye", None)


@pytest.mark.parametrize("verdict", [PersonVerdict.NOT_SAME, PersonVerdict.UNSURE])
def test_anything_but_the_same_wants_a_reason(check: PersonCheckViewModel, verdict: PersonVerdict) -> None:
    check.ask()
    check.attest(verdict, " ")
    assert "请写明" in check.message
    assert check.verdict == ("", "")

    check.attest(verdict, "脸型不像")

    assert check.verdict[1]
    assert check.message == ""


def test_the_guardian_consents_for_a_child(desk: WindowDesk, camera: Camera, intake: IntakeViewModel) -> None:
    reading = card(number=resident_number("99010120200517001"))
    person = replace(reading.person, birth_date=date(2020, 5, 17))
    desk.reader.reading = replace(reading, person=person)
    intake.form.read_card("applicant")

    intake.person_check.ask()

    assert intake.person_check.giver is ConsentGiver.GUARDIAN
    assert "监护人" in intake.person_check.consent_words
    intake.person_check.consent()
    assert intake.person_check.consented


def test_without_a_camera_it_says_so(camera: Camera, check: PersonCheckViewModel) -> None:
    camera.there = False
    check.ask()
    check.consent()
    check.take()

    assert "没有可用的摄像头" in check.message


def test_advice_only_where_there_is_one(desk: WindowDesk, check: PersonCheckViewModel) -> None:
    check.ask()
    check.consent()
    check.take()
    assert check.advice == ""

    check._desk.workspace = replace(
        check._desk.workspace, check_person=replace(check._desk.workspace.check_person, faces=Faces())
    )
    check.take()

    assert "0.47" in check.advice
    assert "只供参考" in check.advice


def test_the_picture_of_another_card_is_not_laid_beside_this_person(
    desk: WindowDesk, intake: IntakeViewModel, check: PersonCheckViewModel
) -> None:
    desk.reader.reading = replace(card("李样本", resident_number("99010119800517001")), photo=b"somebody else")
    intake.form.read_card("applicant")

    check.ask()

    assert check.card == b"photo of the chip"


@pytest.mark.parametrize("how", ["lock", "next"])
def test_the_lock_and_the_next_case_drop_all_pictures(
    desk: WindowDesk, intake: IntakeViewModel, check: PersonCheckViewModel, how: str
) -> None:
    check.ask()
    check.consent()
    check.take()
    before = intake.desk.case_id

    if how == "lock":
        check.drop()
    else:
        intake.next_visitor()

    assert (check.card, check.live) == (b"", b"")
    assert desk.held_pictures.pair(before, "applicant") is None


def test_nobody_to_check_before_a_number_is_there(intake: IntakeViewModel) -> None:
    intake.person_check.ask()

    assert not intake.person_check.possible
    assert "请先读证" in intake.person_check.message
