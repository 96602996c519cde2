"""What the person in front of the glass sees: nothing of anybody, the sheet to confirm, the pad, or that it is done."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.domain.rating import PoorReason, RatingGrade
from resources.texts import text
from ui.viewmodels.applicant_screen_viewmodel import ApplicantScreenViewModel, Face
from ui.viewmodels.applicant_sheet import SheetSection
from ui.views.screen import scrolled
from ui.views.signing_box import SigningBox
from ui.widgets.key_button import KeyButton
from ui.widgets.tinted_icon import TintedIcon
from ui.widgets.words import box, clear, column, label, restyle, row, rule


class ApplicantSheetView(QFrame):
    """Big letters, nothing to be typed. Shows only what the view-model gives out, and drops it when it does not."""

    def __init__(self, model: ApplicantScreenViewModel, *, keys: bool, parent: QWidget | None = None) -> None:
        """`keys`: the buttons take the focus and show their keys; a screen of its own is touched, not typed at."""
        super().__init__(parent)
        self.setObjectName("applicant_screen")
        self.setProperty("role", "canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._model = model
        self._keys = keys
        self._laid: tuple[SheetSection, ...] = ()
        self._pages = QStackedWidget()
        self._neutral = self._neutral_page()
        self._sheet = self._sheet_page()
        self._done_number = label("", "display")
        self._done_hint = label(text("applicant_screen.received_hint"), "muted", wrap=True)
        self._done = self._done_page()
        self._rating = self._rating_page()
        self._poor = self._reasons_page()
        for page in (self._neutral, self._sheet, self._rating, self._poor, self._done):
            self._pages.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(28, 18, 28, 18)
        layout.addWidget(self._pages)
        model.changed.connect(self._follow)
        model.waiting_changed.connect(self._follow)
        model.rating.waiting_changed.connect(self._follow)
        self._follow()

    def _neutral_page(self) -> QWidget:
        hall, welcome = label(self._model.hall, "display", wrap=True), label(text("applicant_screen.welcome"), "title")
        window = label(self._model.window, "title")
        hint = label(text("applicant_screen.welcome_hint"), "muted", wrap=True)
        return _centred("person", hall, window, 18, welcome, hint)

    def _done_page(self) -> QWidget:
        done = label(text("applicant_screen.received"), "display")
        self._done_number.setProperty("role", "title")
        page = _centred("done", done, self._done_number, 12, self._done_hint)
        layout = page.layout()
        if self._keys and isinstance(layout, QVBoxLayout):
            layout.addWidget(self._leave_button("leave_done"), 0, Qt.AlignmentFlag.AlignLeft)
        return page

    def _rating_page(self) -> QWidget:
        """The five grades in one row, the same size all: nobody is led to one."""
        self.grades = {grade: self._rating_button(grade) for grade in RatingGrade}
        decline = KeyButton(text("applicant_screen.rate_not"), "")
        decline.setObjectName("applicant_screen.rate_not")
        decline.clicked.connect(self._model.rating.decline)
        buttons = (*self.grades.values(), decline)
        for one in buttons:
            restyle(one, face="large")
            if not self._keys:
                one.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        question = label(text("applicant_screen.rate_title"), "display", wrap=True)
        hint = label(text("applicant_screen.rate_hint"), "muted", wrap=True)
        page = _centred("done", question, 6, hint, 12)
        grades = row(*self.grades.values(), spacing=14)
        for at in range(len(self.grades)):
            grades.setStretch(at, 1)
        layout = page.layout()
        if isinstance(layout, QVBoxLayout):
            layout.insertWidget(layout.count() - 1, box(grades))
            leave = (self._leave_button("leave_rating"),) if self._keys else ()
            layout.addWidget(box(row(*leave, None, decline, spacing=14)))
        return page

    def _reasons_page(self) -> QWidget:
        """All that may have been poor, to be ticked or not; the words may also go without."""
        self.reasons = {reason: self._reason_button(reason) for reason in PoorReason}
        again = KeyButton(text("applicant_screen.rate_again"), "")
        self.give = KeyButton(text("applicant_screen.rate_give"), "", "primary")
        self.give.setObjectName("applicant_screen.rate_give")
        again.setObjectName("applicant_screen.rate_again")
        again.clicked.connect(self._model.rating.rate_again)
        self.give.clicked.connect(self._give)
        for one in (again, self.give):
            restyle(one, face="large")
            if not self._keys:
                one.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        ticks = QGridLayout()
        ticks.setSpacing(14)
        for at, tick in enumerate(self.reasons.values()):
            ticks.addWidget(tick, at // 2, at % 2)
        question = label(text("applicant_screen.reasons_title"), "display", wrap=True)
        page = QWidget()
        page.setProperty("role", "plain")
        hint = label(text("applicant_screen.reasons_hint"), "muted", wrap=True)
        content = QWidget()
        content.setLayout(column(question, hint, 6, ticks, None, spacing=8))
        page.setLayout(column(scrolled(content), box(row(again, None, self.give, spacing=14)), spacing=10))
        return page

    def _reason_button(self, reason: PoorReason) -> QCheckBox:
        made = QCheckBox(text(f"applicant_screen.reason_{reason}"))
        made.setObjectName(f"applicant_screen.reason_{reason}")
        restyle(made, face="large")
        if not self._keys:
            made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return made

    def _give(self) -> None:
        self._model.rating.give(tuple(reason for reason, one in self.reasons.items() if one.isChecked()))

    def _rating_button(self, grade: RatingGrade) -> KeyButton:
        made = KeyButton(text(f"applicant_screen.rate_{grade}"), "")
        made.setObjectName(f"applicant_screen.rate_{grade}")
        made.clicked.connect(lambda: self._model.rating.rate(grade))
        return made

    def _leave_button(self, name: str) -> KeyButton:
        made = KeyButton(text("applicant_screen.leave"), "Esc")
        made.setObjectName(f"applicant_screen.{name}")
        made.clicked.connect(self._model.hide)
        restyle(made, face="large")
        return made

    def _sheet_page(self) -> QWidget:
        self._lines = QGridLayout()
        self._lines.setHorizontalSpacing(24)
        self._lines.setVerticalSpacing(8)
        self._lines.setColumnStretch(1, 1)
        content = QWidget()
        content.setLayout(column(self._lines, None, margins=18))
        self.area: QScrollArea = scrolled(content)
        self.area.setObjectName("applicant_screen.sheet")
        self.area.setMinimumHeight(self.fontMetrics().height() * 6)
        if self._keys:
            self.area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the arrow keys scroll
        self._message = label("", "title", wrap=True)
        self._message.setObjectName("applicant_screen.message")
        self._buttons = self._button_row()
        self.signing = SigningBox(self._model.signing, keys=self._keys)
        card = box(column(self.area, margins=1), "card")
        page = QWidget()
        page.setProperty("role", "plain")
        self._hint = label(text("applicant_screen.check_hint"), "muted", wrap=True)
        beside = QHBoxLayout()  # who signs sees what is signed
        beside.setSpacing(14)
        beside.addWidget(card, 5)
        beside.addWidget(self.signing, 6)
        inner = column(
            label(text("applicant_screen.check_title"), "display"),
            self._hint,
            beside,
            self._message,
            self._buttons,
            spacing=10,
        )
        inner.setStretch(2, 1)
        page.setLayout(inner)
        return page

    def _button_row(self) -> QWidget:
        key = (lambda name: name) if self._keys else (lambda _name: "")
        self.confirm = KeyButton(text("applicant_screen.confirm"), key(text("applicant_screen.key_confirm")), "primary")
        self.confirm.setObjectName("applicant_screen.confirm")
        self.confirm.clicked.connect(self._model.confirm)
        self.sign = KeyButton(text("applicant_screen.sign"), key("F11"))
        self.sign.setObjectName("applicant_screen.sign")
        self.sign.clicked.connect(self._model.begin_signing)
        for one in (self.sign, self.confirm):
            restyle(one, face="large")
            if not self._keys:
                one.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        leave = (self._leave_button("leave"),) if self._keys else ()
        return box(row(*leave, None, self.sign, self.confirm, spacing=14))

    def _follow(self) -> None:
        face = self._model.face
        self._pages.setCurrentWidget(self._page_of(face))
        if face is not Face.REASONS:  # the next applicant finds nothing ticked
            for tick in self.reasons.values():
                tick.setChecked(False)
        self._done_hint.setText(self._model.rating.thanks or text("applicant_screen.received_hint"))
        for one in self.grades.values():
            one.setEnabled(not self._model.rating.waiting)
        self._lay(self._model.sections)
        self._done_number.setText(
            text("applicant_screen.received_number", number=self._model.receipt_number) if face is Face.DONE else ""
        )
        signing = face is Face.SIGNING
        self.signing.setVisible(signing)
        self._hint.setHidden(signing)
        self._buttons.setVisible(not signing)
        can_confirm = self._model.can_confirm and not self._model.waiting
        for one in (self.confirm, self.sign):
            one.setVisible(not self._model.thanks)
            one.setEnabled(can_confirm)
        self._say()

    def _page_of(self, face: Face) -> QWidget:
        pages = {
            Face.NEUTRAL: self._neutral,
            Face.RATING: self._rating,
            Face.REASONS: self._poor,
            Face.DONE: self._done,
        }
        return pages.get(face, self._sheet)

    def _say(self) -> None:
        model = self._model
        words, tone = model.signing.message, "amber"
        if not words and model.thanks:
            words, tone = model.thanks, "green"
        elif not words and not model.can_confirm:
            words, tone = text("applicant_screen.being_filled"), "muted"
        self._message.setText(words)
        self._message.setVisible(bool(words))
        restyle(self._message, tone=tone)

    def _lay(self, sections: tuple[SheetSection, ...]) -> None:
        """Only other words are laid anew: the applicant may be reading."""
        if sections == self._laid:
            return
        self._laid = sections
        clear(self._lines)
        at = 0
        for number, section in enumerate(sections):
            if number:
                self._lines.addWidget(rule(), at, 0, 1, 2)
                at += 1
            self._lines.addWidget(label(section.title, "heading"), at, 0, 1, 2)
            for line in section.lines:
                at += 1
                self._lines.addWidget(label(line.name, "line_name", wrap=True), at, 0, Qt.AlignmentFlag.AlignTop)
                self._lines.addWidget(label(line.words, "title", wrap=True), at, 1, Qt.AlignmentFlag.AlignTop)
            at += 1
        self._lines.setColumnStretch(0, 2)
        self._lines.setColumnStretch(1, 5)


def _centred(icon: str, *parts: QWidget | int) -> QWidget:
    content = column(None, spacing=10)
    content.addWidget(TintedIcon(icon, 56), 0, Qt.AlignmentFlag.AlignHCenter)
    for part in parts:
        if isinstance(part, int):
            content.addSpacing(part)
            continue
        if hasattr(part, "setAlignment"):
            part.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        content.addWidget(part)
    content.addStretch(1)
    page = QWidget()
    page.setProperty("role", "plain")
    page.setLayout(content)
    return page
