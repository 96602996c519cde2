"""A guide to read: headings and paragraphs, words of the guide unchanged."""

from __future__ import annotations

from html import escape

from PySide6.QtWidgets import QTextBrowser, QVBoxLayout, QWidget

from ui.viewmodels.guide_text import Section
from ui.widgets.words import label


class GuidePanel(QWidget):
    """Scrolls by the arrow keys when it has the focus."""

    def __init__(self, name: str, words: str, parent: QWidget | None = None) -> None:
        """`words` is the accessible name of the text."""
        super().__init__(parent)
        self._title = label("", "title", wrap=True)
        self._text = QTextBrowser()
        self._text.setObjectName(name)
        self._text.setAccessibleName(words)
        self._text.setOpenLinks(False)
        self._shown: tuple[str, tuple[Section, ...]] | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 14, 8, 8)
        layout.setSpacing(8)
        layout.addWidget(self._title)
        layout.addWidget(self._text, 1)

    def show_sections(self, title: str, sections: tuple[Section, ...]) -> None:
        """Show these; the place in the text stays while they are the same."""
        if self._shown == (title, sections):
            return
        self._shown = (title, sections)
        self._title.setText(title)
        self._title.setVisible(bool(title))
        self._text.setHtml("".join(_html(section) for section in sections))


def _html(section: Section) -> str:
    paragraphs = "".join(
        f'<p style="margin:3px 0 5px 0; line-height:140%">{escape(words).replace(chr(10), "<br>")}</p>'
        for words in section.paragraphs
    )
    return f'<p style="margin:12px 0 2px 0"><b>{escape(section.heading)}</b></p>{paragraphs}'
