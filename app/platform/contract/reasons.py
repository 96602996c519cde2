"""Why the platform refuses: codes of an error answer and the status each comes with."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """Codes of `ErrorAnswer`: why the platform refuses."""

    BAD_REQUEST = "bad_request"
    BODY_DAMAGED = "body_damaged"
    CLOCK_SKEW = "clock_skew"
    UNAUTHORISED = "unauthorised"
    STATION_UNKNOWN = "station_unknown"
    STATION_WIPED = "station_wiped"
    KEY_CONFLICT = "key_conflict"
    CASE_EXISTS = "case_exists"
    NUMBER_REFUSED = "number_refused"
    CASE_UNKNOWN = "case_unknown"
    MISSING_BLOBS = "missing_blobs"
    BLOBS_DIFFER = "blobs_differ"
    BAD_CURSOR = "bad_cursor"
    NOT_FOUND = "not_found"
    TOO_LARGE = "too_large"
    TOO_BUSY = "too_busy"


STATUS_OF_REASON = {
    Reason.BAD_REQUEST: 400,
    Reason.BODY_DAMAGED: 422,
    Reason.CLOCK_SKEW: 400,
    Reason.UNAUTHORISED: 401,
    Reason.STATION_UNKNOWN: 403,
    Reason.STATION_WIPED: 403,
    Reason.KEY_CONFLICT: 422,
    Reason.CASE_EXISTS: 409,
    Reason.NUMBER_REFUSED: 409,
    Reason.CASE_UNKNOWN: 404,
    Reason.MISSING_BLOBS: 409,
    Reason.BLOBS_DIFFER: 422,
    Reason.BAD_CURSOR: 400,
    Reason.NOT_FOUND: 404,
    Reason.TOO_LARGE: 413,
    Reason.TOO_BUSY: 503,
}
