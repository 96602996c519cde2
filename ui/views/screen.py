"""What every screen has: a banner for what went wrong, and the way an error gets to its place."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QSizePolicy, QWidget

from resources.texts import text
from ui.runtime.error_presenter import Audience, ErrorPresenter
from ui.widgets.banner import Banner


class Screen(QWidget):
    """Base of the screens. `name` is the first part of all object names on it."""

    def __init__(self, name: str, presenter: ErrorPresenter, parent: QWidget | None = None) -> None:
        """Subclasses put `self.banner` where messages belong."""
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("role", "canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._presenter = presenter
        self.banner = Banner(f"{name}.banner")

    def entered(self) -> None:
        """The screen came to the front."""

    def show_error(self, error: Exception) -> None:
        """Say what went wrong, beside its cause where the screen knows the field."""
        message = self._presenter.message(error)
        if message.audience is Audience.NOBODY:
            return
        if message.field and self.show_field_error(message.field, message.words):
            return
        tone = "amber" if message.audience is Audience.LINE else "red"
        self.banner.show_message(message.words, tone, details=message.details)

    def show_field_error(self, field: str, words: str) -> bool:
        """Show `words` at an input of this screen; False when it has no such input."""
        return False

    def wants_zone(self) -> bool:
        """Whether the zone of a travel document would be of use here and now."""
        return False

    def read_zone(self, zone: str) -> None:
        """Take a zone that a passport reader typed, wherever the focus is."""

    def bind_key(self, key: str, command: Callable[[], object]) -> None:
        """Bind a key for as long as this screen is in front, wherever the focus is."""
        shortcut = QShortcut(QKeySequence(key), self)
        shortcut.activated.connect(command)

    def say_done(self, words: str) -> None:
        """Good news in the banner."""
        self.banner.show_message(words, "green")

    def ask(self, words: str, action: str) -> None:
        """A question with one answer in the banner; Esc or the cross is the other."""
        self.banner.show_message(words, "amber", action=action)


class _FollowingArea(QScrollArea):
    """Scrolls so far that the input that has the focus can be seen with the words around it, however much it grew.

    With `whole` it is as high as its content while there is room, and scrolls only when there is not.
    """

    def __init__(self, *, whole: bool) -> None:
        super().__init__()
        self._whole = whole
        if whole:
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow)
        self.verticalScrollBar().rangeChanged.connect(lambda *_: self._follow(None, QApplication.focusWidget()))

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Qt's own knows nothing of words that take more lines where it is narrow."""
        hint, inner = super().sizeHint(), self.widget()
        if self._whole and inner is not None:
            hint.setHeight(max(inner.sizeHint().height(), inner.heightForWidth(self.width())))
        return hint

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Qt's own would keep more room than there is to show."""
        least = super().minimumSizeHint()
        return least.boundedTo(self.sizeHint()) if self._whole else least

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Another width, other lines."""
        super().resizeEvent(event)
        if self._whole and event.oldSize().width() != event.size().width():
            self.updateGeometry()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Other words, other lines."""
        if self._whole and event.type() is QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        inner = self.widget()
        if now is not None and inner is not None and inner.isAncestorOf(now):
            self.ensureWidgetVisible(now, 0, self.fontMetrics().height() * 3)


def scrolled(content: QWidget, *, whole: bool = False) -> QScrollArea:
    """Content that scrolls up and down, never sideways; `whole`: only where there is no room to show all of it."""
    area = _FollowingArea(whole=whole)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setAccessibleName(text("shell.scroll_area"))
    if not content.property("role"):
        content.setProperty("role", "plain")
    area.setWidget(content)
    return area
