"""Cyclic garbage is looked for on the window's thread only."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimerEvent

_EVERY_MS = 200


class GarbageCollection(QObject):
    """Instead of Python's own, which looks on whichever thread happens to allocate, and is off from here to `stop`.

    A lane that loads a library allocates much. A Qt object in a ring of garbage found there would be destroyed beside
    the event loop that may just be serving it, which ends the program (PySide 6.9.3: a timer whose Python half was
    gone when it fired).
    """

    def __init__(self, parent: QObject | None = None) -> None:
        """Made on the window's thread. Nothing is looked for before `begin`."""
        super().__init__(parent)
        gc.disable()

    def begin(self) -> None:
        """What there is now is no garbage for as long as the program runs; look for what comes."""
        gc.freeze()
        self.startTimer(_EVERY_MS)

    def stop(self) -> None:
        """Give it back to Python; this is done with."""
        self.deleteLater()
        gc.enable()

    def timerEvent(self, event: QTimerEvent) -> None:  # noqa: N802 - Qt's name
        """The oldest generation that is due by Python's own thresholds."""
        due = [
            at for at, (count, most) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True)) if count > most
        ]
        if due:
            gc.collect(due[-1])
