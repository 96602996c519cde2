"""What can be done with the page in front: two lines of small buttons that show their keys."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from resources.texts import text
from ui.viewmodels.page_facts import PageFacts
from ui.widgets.choices import QuietComboBox
from ui.widgets.key_button import button
from ui.widgets.words import column, label, row


class PageTools(QWidget):
    """Buttons and facts of the page in front; what they do is the panel's business."""

    def __init__(self) -> None:
        """Empty until `show_facts`."""
        super().__init__()
        self.setObjectName("intake.page_tools")
        self.move_to = QuietComboBox()
        self.move_to.setObjectName("intake.move_page")
        self.move_to.setMinimumContentsLength(4)  # the first thing to give way where it is narrow
        self.move_to.setAccessibleName(text("materials.move"))
        self.move_to.setAccessibleDescription(text("materials.move"))
        self.whole = button(text("materials.whole"), "quiet")
        self.fit_width = button(text("materials.width"), "quiet")
        self.original = button(text("originals.original"), "quiet")
        self.original.setObjectName("intake.original")
        self.writing = button(text("originals.writing"), "quiet")
        self.writing.setObjectName("intake.writing_shown")
        self.edges = button(text("originals.edges"), "quiet")
        self.edges.setObjectName("intake.edges")
        self.turn = button(text("originals.turn"), "quiet")
        self.retake = button(text("originals.retake"), "quiet")
        self.retake.setObjectName("intake.retake")
        self.remove = button(text("originals.remove"), "quiet")
        self.remove.setObjectName("intake.remove_page")
        self.undo = button(text("originals.undo_removal"), "quiet")
        self.undo.setObjectName("intake.undo_removal")
        self.take_edges = button(text("originals.take_edges"), "quiet")
        self.take_edges.setObjectName("intake.take_edges")
        self._facts = label("", "small", wrap=True, selectable=True)
        self._facts.setObjectName("intake.page_facts")
        self._verdict = label("", "", wrap=True)
        self.compare = button(text("originals.compare"), "quiet")
        self.compare.setObjectName("intake.compare")
        known = row(self._facts, self.compare, self.writing, spacing=2)
        known.setStretch(0, 1)
        second = row(self.edges, self.turn, self.remove, spacing=2)
        second.addWidget(self.move_to, 1)
        first = row(self.whole, self.fit_width, self.original, self.retake, None, spacing=2)
        self.read_again = button(text("originals.retry"), "quiet")
        self.read_again.setObjectName("intake.read_again")
        self.differences = button(text("originals.differences"), "quiet")
        self.differences.setObjectName("intake.differences")
        hints = row(self.take_edges, self.undo, None, spacing=2)
        more_hints = row(self.read_again, self.differences, None, spacing=2)
        self.setLayout(column(known, hints, more_hints, first, second, self._verdict, spacing=0))

    def show_facts(self, facts: PageFacts | None, *, original_shown: bool, difference: str = "") -> None:
        """What is known of the page, and which of the tools make sense for it.

        `difference` is said instead while the page lies under its copy.
        """
        known = text("originals.recognised", what=facts.summary) if facts is not None else ""
        self._facts.setText(difference or known)
        self.take_edges.setVisible(facts is not None and facts.proposed)
        self.compare.setEnabled(facts is not None)
        self.read_again.setVisible(facts is not None and facts.unread)
        self.original.setEnabled(facts is not None and facts.cropped)
        words = text("originals.straightened") if original_shown else text("originals.original")
        self.original.setText(words)
        self.original.setAccessibleName(words)

    def say_verdict(self, words: str) -> None:
        """Why the page should be taken again; empty when it need not be."""
        self._verdict.setText(words)
        self._verdict.setVisible(bool(words))
        self._verdict.setProperty("tone", "red")
