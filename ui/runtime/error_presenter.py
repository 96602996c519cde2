"""Turns an exception into what the clerk is told: words, where they belong, and how loud."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from enum import StrEnum

from app.domain.errors import Cancelled, SyncError, TongbanError
from resources.texts import error_text, text
from ui.runtime.crash_hooks import masked_traceback, record_incident

_LOG = logging.getLogger(__name__)


class Audience(StrEnum):
    """Where a message goes."""

    NOBODY = "nobody"  # the clerk stopped it
    FIELD = "field"  # beside its cause, or the banner of the page
    LINE = "line"  # the line view and its counter; no banner in the middle of a visit
    INCIDENT = "incident"  # a bug: id and details to copy


@dataclass(frozen=True, slots=True)
class Message:
    """What to show. `field` names the input it belongs to (empty: the page); `details` can be copied."""

    audience: Audience
    words: str = ""
    code: str = ""
    field: str = ""
    incident: str = ""
    details: str = ""


class ErrorPresenter:
    """The one place where errors become words."""

    def message(self, error: BaseException) -> Message:
        """What to tell about `error`. A bug is written to the log here, with its incident id."""
        if isinstance(error, Cancelled):
            return Message(Audience.NOBODY, code=error.code)
        if isinstance(error, TongbanError):
            _LOG.info("told %s", error)  # code and details; neither holds a name or a whole number
            audience = Audience.LINE if isinstance(error, SyncError) else Audience.FIELD
            return Message(audience, error_text(error.code, error.details), error.code, error.field or "")
        incident = record_incident(error)
        details = f"{incident}\n{masked_traceback(error)}"
        return Message(Audience.INCIDENT, text("shell.incident", incident=incident), "internal", "", incident, details)
