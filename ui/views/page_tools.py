"""What can be done with the page in front: what is known in one line, all else a key away."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from resources.texts import text
from ui.viewmodels.page_facts import PageFacts
from ui.widgets.choices import QuietComboBox
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.key_button import button
from ui.widgets.words import box, column, label, row


class PageTools(QWidget):
    """Buttons and facts of the page in front; what they do is the panel's business.

    The page itself comes first: the buttons stand below it where there is room, else they are unfolded when asked for.
    Their keys hold either way.
    """

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
        self._facts = ElidedLabel("intake.page_facts")
        self._facts.setProperty("role", "small")
        self._difference = label("", "strong", wrap=True)
        self._difference.setObjectName("intake.page_difference")
        self._verdict = label("", "", wrap=True)
        self.compare = button(text("originals.compare"), "quiet")
        self.compare.setObjectName("intake.compare")
        self.more = button(text("originals.more"), "quiet")
        self.more.setObjectName("intake.more_tools")
        self.more.setCheckable(True)
        known = row(self._facts, self.compare, self.more, spacing=2)
        known.setStretch(0, 1)
        self.read_again = button(text("originals.retry"), "quiet")
        self.read_again.setObjectName("intake.read_again")
        self.differences = button(text("originals.differences"), "quiet")
        self.differences.setObjectName("intake.differences")
        self._rest = box(self._seldom())
        self._rest.hide()
        self.more.toggled.connect(self._rest.setVisible)
        edges, again = row(self.take_edges, None, spacing=2), row(self.read_again, self.undo, None, spacing=2)
        self.setLayout(column(known, self._difference, edges, again, self._rest, self._verdict, spacing=0))

    def _seldom(self) -> QVBoxLayout:
        """What most pages never want."""
        first = row(self.edges, self.turn, self.retake, self.original, None, spacing=2)
        second = row(self.whole, self.fit_width, self.writing, self.remove, spacing=2)
        second.addWidget(self.move_to, 1)
        return column(first, second, row(self.differences, None, spacing=2), spacing=0)

    def unfold(self, unfolded: bool) -> None:
        """Show all buttons, or what is known of the page only."""
        self.more.setChecked(unfolded)

    def show_facts(self, facts: PageFacts | None, *, original_shown: bool, difference: str = "") -> None:
        """What is known of the page, and which of the tools make sense for it.

        `difference` is said besides while the page lies under its copy.
        """
        known = text("originals.recognised", what=facts.summary) if facts is not None else ""
        self._facts.set_words(known)
        self._difference.setText(difference)
        self._difference.setVisible(bool(difference))
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
