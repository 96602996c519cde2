"""Only the case on the desk, only when asked, never behind a lock; confirmed and signed below what is shown."""

from __future__ import annotations

import pytest

from app.domain.confirmation import ConfirmationWay
from app.domain.errors import StoreError
from app.domain.outbox import FactKind
from app.domain.rating import PoorReason, RatingGrade
from resources.texts import text
from tests.fakes.desk import NAME, PHONE, resident_number
from tests.fakes.guides import FAR, ITEM
from tests.fakes.handwriting import signature
from tests.fakes.workspace import WindowDesk
from ui.viewmodels.applicant_screen_viewmodel import ApplicantScreenViewModel, Face, Place
from ui.viewmodels.applicant_sheet import canonical_text
from ui.viewmodels.applicant_signing import PadStroke
from ui.viewmodels.intake_viewmodel import IntakeViewModel

WRITTEN: tuple[PadStroke, ...] = tuple(
    (one.means.value, tuple((at.x, at.y, at.pressure, at.ms) for at in one.points)) for one in signature()
)
DOT: tuple[PadStroke, ...] = (("touch", ((100, 100, 0, 0), (101, 100, 0, 8))),)


@pytest.fixture
def screen(intake: IntakeViewModel) -> ApplicantScreenViewModel:
    return intake.applicant_screen


def take_up(desk: WindowDesk, intake: IntakeViewModel) -> str:
    """A case that wants nothing but the applicant's word."""
    case_id = desk.ready()
    desk.confirm.by_word(desk.session, case_id, confirmed=False)
    intake.take_up(case_id)
    return case_id


def face(screen: ApplicantScreenViewModel) -> Face:
    """Asked anew each time."""
    return screen.face


def words(screen: ApplicantScreenViewModel) -> str:
    return canonical_text(screen.sections)


def test_own_data_item_papers_and_where_they_go(
    desk: WindowDesk, intake: IntakeViewModel, screen: ApplicantScreenViewModel
) -> None:
    take_up(desk, intake)
    screen.show()

    said = words(screen)

    for expected in (NAME, "199 0000 0001", "安徽样本市", "登记申请书：原件 1 份 · 原件寄往办理地", "看过就还给您"):
        assert expected in said
    assert resident_number() not in said.replace(" ", "")
    assert "990***" in said


def test_nothing_is_shown_before_it_is_asked_for_nor_of_the_next_case(
    desk: WindowDesk, intake: IntakeViewModel, screen: ApplicantScreenViewModel
) -> None:
    first = take_up(desk, intake)
    assert (face(screen), screen.sections) == (Face.NEUTRAL, ())
    screen.show()
    assert face(screen) is Face.SHEET

    seen: list[str] = []
    screen.changed.connect(lambda: seen.append(words(screen)))
    intake.next_visitor()
    intake.take_up(first)

    assert face(screen) is Face.NEUTRAL
    assert set(seen) == {""}


def test_a_lock_empties_it_and_unlocking_brings_nothing_back(
    desk: WindowDesk, intake: IntakeViewModel, screen: ApplicantScreenViewModel
) -> None:
    take_up(desk, intake)
    screen.show()
    screen.lock()
    assert face(screen) is Face.NEUTRAL
    screen.show()
    assert face(screen) is Face.NEUTRAL

    screen.unlock()
    assert face(screen) is Face.NEUTRAL
    screen.show()
    assert face(screen) is Face.SHEET


def test_a_screen_of_its_own_shows_the_confirmation_by_itself(
    desk: WindowDesk, intake: IntakeViewModel, screen: ApplicantScreenViewModel
) -> None:
    take_up(desk, intake)
    intake.go_to("materials")
    intake.go_to("confirm")
    assert face(screen) is Face.NEUTRAL

    screen.use(Place.SECOND_SCREEN, has_window=True)
    intake.go_to("materials")
    assert face(screen) is Face.NEUTRAL
    intake.go_to("confirm")
    assert face(screen) is Face.SHEET


def test_off_means_off(desk: WindowDesk, intake: IntakeViewModel, screen: ApplicantScreenViewModel) -> None:
    take_up(desk, intake)
    screen.show()
    screen.use(Place.OFF, has_window=False)
    screen.toggle()
    screen.begin_signing()

    assert face(screen) is Face.NEUTRAL


def test_it_follows_what_the_clerk_changes(
    desk: WindowDesk, intake: IntakeViewModel, screen: ApplicantScreenViewModel
) -> None:
    take_up(desk, intake)
    screen.show()

    intake.form.choose("applicant.phone", "19900000002")

    assert "199 0000 0002" in words(screen)
    assert PHONE not in words(screen).replace(" ", "")


def test_the_applicant_confirms_and_the_case_can_be_received(
    desk: WindowDesk, intake: IntakeViewModel, screen: ApplicantScreenViewModel
) -> None:
    take_up(desk, intake)
    screen.show()
    assert screen.can_confirm

    screen.confirm()

    assert intake.state is not None
    assert intake.state.confirmation.way is ConfirmationWay.SCREEN
    assert (screen.can_confirm, intake.next_thing.action) == (False, "receive")
    assert screen.thanks
    assert intake.confirmation.sign[0] == "green"


def test_nothing_is_offered_while_something_is_missing(
    desk: WindowDesk, intake: IntakeViewModel, screen: ApplicantScreenViewModel
) -> None:
    intake.take_up(desk.draft())
    intake.items.take_item(ITEM)
    intake.items.choose_place(FAR)
    screen.show()

    screen.confirm()
    screen.begin_signing()

    assert (screen.can_confirm, face(screen)) == (False, Face.SHEET)
    assert screen.signing.message


def test_a_signature_is_bound_to_the_very_words(
    desk: WindowDesk, intake: IntakeViewModel, screen: ApplicantScreenViewModel
) -> None:
    case_id = take_up(desk, intake)
    screen.begin_signing()
    assert face(screen) is Face.SIGNING
    said = words(screen)

    screen.signing.sign(WRITTEN, 3000)

    assert face(screen) is Face.SHEET
    with desk.store.unit_of_work() as unit:
        (signed,) = unit.signatures.of_case(case_id)
    assert (signed.shown, signed.consent, signed.strokes) == (said, screen.signing.consent, signature())
    assert intake.next_thing.action == "receive"


def test_a_dot_is_told_to_the_signer_and_the_pad_stays(
    desk: WindowDesk, intake: IntakeViewModel, screen: ApplicantScreenViewModel
) -> None:
    take_up(desk, intake)
    screen.begin_signing()
    told: list[object] = []
    intake.failed.connect(told.append)

    screen.signing.sign(DOT, 3000)

    assert face(screen) is Face.SIGNING
    assert "认不出签名" in screen.signing.message
    assert told == []
    screen.signing.drawing()
    assert screen.signing.message == ""


def test_a_full_disk_is_told_to_the_clerk(
    desk: WindowDesk, intake: IntakeViewModel, screen: ApplicantScreenViewModel
) -> None:
    take_up(desk, intake)
    screen.begin_signing()
    told: list[StoreError] = []
    intake.failed.connect(told.append)
    desk.store.next_commit_error = StoreError("disk_full")

    screen.signing.sign(WRITTEN, 3000)

    assert [error.code for error in told] == ["store.disk_full"]
    assert face(screen) is Face.SIGNING


def test_what_changes_under_the_pen_puts_the_pad_away(
    desk: WindowDesk, intake: IntakeViewModel, screen: ApplicantScreenViewModel
) -> None:
    take_up(desk, intake)
    screen.begin_signing()

    intake.form.choose("applicant.phone", "19900000002")

    assert face(screen) is Face.SHEET
    assert "变动" in screen.signing.message


def test_a_change_after_the_signature_asks_again_by_name(
    desk: WindowDesk, intake: IntakeViewModel, screen: ApplicantScreenViewModel
) -> None:
    take_up(desk, intake)
    screen.begin_signing()
    screen.signing.sign(WRITTEN, 3000)

    intake.form.choose("applicant.phone", "19900000002")

    assert [thing.words for thing in intake.missing] == ["内容有变动，请申请人重新确认"]
    assert intake.confirmation.sign[0] == "amber"
    assert not intake.confirmation.given
    assert screen.can_confirm
    intake.confirmation.by_word(True)
    assert intake.next_thing.action == "receive"


def test_the_agent_signs_for_the_applicant(
    desk: WindowDesk, intake: IntakeViewModel, screen: ApplicantScreenViewModel
) -> None:
    take_up(desk, intake)
    intake.form.choose("agent.present", "yes")
    screen.show()

    assert [value for value, _ in screen.signing.roles] == ["agent", "applicant"]


def test_a_received_case_shows_its_number_and_nothing_else(
    desk: WindowDesk, intake: IntakeViewModel, screen: ApplicantScreenViewModel
) -> None:
    take_up(desk, intake)
    screen.show()
    screen.confirm()

    intake.do_next()

    assert face(screen) is Face.DONE
    assert screen.receipt_number
    assert screen.sections == ()


def test_what_the_signer_agrees_to_promises_no_more_than_is_done_with_the_signature() -> None:
    consent = text("applicant_screen.consent")

    assert "归档" not in consent  # the strokes are no fact for the platform
    assert all(words in consent for words in ("收件回执", "材料清单", "加密保存在本窗口电脑"))


def received(desk: WindowDesk, intake: IntakeViewModel, screen: ApplicantScreenViewModel) -> str:
    case_id = take_up(desk, intake)
    screen.show()
    screen.confirm()
    intake.do_next()
    return case_id


def ratings(desk: WindowDesk, case_id: str) -> list[bytes]:
    with desk.store.unit_of_work() as unit:
        return [row.fact.body for row in unit.outbox.of_case(case_id) if row.fact.kind is FactKind.RATING]


def test_the_applicant_is_asked_for_a_rating_once_the_papers_are_out(
    desk: WindowDesk, intake: IntakeViewModel, screen: ApplicantScreenViewModel
) -> None:
    case_id = received(desk, intake, screen)
    assert face(screen) is Face.DONE
    intake.papers.print_all()
    assert face(screen) is Face.RATING

    screen.rating.rate(RatingGrade.SATISFIED)

    assert face(screen) is Face.DONE
    assert "评价已收到" in screen.rating.thanks
    assert text("applicant_screen.rate_satisfied") not in screen.rating.thanks
    assert ratings(desk, case_id) == [b"satisfied"]
    screen.rating.rate(RatingGrade.VERY_SATISFIED)
    assert ratings(desk, case_id) == [b"satisfied"]


def test_a_poor_grade_is_asked_for_its_reasons(
    desk: WindowDesk, intake: IntakeViewModel, screen: ApplicantScreenViewModel
) -> None:
    case_id = received(desk, intake, screen)
    screen.show()
    screen.rating.rate(RatingGrade.VERY_DISSATISFIED)
    assert (face(screen), ratings(desk, case_id)) == (Face.REASONS, [])
    screen.rating.rate_again()
    assert face(screen) is Face.RATING
    screen.rating.rate(RatingGrade.DISSATISFIED)

    screen.rating.give((PoorReason.SLOW, PoorReason.OTHER))

    assert face(screen) is Face.DONE
    assert ratings(desk, case_id) == [b"dissatisfied slow other"]


def test_a_poor_grade_counts_when_the_applicant_leaves_before_the_reasons(
    desk: WindowDesk, intake: IntakeViewModel, screen: ApplicantScreenViewModel
) -> None:
    """Else a clerk could make poor grades vanish by turning to the next case."""
    case_id = received(desk, intake, screen)
    screen.show()
    screen.rating.rate(RatingGrade.DISSATISFIED)

    screen.hide()

    assert ratings(desk, case_id) == [b"dissatisfied"]
    assert not screen.rating.asks_reasons


def test_nobody_has_to_rate(desk: WindowDesk, intake: IntakeViewModel, screen: ApplicantScreenViewModel) -> None:
    case_id = received(desk, intake, screen)
    screen.show()  # papers that were saved, not printed: the clerk turns the screen
    assert face(screen) is Face.RATING

    screen.rating.decline()

    assert (face(screen), screen.rating.thanks, ratings(desk, case_id)) == (Face.DONE, "", [])


def test_a_case_rated_before_the_program_was_started_again_is_not_rated_twice(
    desk: WindowDesk, intake: IntakeViewModel, screen: ApplicantScreenViewModel
) -> None:
    case_id = received(desk, intake, screen)
    desk.workspace.rate_service(desk.session, case_id, RatingGrade.SATISFIED)
    screen.show()

    screen.rating.rate(RatingGrade.VERY_DISSATISFIED)
    screen.rating.give((PoorReason.SLOW,))

    assert face(screen) is Face.DONE
    assert ratings(desk, case_id) == [b"satisfied"]
