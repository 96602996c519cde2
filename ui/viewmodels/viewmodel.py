"""What all view-models share: work on a lane, what is being waited for, and errors passed on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal

from app.domain.errors import TongbanError

if TYPE_CHECKING:  # for the first screen every import counts
    from app.ports.environment import TaskRunner

Result = TypeVar("Result")


class ViewModel(QObject):
    """Base of the view-models. Commands are imperative methods, signals tell facts that have happened.

    Signals:
        failed(object): an exception for the clerk to hear of; the view passes it to the error presenter.
        waiting_changed(): `waiting` is another one now.
    """

    failed = Signal(object)
    waiting_changed = Signal()

    def __init__(self, runner: TaskRunner, parent: QObject | None = None) -> None:
        """`runner` runs everything that blocks."""
        super().__init__(parent)
        self._runner = runner
        self._waiting: list[str] = []

    @property
    def waiting(self) -> str:
        """What is being waited for, as the name the command gave it; empty when nothing is."""
        return self._waiting[-1] if self._waiting else ""

    def run(
        self,
        lane: str,
        work: Callable[[], Result],
        on_done: Callable[[Result], object],
        *,
        waiting: str = "",
        on_error: Callable[[TongbanError], bool] | None = None,
    ) -> None:
        """Run `work` on `lane`, then `on_done` here.

        `waiting` is shown until then. `on_error` may take an error it understands by returning True; all others
        go out as `failed`.
        """
        self._wait(waiting)

        def done(result: Result) -> None:
            self._stop_waiting(waiting)
            on_done(result)

        def failed(error: Exception) -> None:
            self._stop_waiting(waiting)
            taken = on_error is not None and isinstance(error, TongbanError) and on_error(error)
            if not taken:
                self.failed.emit(error)

        self._runner.submit(lane, work, done, failed)

    def _wait(self, name: str) -> None:
        if name:
            self._waiting.append(name)
            self.waiting_changed.emit()

    def _stop_waiting(self, name: str) -> None:
        if name:
            self._waiting.remove(name)
            self.waiting_changed.emit()
