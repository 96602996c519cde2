"""What the frame around every screen knows: who and where, the line, idle time, the lock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.errors import TongbanError
from app.ports.environment import TaskRunner
from app.services.line_view import LineFacts
from app.services.workspace import Workspace
from resources.texts import error_text, text
from ui.viewmodels.viewmodel import ViewModel
from ui.viewmodels.wording import ago_words

_FACTS_MS = 5_000
_QUIET_MS = 3 * 60_000
_NEWS_MS = 2_000


@dataclass(frozen=True, slots=True)
class LineSign:
    """State of the line for the top bar: tone, words, and the long story."""

    tone: str
    words: str
    story: str


def _alone_story(fault: str) -> str:
    return text("shell.hall_away_story") if fault == "store.hall_away" else error_text(fault, {})


class ShellViewModel(ViewModel):
    """Runs the sync timer and the idle clock.

    Signals:
        line_changed(): `line_sign` may be another one.
        facts_changed(): something was delivered, came in, the line went up or down, or the hall has news.
        locked(): the screen is locked; the case stays as it is.
        unlocked(): the clerk is back.
        wiped(): the province had the keys destroyed; all that is left is to close the store.
    """

    line_changed = Signal()
    facts_changed = Signal()
    locked = Signal()
    unlocked = Signal()
    wiped = Signal()

    def __init__(self, workspace: Workspace, runner: TaskRunner, parent: QObject | None = None) -> None:
        """`start` begins timers and the first round with the platform."""
        super().__init__(runner, parent)
        self._workspace = workspace
        self._facts: LineFacts | None = None
        self._syncing = False
        self._stopping = False
        self.is_locked = False
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.timeout.connect(self.lock)
        self._round = QTimer(self)
        self._round.timeout.connect(self.synchronise)
        self._look = QTimer(self)
        self._look.timeout.connect(self.refresh)
        self._news = QTimer(self)
        self._news.timeout.connect(self._ask_news)

    @property
    def clerk_name(self) -> str:
        """Who is signed in."""
        return self._workspace.session.clerk.name

    @property
    def place(self) -> str:
        """Window and hall."""
        station = self._workspace.session.station
        return " · ".join(words for words in (station.window_name, station.hall_name) if words)

    @property
    def line_sign(self) -> LineSign:
        """The line in words."""
        facts = self._facts
        if facts is not None and facts.hall_fault:
            return LineSign("amber", text("shell.hall_away"), _alone_story(facts.hall_fault))
        if facts is None or facts.online is None:
            waiting = facts.counts.waiting_cases if facts else 0
            words = text("shell.line_unknown_waiting", count=waiting) if waiting else text("shell.line_unknown")
            return LineSign("muted", words, text("shell.line_unknown_story"))
        waiting = facts.counts.waiting_cases
        if facts.counts.needs_clerk:
            words = text("shell.line_needs_clerk", count=facts.counts.needs_clerk)
            return LineSign("red", words, text("shell.line_needs_clerk_story"))
        if not facts.online:
            words = text("shell.line_offline_waiting", count=waiting) if waiting else text("shell.line_offline")
            return LineSign("amber", words, error_text(facts.reason, {}))
        words = text("shell.line_online_waiting", count=waiting) if waiting else text("shell.line_online")
        return LineSign("green", words, self.last_sync)

    @property
    def online(self) -> bool | None:
        """Whether the platform answered last, None while nothing is known."""
        return self._facts.online if self._facts is not None else None

    @property
    def audit_warning(self) -> str:
        """The audit log is not what the platform remembers of it; empty when nothing is known against it."""
        row = self._facts.audit_contradicted if self._facts else 0
        return text("shell.audit_contradicted", row=row) if row else ""

    @property
    def last_sync(self) -> str:
        """When the platform answered last."""
        if self._facts is None or self._facts.last_success is None:
            return text("shell.never_synchronised")
        return text("shell.synchronised", ago=ago_words(self._facts.last_success, datetime.now(UTC)))

    def start(self) -> None:
        """Begin the idle clock and the rounds with the platform."""
        settings = self._workspace.manage_settings.current()
        self._idle.setInterval(settings.number("lock.idle_minutes") * 60_000)
        self._round.setInterval(settings.number("platform.interval_seconds") * 1000)
        self._idle.start()
        self._round.start()
        self._look.start(_FACTS_MS)
        if self._workspace.case_news is not None:
            self._news.start(_NEWS_MS)
        self.refresh()
        self.synchronise()

    def stop(self) -> None:
        """No more timers; a running round ends at its next fact."""
        self._stopping = True
        for timer in (self._idle, self._round, self._look, self._news):
            timer.stop()

    def touch(self) -> None:
        """The clerk did something: the idle clock starts again."""
        if not self.is_locked and self._idle.isActive():
            self._idle.start()

    def quiet(self) -> bool:
        """Whether nobody has touched anything for some minutes."""
        rested = self._idle.interval() - self._idle.remainingTime()
        return self.is_locked or rested >= min(_QUIET_MS, self._idle.interval())

    def refresh(self) -> None:
        """Read the line's state from the store."""
        self.run("store", self._workspace.line_view.facts, self._know, on_error=lambda _error: False)

    def synchronise(self) -> None:
        """One round with the platform, also behind the lock screen; does nothing while one runs."""
        self._begin_round(at_once=False)

    def synchronise_now(self) -> None:
        """The clerk asked for a round: what waits for its time is tried too."""
        self._begin_round(at_once=True)

    def _begin_round(self, *, at_once: bool) -> None:
        if self._syncing or self._stopping:
            return
        self._syncing = True
        self.run(
            "network",
            lambda: self._workspace.synchronise(lambda: self._stopping, at_once=at_once),
            self._synchronised,
            on_error=self._not_synchronised,
        )

    def lock(self) -> None:
        """Lock the screen."""
        if self.is_locked:
            return
        self.is_locked = True
        self._idle.stop()
        self.locked.emit()
        session, screen_lock = self._workspace.session, self._workspace.screen_lock
        self.run("store", lambda: screen_lock.lock(session), lambda _: None)

    def unlock(self, password: str) -> None:
        """Open it again with the clerk's own password."""
        if self.waiting or not password:
            return
        session, screen_lock = self._workspace.session, self._workspace.screen_lock
        self.run("store", lambda: screen_lock.unlock(session, password), lambda _: self._unlock(), waiting="unlock")

    def _unlock(self) -> None:
        self.is_locked = False
        self._idle.start()
        self.unlocked.emit()

    def _ask_news(self) -> None:
        """What the hall's server told on a thread of its own is asked for here, on the window's."""
        if self._workspace.case_news is not None and self._workspace.case_news():
            self.facts_changed.emit()

    def _know(self, facts: LineFacts) -> None:
        news = facts != self._facts
        self._facts = facts
        self.line_changed.emit()
        if news:
            self.facts_changed.emit()

    def _synchronised(self, facts: LineFacts) -> None:
        self._syncing = False
        self._know(facts)

    def _not_synchronised(self, error: TongbanError) -> bool:
        self._syncing = False
        if error.code == "store.wiped":
            self.wiped.emit()
            return True
        self.refresh()
        return False
