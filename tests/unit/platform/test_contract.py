"""The contract's document, the sandbox and the words keep step with the models."""

from __future__ import annotations

import json

import pytest

from app.domain.errors import SyncError
from app.domain.sync_errors import Treatment, treatment
from app.platform.client.line import RawAnswer
from app.platform.client.verdict import check
from app.platform.contract import openapi
from app.platform.contract.endpoints import ENDPOINTS
from app.platform.contract.reasons import STATUS_OF_REASON, Reason
from app.sandbox.platform_api import PlatformApi
from resources.texts import catalogue
from tests.fakes.environment import MONDAY

MARK = "yunzhou;v1"


def answer(status: int, body: object = None, **headers: str) -> RawAnswer:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return RawAnswer(status, {"X-Tongban-Platform": MARK} | {k.replace("_", "-"): v for k, v in headers.items()}, raw)


def refusal(code: str, message: str = "x", missing: tuple[str, ...] = ()) -> dict[str, object]:
    return {"error": {"code": code, "message": message}, "missing_blobs": missing}


def verdict(given: RawAnswer, *statuses: int) -> SyncError:
    with pytest.raises(SyncError) as raised:
        check(given, MARK, statuses or (200,), MONDAY)
    return raised.value


def test_the_document_is_what_the_models_say() -> None:
    assert openapi.path().read_text(encoding="utf-8") == openapi.rendered(), (
        "write it again: python -m app.platform.contract.openapi"
    )


def test_the_sandbox_serves_exactly_the_contract() -> None:
    api = PlatformApi(None, None, None, None, None)  # type: ignore[arg-type]  # only the routes are looked at
    served = {(method.lower(), route.path) for route in api.router().routes for method in route.methods}  # type: ignore[attr-defined]

    assert served == {(endpoint.method, endpoint.path) for endpoint in ENDPOINTS}


def test_every_reason_has_a_status_and_words() -> None:
    words = catalogue("sandbox")

    assert set(STATUS_OF_REASON) == set(Reason)
    assert all(f"refused_{reason.value}" in words for reason in Reason)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (answer(500), "sync.unavailable"),
        (answer(429), "sync.unavailable"),
        (answer(408), "sync.unavailable"),
        (answer(204), "sync.bad_answer"),
        (answer(302), "sync.bad_answer"),
        (answer(400, refusal("clock_skew")), "sync.clock_skew"),
        (answer(400, refusal("bad_request")), "sync.refused"),
        (answer(401, refusal("unauthorised")), "sync.unauthorised"),
        (answer(403, refusal("something_else")), "sync.unauthorised"),
        (answer(403, refusal("station_unknown")), "sync.station_unknown"),
        (answer(409, refusal("number_refused")), "sync.number_refused"),
        (answer(409, refusal("case_exists")), "sync.refused"),
        (answer(422, refusal("key_conflict")), "sync.key_conflict"),
        (answer(422, refusal("body_damaged")), "sync.interrupted"),
        (answer(451, refusal("not in the contract")), "sync.refused"),
        (answer(400, b'{"error": {"co'), "sync.bad_answer"),
        (RawAnswer(200, {}, b"<html>"), "sync.captive_portal"),
        (RawAnswer(403, {}, b"<html>"), "sync.captive_portal"),
        (RawAnswer(502, {}, b"<html>"), "sync.unavailable"),
        (RawAnswer(200, {"X-Tongban-Platform": "moshan;v1"}, b"{}"), "sync.bad_answer"),
        (RawAnswer(200, {"X-Tongban-Platform": "yunzhou;v2"}, b"{}"), "sync.bad_answer"),
    ],
)
def test_an_answer_proves_only_what_it_says(given: RawAnswer, code: str) -> None:
    assert verdict(given).code == code


def test_the_status_asked_for_and_the_mark_pass() -> None:
    given = answer(201)

    check(given, MARK, (200, 201), MONDAY)

    assert verdict(given, 200).code == "sync.bad_answer"


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120.0),
        ("86400", 900.0),
        ("Mon, 23 Nov 2026 01:31:00 GMT", 60.0),
        ("Mon, 23 Nov 2026 01:00:00 GMT", 0.0),
        ("Mon, 23 Nov 2026 01:31:00", 0.0),
        ("soon", 0.0),
        ("-5", 0.0),
        ("", 0.0),
    ],
)
def test_how_long_the_platform_wants_rest(header: str, seconds: float) -> None:
    assert verdict(answer(503, Retry_After=header)).details["retry_after"] == seconds


def test_missing_blobs_are_named() -> None:
    error = verdict(answer(409, refusal("missing_blobs", missing=("a" * 64,))))

    assert (error.code, error.details["blobs"]) == ("sync.missing_blobs", ("a" * 64,))


def test_numbers_in_the_platforms_words_are_masked() -> None:
    error = verdict(answer(422, refusal("odd", "证件 990101199005170019 与姓名不符" + "长" * 300)))

    detail = str(error.details["detail"])
    assert detail.startswith("证件 990***********0019 与姓名不符")
    assert len(detail) < 250


def test_a_person_or_a_stop_is_needed_only_where_waiting_does_not_help() -> None:
    needs_clerk = {"refused", "number_refused", "key_conflict"}
    stops = {"station_unknown", "clock_skew", "certificate"}
    waits = {"no_route", "dns", "timeout", "stalled", "interrupted", "captive_portal", "bad_answer", "unavailable"}
    waits |= {"unauthorised", "missing_blobs"}

    assert {treatment(SyncError(cause)) for cause in needs_clerk} == {Treatment.NEEDS_CLERK}
    assert {treatment(SyncError(cause)) for cause in stops} == {Treatment.STOP}
    assert {treatment(SyncError(cause)) for cause in waits} == {Treatment.RETRY}
    assert needs_clerk | stops | waits <= set(catalogue("errors_sync"))
