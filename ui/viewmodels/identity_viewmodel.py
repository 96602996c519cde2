"""Who stands at the window, beside what is typed: the chip's photo, the ladder, what pages say."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.ports.environment import TaskRunner
from ui.viewmodels.chip_photo import ChipPhotos
from ui.viewmodels.identity_ladder_viewmodel import IdentityLadderViewModel
from ui.viewmodels.intake_desk import IntakeDesk
from ui.viewmodels.intake_form import FormViewModel
from ui.viewmodels.page_identity_viewmodel import PageIdentityViewModel
from ui.viewmodels.page_reading import PageReadings
from ui.viewmodels.viewmodel import ViewModel


class IdentityViewModel(ViewModel):
    """The parts; their errors go out as `failed`."""

    def __init__(
        self,
        desk: IntakeDesk,
        form: FormViewModel,
        readings: PageReadings,
        runner: TaskRunner,
        parent: QObject | None = None,
    ) -> None:
        """Follows the desk, the form and what pages say."""
        super().__init__(runner, parent)
        self.photos = ChipPhotos(desk, form, self)
        self.ladder = IdentityLadderViewModel(desk, form, runner, self)
        self.pages = PageIdentityViewModel(desk, form, readings, runner, self)
        self.ladder.gone_on.connect(form.gone_on)
        for part in (self.ladder, self.pages):
            part.failed.connect(self.failed)
