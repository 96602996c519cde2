"""What catches a bug: every uncaught exception gets an incident id, a masked log entry and a word to the clerk."""

from __future__ import annotations

import faulthandler
import logging
import os
import sys
import threading
import traceback
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, Signal, qInstallMessageHandler

from ui.runtime.log_masking import MaskingFormatter, without_values

_LOG = logging.getLogger("tongban.crash")
_QT_LOG = logging.getLogger("tongban.qt")

LARGEST_LOG = 2_000_000
KEPT_LOGS = 5

_QT_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def new_incident_id() -> str:
    """Eight characters a clerk can read out on the phone, without those that look alike."""
    alphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
    return "".join(alphabet[byte % len(alphabet)] for byte in os.urandom(8))


def masked_traceback(error: BaseException) -> str:
    """The traceback of `error` without personal data."""
    return without_values("".join(traceback.format_exception(error)))


def record_incident(error: BaseException) -> str:
    """Write `error` with its traceback to the log; the incident id it is found by."""
    incident = new_incident_id()
    _LOG.error("incident %s\n%s", incident, masked_traceback(error))
    return incident


class CrashHooks(QObject):
    """Installed once by the application.

    Signals:
        crashed(object): an exception nobody caught, on whichever thread it happened.
    """

    crashed = Signal(object)

    def install(self, log_directory: Path) -> None:
        """Take over `sys.excepthook`, `threading.excepthook`, Qt's messages and fatal signals."""
        log_directory.mkdir(parents=True, exist_ok=True)
        handler = logging.FileHandler(_fresh(log_directory / "tongban.log"), encoding="utf-8")
        handler.setFormatter(MaskingFormatter("%(asctime)s %(levelname)s %(threadName)s %(name)s %(message)s"))
        root = logging.getLogger()
        root.addHandler(handler)
        root.setLevel(min(root.level or logging.INFO, logging.INFO))
        self._fatal = (log_directory / "fatal.log").open("a", encoding="utf-8")
        faulthandler.enable(self._fatal)
        self._handler = handler
        sys.excepthook = self._uncaught
        threading.excepthook = self._uncaught_in_thread
        qInstallMessageHandler(_to_log)

    def remove(self) -> None:
        """Give everything back (the application ends)."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__
        qInstallMessageHandler(None)
        faulthandler.disable()
        self._fatal.close()
        logging.getLogger().removeHandler(self._handler)
        self._handler.close()

    def _uncaught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        self.crashed.emit(error)

    def _uncaught_in_thread(self, told: threading.ExceptHookArgs) -> None:
        if told.exc_value is not None:
            self.crashed.emit(told.exc_value)


def _fresh(log: Path) -> Path:
    """The log to write to; a long one is put aside first. Once a start: a day's log is small."""
    if log.exists() and log.stat().st_size > LARGEST_LOG:
        for number in range(KEPT_LOGS, 1, -1):
            older = log.with_suffix(f".{number - 1}.log")
            if older.exists():
                older.replace(log.with_suffix(f".{number}.log"))
        log.replace(log.with_suffix(".1.log"))
    return log


def _to_log(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    category = getattr(context, "category", None) or "qt"
    _QT_LOG.log(_QT_LEVELS.get(kind, logging.WARNING), "%s: %s", category, message)
