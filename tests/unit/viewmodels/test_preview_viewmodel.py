"""The watched camera: one frame at a time, pictures by key and by themselves, nothing once it is closed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.domain.errors import DeviceError, TongbanError
from app.domain.page import PageConfidence, Quality, QualityReason, QualityVerdict
from app.ports.document_source import ScannedFrame
from app.ports.live_preview import PreviewFrame, PreviewLook, PreviewRequest, SheetOutline
from tests.fakes.guides import FAR, ITEM
from tests.fakes.runner import InlineTaskRunner, ManualTaskRunner
from tests.fakes.workspace import WindowDesk
from ui.viewmodels.intake_viewmodel import IntakeViewModel
from ui.viewmodels.page_capture import SCANNER_LANE
from ui.viewmodels.preview_viewmodel import LiveFrame, PreviewViewModel

CAMERA = "camera:1"
SHEET = SheetOutline(((1, 1), (9, 1), (9, 9), (1, 9)), PageConfidence.HIGH)
GOOD = Quality(QualityVerdict.GOOD, ())
SHOT = ScannedFrame(b"shot", "image/jpeg", CAMERA, None, 0)


def frame(number: int, look: PreviewLook | None = None, shot: ScannedFrame | None = None) -> PreviewFrame:
    return PreviewFrame(number, b"jpeg %d" % number, 640, 480, look, shot)


def look(sheets: int = 1, quality: Quality = GOOD, still_s: float = 1.0) -> PreviewLook:
    return PreviewLook(1, (SHEET,) * sheets, quality, still_s)


def at_materials(desk: WindowDesk, runner: InlineTaskRunner | ManualTaskRunner) -> IntakeViewModel:
    intake = IntakeViewModel(desk.workspace, runner)
    case_id = desk.draft()
    desk.edit_case.choose(case_id, ITEM, FAR)
    desk.edit_case.answer(case_id, "agent", "no")
    intake.take_up(case_id)
    settle(runner)
    return intake


def settle(runner: InlineTaskRunner | ManualTaskRunner) -> None:
    """Everything but the frames."""
    while isinstance(runner, ManualTaskRunner) and (others := {one[0] for one in runner.pending} - {SCANNER_LANE}):
        runner.step(others.pop())


def scanner_work(manual: ManualTaskRunner) -> Callable[[PreviewFrame], object]:
    """Take the frame that is being waited for into the test's own hands."""
    at = next(at for at, one in enumerate(manual.pending) if one[0] == SCANNER_LANE)
    *_, done, _failed = manual.pending.pop(at)
    return done


@pytest.fixture
def intake(desk: WindowDesk, manual: ManualTaskRunner) -> IntakeViewModel:
    """At the first material, frames held back."""
    made = at_materials(desk, manual)
    manual.pending.clear()
    return made


@pytest.fixture
def preview(intake: IntakeViewModel) -> PreviewViewModel:
    return intake.materials.preview


def pages(intake: IntakeViewModel) -> int:
    row = intake.materials.row
    assert row is not None
    return len(row.pages)


def test_a_frame_is_asked_for_only_when_the_one_before_was_shown(
    desk: WindowDesk, preview: PreviewViewModel, manual: ManualTaskRunner
) -> None:
    desk.camera.frames = [frame(1), frame(2), frame(3)]
    seen: list[LiveFrame] = []
    waiting: list[int] = []
    preview.frame_ready.connect(seen.append)
    preview.frame_ready.connect(lambda _frame: waiting.append(manual.waiting(SCANNER_LANE)))
    preview.open(CAMERA)
    for shown in range(1, 4):
        assert manual.waiting(SCANNER_LANE) == 1
        manual.step(SCANNER_LANE)
        assert len(seen) == shown

    assert waiting == [0, 0, 0]
    assert [one.picture for one in seen] == [b"jpeg 1", b"jpeg 2", b"jpeg 3"]
    assert desk.camera.watched == [PreviewRequest(CAMERA, automatic=True, whole_desk=False)]


def test_a_picture_taken_by_itself_is_kept_at_the_material_and_counted(
    desk: WindowDesk, intake: IntakeViewModel, preview: PreviewViewModel, manual: ManualTaskRunner
) -> None:
    desk.camera.frames = [frame(1), frame(2, look(), SHOT), frame(3, look())]
    preview.open(CAMERA)
    for _ in desk.camera.frames:
        manual.step(SCANNER_LANE)
    settle(manual)

    assert (pages(intake), preview.taken) == (1, 1)


def test_a_picture_by_key_goes_between_two_frames(
    desk: WindowDesk, intake: IntakeViewModel, preview: PreviewViewModel, manual: ManualTaskRunner
) -> None:
    desk.camera.frames = [frame(number) for number in range(1, 9)]
    seen: list[LiveFrame] = []
    preview.frame_ready.connect(seen.append)
    preview.open(CAMERA)
    manual.step(SCANNER_LANE)
    preview.shoot()
    for _ in range(4):
        manual.step(SCANNER_LANE)
        settle(manual)

    assert [one.source_id for one in desk.source.requests] == [CAMERA]
    assert (pages(intake), preview.taken) == (1, 1)
    assert len(seen) >= 3
    assert manual.waiting(SCANNER_LANE) == 1


def test_set_otherwise_it_watches_anew_and_loses_no_picture(
    desk: WindowDesk, intake: IntakeViewModel, preview: PreviewViewModel, manual: ManualTaskRunner
) -> None:
    desk.camera.frames = [frame(1)]
    preview.open(CAMERA)
    done = scanner_work(manual)
    preview.toggle_whole_desk()
    preview.toggle_automatic()
    done(frame(1, look(), SHOT))  # it was on its way when the camera was set otherwise
    settle(manual)
    while manual.waiting(SCANNER_LANE):
        manual.step(SCANNER_LANE)

    assert pages(intake) == 1
    assert desk.camera.watched[-1] == PreviewRequest(CAMERA, automatic=False, whole_desk=True)


def test_closed_it_takes_nothing_and_asks_for_nothing(
    desk: WindowDesk, intake: IntakeViewModel, preview: PreviewViewModel, manual: ManualTaskRunner
) -> None:
    preview.open(CAMERA)
    done = scanner_work(manual)
    settle(manual)
    preview.close()
    preview.shoot()
    done(frame(1, look(), SHOT))
    settle(manual)

    assert (manual.pending, pages(intake), preview.active) == ([], 0, False)


def test_another_case_closes_it_and_gets_no_picture_of_the_one_before(
    desk: WindowDesk, intake: IntakeViewModel, preview: PreviewViewModel, manual: ManualTaskRunner
) -> None:
    preview.open(CAMERA)
    done = scanner_work(manual)
    case_id = desk.draft()
    desk.edit_case.choose(case_id, ITEM, FAR)
    intake.take_up(case_id)
    settle(manual)
    assert not preview.active
    preview.open(CAMERA)
    done(frame(1, look(), SHOT))
    settle(manual)

    assert pages(intake) == 0


def test_a_fault_is_told_and_the_key_for_a_picture_begins_anew(
    desk: WindowDesk, preview: PreviewViewModel, manual: ManualTaskRunner
) -> None:
    told: list[TongbanError] = []
    preview.failed.connect(told.append)
    desk.camera.frames = [frame(1), DeviceError("camera_unplugged")]
    preview.open(CAMERA)
    manual.step(SCANNER_LANE)
    manual.step(SCANNER_LANE)
    assert [error.code for error in told] == ["device.camera_unplugged"]
    assert (preview.stopped, preview.active) == (True, True)

    desk.camera.frames = [frame(1)]
    preview.shoot()
    manual.step(SCANNER_LANE)

    assert not preview.stopped
    assert desk.source.requests == []


@pytest.mark.parametrize(
    ("seen", "tone", "words"),
    [
        (None, "muted", "正在看"),
        (look(0), "amber", "没有看到"),
        (look(3), "amber", "3 张"),
        (look(quality=Quality(QualityVerdict.BAD, (QualityReason.GLARE, QualityReason.DARK))), "amber", "反光、太暗"),
        (look(still_s=0.0), "muted", "放稳"),
        (look(), "green", "清楚"),
    ],
)
def test_the_hint_says_what_the_hand_should_do(
    desk: WindowDesk,
    preview: PreviewViewModel,
    manual: ManualTaskRunner,
    seen: PreviewLook | None,
    tone: str,
    words: str,
) -> None:
    desk.camera.frames = [frame(1, seen), frame(2, seen)]
    preview.open(CAMERA)
    manual.step(SCANNER_LANE)

    assert preview.hint[0] == tone
    assert words in preview.hint[1]


def test_without_an_item_there_is_nothing_to_take_pages_for(desk: WindowDesk, runner: InlineTaskRunner) -> None:
    intake = IntakeViewModel(desk.workspace, runner)
    intake.take_up(desk.draft())
    told: list[TongbanError] = []
    intake.materials.failed.connect(told.append)
    intake.materials.preview.open(CAMERA)

    assert [error.code for error in told] == ["rule.no_item"]
    assert (intake.materials.preview.active, desk.camera.watched) == (False, [])
