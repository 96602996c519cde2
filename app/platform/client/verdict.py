"""What an answer proves: nothing, unless it has the platform's mark and exactly the status asked for."""

from __future__ import annotations

import re
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from app.domain.errors import SyncError
from app.domain.identifiers.mask import mask_number
from app.platform.client.line import RawAnswer
from app.platform.contract import PLATFORM_HEADER
from app.platform.contract.answers import ErrorAnswer, SignedWipeOrder
from app.platform.contract.reasons import Reason

Model = TypeVar("Model", bound=BaseModel)

LONGEST_RETRY_AFTER = 900.0

_TRY_LATER = frozenset({408, 425, 429})
_LONGEST_MESSAGE = 200
_NUMBERS = re.compile(r"[0-9A-Za-z]{8,}")

_CAUSES = {
    Reason.STATION_UNKNOWN: "station_unknown",
    Reason.STATION_WIPED: "station_wiped",
    Reason.CLOCK_SKEW: "clock_skew",
    Reason.UNAUTHORISED: "unauthorised",
    Reason.KEY_CONFLICT: "key_conflict",
    Reason.NUMBER_REFUSED: "number_refused",
    Reason.MISSING_BLOBS: "missing_blobs",
    Reason.BODY_DAMAGED: "interrupted",
}


def check(answer: RawAnswer, mark: str, statuses: tuple[int, ...], now: datetime) -> None:
    """Return when the answer is the platform's own and has one of `statuses`; raise SyncError otherwise.

    `mark` is what `X-Tongban-Platform` must say. Details of `sync.unavailable` carry `retry_after` in seconds
    (at most `LONGEST_RETRY_AFTER`) when the platform named a time, those of `sync.missing_blobs` the `blobs`.
    """
    found = answer.headers.get(PLATFORM_HEADER)
    if found != mark:
        raise _foreign(answer, found, now)
    if answer.status not in statuses:
        raise _refusal(answer, now)


def parsed(answer: RawAnswer, model: type[Model]) -> Model:
    """The answer's body; half a body or a foreign one raises `sync.bad_answer`."""
    try:
        return model.model_validate_json(answer.body)
    except ValidationError as error:
        problem = f"{model.__name__}: {error.errors(include_input=False)[0]['type']}"
        raise SyncError("bad_answer", detail=problem, status=answer.status) from error


def moment(written: str, status: int) -> datetime:
    """A time of an answer that is kept as it was written; `sync.bad_answer` for one that is none."""
    try:
        at = datetime.fromisoformat(written)
    except ValueError as error:
        raise SyncError("bad_answer", detail="time", status=status) from error
    if at.tzinfo is None:
        raise SyncError("bad_answer", detail="time without offset", status=status)
    return at


def signed_order(answer: RawAnswer) -> SignedWipeOrder | None:
    """The order that came with a refusal, proved by nothing yet."""
    return parsed(answer, ErrorAnswer).order


def demand_echo(what: str, wanted: object, found: object) -> None:
    """Raise `sync.bad_answer` unless the platform gave back exactly what it was sent."""
    if wanted != found:
        raise SyncError("bad_answer", detail=f"{what} not echoed")


def _foreign(answer: RawAnswer, found: str | None, now: datetime) -> SyncError:
    if found is not None:
        return SyncError("bad_answer", detail=f"answered by {found[:40]}", status=answer.status)
    if answer.status >= 500 or answer.status in _TRY_LATER:
        return _unavailable(answer, now)
    return SyncError("captive_portal", detail=f"HTTP {answer.status}", status=answer.status)


def _refusal(answer: RawAnswer, now: datetime) -> SyncError:
    if answer.status >= 500 or answer.status in _TRY_LATER:
        return _unavailable(answer, now)
    if answer.status < 400:
        return SyncError("bad_answer", detail=f"HTTP {answer.status}", status=answer.status)
    error = parsed(answer, ErrorAnswer)
    cause = _CAUSES.get(error.error.code)  # type: ignore[call-overload]
    if cause is None:
        cause = "unauthorised" if answer.status in (401, 403) else "refused"
    return SyncError(cause, detail=_sayable(error), status=answer.status, blobs=error.missing_blobs)


def _unavailable(answer: RawAnswer, now: datetime) -> SyncError:
    return SyncError(
        "unavailable",
        detail=f"HTTP {answer.status}",
        status=answer.status,
        retry_after=_retry_after(answer.headers.get("Retry-After", ""), now),
    )


def _retry_after(value: str, now: datetime) -> float:
    """Seconds to wait by a Retry-After header (seconds or a date, RFC 9110 10.2.3), 0 when it names none."""
    try:
        seconds = float(value) if value.isdecimal() else (parsedate_to_datetime(value) - now).total_seconds()
    except (ValueError, TypeError):
        return 0.0
    return min(max(seconds, 0.0), LONGEST_RETRY_AFTER)


def _sayable(error: ErrorAnswer) -> str:
    """The platform's reason, short, with anything that could be somebody's number masked."""
    message = _NUMBERS.sub(lambda found: mask_number(found.group()), error.error.message)
    return f"{message[:_LONGEST_MESSAGE]} ({error.error.code[:40]})"
