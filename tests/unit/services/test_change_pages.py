"""The clerk's hand on pages: edges set anew, taken again in place, put in another order, taken off and put back."""

from __future__ import annotations

import pytest

from app.domain.audit import AuditAction
from app.domain.errors import RuleError, StoreError
from app.domain.material import Gap, Provision
from app.domain.page import (
    Page,
    PageAnalysis,
    PageConfidence,
    PageOutline,
    Quality,
    QualityReason,
    QualityVerdict,
)
from app.domain.page_text import Corners
from app.domain.verification import TrustGrade, VerificationVerdict
from app.ports.document_source import ScannedFrame
from app.services.capture_page import frame_of
from app.services.intake_state import MaterialRow
from tests.fakes.desk import Desk
from tests.fakes.guides import FAR, ITEM

CORNERS: Corners = ((10.0, 12.0), (90.0, 11.0), (92.0, 140.0), (9.0, 139.0))


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def case_id(desk: Desk) -> str:
    made = desk.draft()
    desk.edit_case.choose(made, ITEM, FAR)
    return made


def row(desk: Desk, case_id: str, code: str = "M1") -> MaterialRow:
    state = desk.open_case.current(case_id)
    return next(one for one in state.rows if one.material.code == code)


def log(desk: Desk) -> list[tuple[AuditAction, str]]:
    with desk.store.unit_of_work() as unit:
        return [(entry.action, entry.detail) for entry in reversed(unit.audit.entries())]


def adjust(desk: Desk, page: Page, corners: Corners | None, rotation: int = 0) -> Page:
    return desk.capture.adjust(desk.session, page.case_id, page.id, corners, rotation)


def test_corners_of_the_clerk_make_another_rendition_and_the_original_stays(desk: Desk, case_id: str) -> None:
    page = desk.page(case_id, "M1", b"sheet")
    adjusted = adjust(desk, page, CORNERS, 90)

    assert adjusted.original == page.original
    assert adjusted.outline == PageOutline(CORNERS, PageConfidence.HIGH, 90, 0.0)
    assert desk.capture.picture(adjusted) == b"sheet" + f" {CORNERS} 90".encode()
    assert row(desk, case_id).pages == (adjusted,)
    assert log(desk)[-1] == (AuditAction.PAGE_ADJUSTED, page.id)


def test_the_whole_frame_again_is_the_original_itself(desk: Desk, case_id: str) -> None:
    page = adjust(desk, desk.page(case_id, "M1", b"sheet"), CORNERS)
    whole = adjust(desk, page, None)
    assert (whole.rendition, whole.outline.corners, whole.outline.confidence) == (None, None, PageConfidence.LOW)
    assert desk.capture.picture(adjust(desk, whole, None, 180)) == b"sheet None 180"


def test_a_verdict_holds_over_another_rendition_and_its_reading_does_not(desk: Desk, case_id: str) -> None:
    desk.paper(case_id, "M1")
    [page] = row(desk, case_id).pages
    desk.read_page.read(case_id, page.id)

    adjusted = adjust(desk, page, CORNERS)

    assert (row(desk, case_id).grade, row(desk, case_id).gap) == (TrustGrade.B, None)
    assert desk.read_page.unread(case_id) == (adjusted,)


def test_a_page_taken_out_flat_is_not_called_skewed_any_more(desk: Desk, case_id: str) -> None:
    skewed = Quality(QualityVerdict.FAIR, (QualityReason.SKEWED,))
    outline = PageOutline(None, PageConfidence.LOW, 0, 4.0)
    found = PageAnalysis(100, 100, outline, skewed, (), (), None, None)
    desk.page_reader.analyse = lambda *_args, **_more: (found,)  # type: ignore[method-assign]  # what lies there
    page = desk.page(case_id, "M1", b"sheet")
    assert adjust(desk, page, None, 90).quality == skewed
    assert adjust(desk, page, CORNERS).quality == Quality(QualityVerdict.GOOD, ())


def test_a_page_of_a_document_is_taken_out_of_its_rendition(desk: Desk, case_id: str) -> None:
    found = PageAnalysis(
        100, 100, PageOutline(None, PageConfidence.LOW, 0, 0.0), Quality(QualityVerdict.GOOD, ()), (), (), b"p2", "x/y"
    )
    desk.page_reader.analyse = lambda *_args, **_more: (found,)  # type: ignore[method-assign]  # what lies there
    frame = ScannedFrame(b"%PDF", "application/pdf", "desk", None, 0)
    kept = desk.capture.keep(desk.session, case_id, "M1", frame)
    [page] = desk.capture.analyse(case_id, kept.id)
    assert frame_of(page) == page.rendition

    turned = adjust(desk, page, None, 90)
    assert desk.capture.picture(turned) == b"p2 None 90"
    assert turned.outline.corners is None


def test_what_may_not_be_changed_is_not(desk: Desk, case_id: str) -> None:
    frame = ScannedFrame(b"sheet", "image/jpeg", "desk", 300, 0)
    unseen = desk.capture.keep(desk.session, case_id, "M1", frame)
    with pytest.raises(RuleError, match=r"rule\.page_unseen"):
        adjust(desk, unseen, CORNERS)
    with pytest.raises(RuleError, match=r"rule\.page_not_in_case"):
        desk.capture.adjust(desk.session, case_id, "gone", CORNERS, 0)
    received = desk.ready()
    desk.receive(desk.session, received)
    with pytest.raises(RuleError, match=r"rule\.not_a_draft"):
        adjust(desk, row(desk, received).pages[0], CORNERS)


def test_a_page_taken_again_lies_in_the_place_of_the_first(desk: Desk, case_id: str) -> None:
    desk.edit_case.provide(case_id, "M1", Provision.PAPER)
    first, second, third = (desk.page(case_id, "M1", data) for data in (b"one", b"two", b"three"))
    desk.verify(desk.session, case_id, "M1", VerificationVerdict.MATCHES)
    frame = ScannedFrame(b"two again", "image/jpeg", "desk", 300, 0)

    again = desk.capture.keep(desk.session, case_id, "M2", frame, replaces=second.id)

    assert [page.id for page in row(desk, case_id).pages] == [first.id, again.id, third.id]
    assert (AuditAction.PAGE_REMOVED, second.id) in log(desk)
    assert row(desk, case_id).gap is Gap.NOT_VERIFIED
    late = desk.capture.keep(desk.session, case_id, "M1", frame, replaces=second.id)
    assert row(desk, case_id).pages[-1] == late


def test_pages_are_put_in_another_order(desk: Desk, case_id: str) -> None:
    pages = [desk.page(case_id, "M1", data).id for data in (b"one", b"two", b"three")]
    wanted = [pages[2], pages[0], pages[1]]
    state = desk.edit_case.order_pages(case_id, wanted)
    assert [page.id for page in state.rows[0].pages] == wanted
    with pytest.raises(RuleError, match=r"rule\.page_not_in_case"):
        desk.edit_case.order_pages(case_id, ["gone"])


def test_a_page_taken_off_can_be_put_back_where_it_was(desk: Desk, case_id: str) -> None:
    first, second = (desk.page(case_id, "M1", data) for data in (b"one", b"two"))
    desk.edit_case.remove_page(desk.session, case_id, first.id)

    desk.capture.restore(desk.session, first)

    assert [page.id for page in row(desk, case_id).pages] == [first.id, second.id]
    assert log(desk)[-1] == (AuditAction.PAGE_RESTORED, first.id)
    with pytest.raises(StoreError, match=r"store\.contradiction"):
        desk.capture.restore(desk.session, first)
