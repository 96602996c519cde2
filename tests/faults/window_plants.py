"""Bugs planted into the window on purpose, to see that the suite finds them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from unittest.mock import patch

from app.paper.reprint_mark import OverlayReprintMarker
from ui.viewmodels.intake_form import FormViewModel
from ui.viewmodels.intake_viewmodel import IntakeViewModel
from ui.viewmodels.papers_viewmodel import PapersViewModel


@dataclass(frozen=True, slots=True)
class Plant:
    """A bug, and how fate helps to meet it; without a bug, how often these things happen by themselves.

    Chances: `dies_told` right after the window said something is done, `dies_printing` after the paper came out and
    before anybody was told, `prints_again` that the clerk wants a paper a second time. `at_receipt`: the first life
    begins with a draft to which nothing is missing.
    """

    owner: type = object
    member: str = ""
    bug: Callable[..., object] = object
    dies_told: float = 0.0
    dies_printing: float = 0.05
    prints_again: float = 0.3
    at_receipt: bool = False

    def put_in(self) -> None:
        """Put the bug into this process."""
        if self.member:
            patch.object(self.owner, self.member, self.bug).start()


def _leave_unsaved(form: FormViewModel, name: str) -> None:
    form._pause.stop()  # on a busy machine the pause in typing would save what leaving did not
    form.visit(name)


def _ask_nothing(_papers: PapersViewModel) -> None:
    pass


def _start_anywhere(_intake: IntakeViewModel, _cursor: str) -> None:
    pass


def _no_mark(_marker: OverlayReprintMarker, pdf: bytes, _at: datetime) -> bytes:
    return pdf


NO_PLANT = Plant()
PLANTS = {
    "field_left_unsaved": Plant(FormViewModel, "leave", _leave_unsaved, dies_told=0.3),
    "cursor_forgotten": Plant(IntakeViewModel, "_come_back", _start_anywhere, dies_told=0.3),
    "print_not_asked_about": Plant(
        PapersViewModel, "find_open_prints", _ask_nothing, dies_printing=1.0, at_receipt=True
    ),
    "reprint_unmarked": Plant(
        OverlayReprintMarker, "mark", _no_mark, dies_printing=0.0, prints_again=1.0, at_receipt=True
    ),
}
