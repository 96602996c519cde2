"""Pictures from the confirmation on: papers, prints, cases, line, lock."""

from __future__ import annotations

from collections.abc import Callable

from app.demo import script
from app.sandbox.faults import Fault, FaultKind
from tests.pictures.album import CTRL, KEY, Album

_VISIT = next(visit for visit in script.visits() if visit.id == "fund_withdrawal")


def later_scenes() -> tuple[Callable[[Album], None], ...]:
    """In the order of the clerk's guide."""
    return (_confirmation, _receipt, _prints, _line, _cases, _lock)


def _confirmation(album: Album) -> None:
    _lose_the_line(album)
    album.lay_card(_VISIT.card)
    for field, value in _VISIT.fields.items():
        album.intake.form.choose(field, value)
    album.choose(_VISIT.item, _VISIT.division)
    album.intake.go_to("materials")
    album.answer(dict(_VISIT.answers))
    for row in album.state.rows:
        if row.gap is not None:
            album.scan(row.material.code)
            album.intake.materials.check.verify(album.intake.materials.row, "样本纸，当场与原件看过。")
            album.settle()
            album.intake.materials.check.verify(album.intake.materials.row, "样本纸，当场与原件看过。")
            album.settle()
    album.intake.go_to("confirm")
    album.intake.form.choose("confirm.applicant", "yes")
    album.keep("confirm")


def _lose_the_line(album: Album) -> None:
    """From now on every request ends without an answer."""
    album.around.platform.faults.storm(1.0, (Fault(FaultKind.DROP),), 1)
    assert album.window.session is not None
    album.window.session.shell.synchronise()
    album.settle()


def _receipt(album: Album) -> None:
    album.press(KEY.Key_F9)
    album.wait(lambda: bool(album.state.case.receipt_number) and len(album.state.papers) > 1)
    album.keep("papers")


def _prints(album: Album) -> None:
    album.press(KEY.Key_P, CTRL)
    album.wait(lambda: bool(album.intake.papers.open_prints))
    album.keep("paper-question")
    papers = album.intake.papers
    papers.settle(papers.open_prints[0].attempt_id, came_out=True)
    album.settle()
    album.press(KEY.Key_P, CTRL)
    album.type_words("卡纸")
    album.keep("reprint")
    album.press(KEY.Key_Return)
    album.settle()


def _cases(album: Album) -> None:
    album.press(KEY.Key_2, CTRL)
    album.keep("cases")
    assert album.window.session is not None
    album.window.session.cases.open(album.state.case.id)
    album.keep("case")
    album.press(KEY.Key_Escape)


def _line(album: Album) -> None:
    """What was received lies there; then the line comes back."""
    album.press(KEY.Key_3, CTRL)
    album.press(KEY.Key_F5)
    album.keep("line-offline")
    album.around.platform.faults.clear()
    album.press(KEY.Key_F5)


def _lock(album: Album) -> None:
    album.press(KEY.Key_1, CTRL)
    album.press(KEY.Key_F12)
    album.keep("lock")
