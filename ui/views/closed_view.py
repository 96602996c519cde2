"""The first screen where nobody can sign in: what became of the keys of this machine, and what to do."""

from __future__ import annotations

from PySide6.QtCore import Qt

from app.domain.errors import StoreError
from resources.texts import text
from ui.runtime.error_presenter import ErrorPresenter
from ui.views.screen import Screen
from ui.views.sign_in_view import centred
from ui.widgets.tinted_icon import TintedIcon
from ui.widgets.words import column, label


class ClosedView(Screen):
    """Says it in words; there is nothing to press."""

    def __init__(self, error: StoreError, presenter: ErrorPresenter) -> None:
        """`error` is why the store does not open."""
        super().__init__("closed", presenter)
        title = label(text("shell.closed"), "title", wrap=True)
        title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        words = label(presenter.message(error).words, wrap=True, selectable=True)
        words.setObjectName("closed.words")
        content = column(spacing=14)
        content.addWidget(TintedIcon("lock", 44), 0, Qt.AlignmentFlag.AlignHCenter)
        content.addWidget(title)
        content.addWidget(words)
        centred(self, content)
