"""Above every screen: what the clerk should know, the first thing of it, until it was read."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from resources.texts import text
from ui.viewmodels.notices_viewmodel import Notice, NoticesViewModel
from ui.widgets.banner import Banner


class NoticeBar(Banner):
    """The cross takes away what stands there; what is found later comes up again."""

    def __init__(self, model: NoticesViewModel, parent: QWidget | None = None) -> None:
        """Follows `model`."""
        super().__init__("shell.notices", parent)
        self._model = model
        self._read: frozenset[Notice] = frozenset()
        self.dismissed.connect(self._remember)
        model.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        fresh = [notice for notice in self._model.notices if notice not in self._read]
        if not fresh:
            self.hide()
            return
        count = len(self._model.notices)
        words = text("notices.more", first=fresh[0].words, count=count) if count > 1 else fresh[0].words
        self.show_message(words, fresh[0].tone, action=text("notices.show_all"))

    def _remember(self) -> None:
        self._read |= set(self._model.notices)
