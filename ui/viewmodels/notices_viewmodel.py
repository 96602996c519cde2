"""What the clerk should know besides the case: settings that do not hold, guides and holidays that cannot be used."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

from PySide6.QtCore import QObject, Signal

from app.domain.errors import GuideError, TongbanError
from app.domain.settings import DEFINITIONS, Settings
from app.domain.store_upkeep import Recovery
from app.ports.environment import TaskRunner
from app.services.workspace import Workspace
from resources.texts import error_text, text
from ui.viewmodels.viewmodel import ViewModel

CHECKING_LANE = "reference"  # reading all guides of a province takes seconds: nothing else waits for it
_LOOKS = {"light": "settings.style_light", "dark": "settings.style_dark", "system": "settings.style_system"}


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to know; `tone` is red for what changes today's work, amber for the rest."""

    tone: str
    words: str


class NoticesViewModel(ViewModel):
    """What the sign-in found, then what reading all guides and holidays found.

    Signals:
        changed(): `notices` or `checking` are others.
    """

    changed = Signal()

    def __init__(self, workspace: Workspace, runner: TaskRunner, parent: QObject | None = None) -> None:
        """`begin` fills it."""
        super().__init__(runner, parent)
        self._workspace = workspace
        self._found: tuple[Notice, ...] = ()
        self._at_sign_in: tuple[Notice, ...] = ()
        self._of_store: dict[str, Notice] = {}
        self.checking = False

    @property
    def notices(self) -> tuple[Notice, ...]:
        """All, the ones of the sign-in first, none twice."""
        return tuple(dict.fromkeys((*self._at_sign_in, *self._of_store.values(), *self._found)))

    def begin(self) -> None:
        """Tell what the sign-in found and look through the guides and holidays beside the clerk's work."""
        settings = self._workspace.manage_settings.current()
        warnings = tuple(Notice("red", words_of(one, settings)) for one in self._workspace.warnings)
        self._at_sign_in = (*warnings, *_opening_notices(self._workspace.store.recovery))
        self.checking = True
        self.changed.emit()
        guides, holidays = self._workspace.guides, self._workspace.holidays
        self.run(CHECKING_LANE, lambda: (*guides.problems(), *holidays.problems()), self._know, waiting="checking")

    def tell_of_store(self, subject: str, words: str) -> None:
        """Why backups or keys (`subject`) want a look; empty when they do not any more."""
        told = self._of_store | {subject: Notice("amber", words)}
        if not words:
            told.pop(subject)
        if told != self._of_store:
            self._of_store = told
            self.changed.emit()

    def _know(self, problems: tuple[GuideError, ...]) -> None:
        told = {str(one) for one in self._workspace.warnings}
        self._found = tuple(Notice("amber", _reference_words(one)) for one in problems if str(one) not in told)
        self.checking = False
        self.changed.emit()


def _opening_notices(recovery: Recovery) -> tuple[Notice, ...]:
    """What the clerk should know of how the station's data were opened."""
    told = []
    if recovery.unclean:
        told.append(Notice("amber", text("notices.unclean", count=recovery.temporary_files)))
    if recovery.upgraded_from is not None:
        told.append(Notice("amber", text("notices.upgraded")))
    return tuple(told)


def words_of(error: TongbanError, settings: Settings) -> str:
    """A warning of the sign-in: which setting, which value of it was refused, and what holds instead."""
    why, key = error_text(error.code, error.details), str(error.details.get("key", ""))
    if error.code == "settings.unknown_key":
        return text("notices.unknown_setting", name=key)
    if key in DEFINITIONS:
        name, used = key.replace(".", "_"), _shown(settings.text(key))
        value = error.details.get("value", "")
        return text("notices.setting", setting=text(f"setting_names.{name}"), value=value, used=used, why=why)
    if error.field == "platform.url":
        return text("notices.platform_unused", why=why)
    if error.field == "platform.mapping":
        return text("notices.mapping_unused", why=why)
    return _reference_words(error)


def _shown(value: str) -> str:
    if not value:
        return text("notices.empty")
    return text(_LOOKS[value]) if value in _LOOKS else value


def _reference_words(error: TongbanError) -> str:
    """A guide is named by its item and place, holidays by their year."""
    why = error_text(error.code, error.details)
    if "place_name" in error.details:
        return text("notices.guide", item=error.details["item_name"], place=error.details["place_name"], why=why)
    if error.code == "guide.holidays_bad":
        return text("notices.holidays", year=PurePath(str(error.details["file"])).stem, why=why)
    return why
