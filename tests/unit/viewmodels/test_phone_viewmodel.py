"""The phone's link: opened, counted down, closed; its pictures are pages of the material it was opened for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.errors import Cancelled, TongbanError
from tests.fakes.preview import LinkedPhone
from tests.fakes.runner import ManualTaskRunner
from tests.fakes.workspace import WindowDesk
from tests.unit.viewmodels.test_preview_viewmodel import at_materials, pages, settle
from ui.viewmodels.intake_viewmodel import IntakeViewModel
from ui.viewmodels.page_capture import SCANNER_LANE
from ui.viewmodels.phone_viewmodel import PhoneViewModel


@pytest.fixture
def intake(desk: WindowDesk, manual: ManualTaskRunner) -> IntakeViewModel:
    """At the first material, a phone allowed."""
    desk.workspace = replace(desk.workspace, phone_link=LinkedPhone())
    made = at_materials(desk, manual)
    manual.pending.clear()
    return made


@pytest.fixture
def phone(intake: IntakeViewModel) -> PhoneViewModel:
    return intake.materials.phone


def run_out(manual: ManualTaskRunner) -> None:
    while manual.pending:
        manual.step()


def test_pictures_arrive_one_by_one_until_the_link_is_over(
    desk: WindowDesk, intake: IntakeViewModel, phone: PhoneViewModel, manual: ManualTaskRunner
) -> None:
    desk.lay(b"one", b"two")
    phone.open()
    assert phone.active
    assert not phone.over
    manual.step(SCANNER_LANE)
    assert phone.link is not None
    assert 0 < phone.seconds_left <= phone.link.lasts_s
    manual.step(SCANNER_LANE)
    settle(manual)
    assert (phone.taken, pages(intake)) == (1, 1)
    run_out(manual)

    assert (phone.taken, pages(intake)) == (2, 2)
    assert (phone.over, phone.seconds_left) == (True, 0)
    assert [one.source_id for one in desk.source.requests] == ["phone:"]


def test_closing_ends_the_link_and_keeps_what_came(
    desk: WindowDesk, intake: IntakeViewModel, phone: PhoneViewModel, manual: ManualTaskRunner
) -> None:
    desk.lay(b"one", b"two")
    phone.open()
    manual.step(SCANNER_LANE)
    manual.step(SCANNER_LANE)
    settle(manual)
    phone.close()
    run_out(manual)

    assert pages(intake) == 1
    assert not intake.materials.capture.scanning


def test_closed_before_it_was_open_the_link_is_ended_at_once(
    desk: WindowDesk, intake: IntakeViewModel, phone: PhoneViewModel, manual: ManualTaskRunner
) -> None:
    told: list[TongbanError] = []
    phone.failed.connect(told.append)
    desk.lay(b"one")
    phone.open()
    phone.close()
    run_out(manual)

    assert [one.source_id for one in desk.source.requests] == ["phone:"]
    assert [type(error) for error in told] == [Cancelled]
    assert (pages(intake), phone.link, phone.active) == (0, None, False)


def test_another_case_ends_the_link(
    desk: WindowDesk, intake: IntakeViewModel, phone: PhoneViewModel, manual: ManualTaskRunner
) -> None:
    desk.lay(b"one")
    phone.open()
    manual.step(SCANNER_LANE)
    intake.take_up(desk.draft())
    run_out(manual)

    assert (phone.active, phone.link) == (False, None)


def test_switched_off_it_says_so_and_shows_nothing(desk: WindowDesk, manual: ManualTaskRunner) -> None:
    intake = at_materials(desk, manual)
    manual.pending.clear()
    told: list[TongbanError] = []
    intake.materials.failed.connect(told.append)
    intake.materials.phone.open()
    run_out(manual)

    assert [error.code for error in told] == ["device.phone_link_off"]
    assert not intake.materials.phone.active
