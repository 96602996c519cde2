"""A case on its way to the platform and back, over real HTTP."""

from __future__ import annotations

import json

import pytest
import requests

from app.domain.case import CaseState
from app.domain.outbox import FactKind, OutboxState
from app.platform.client.gateway import HttpPlatformGateway
from app.platform.contract.mapping import load_mapping
from app.sandbox.ledger import Decision, ScriptStep
from app.sandbox.server import SandboxServer
from app.services.sync_outbox import LAST_REASON, LAST_SUCCESS
from tests.integration.sync.rig import PROVINCE, RARE, Window


def test_a_case_is_told_with_all_its_pages(
    window: Window, sandbox: SandboxServer, gateway: HttpPlatformGateway
) -> None:
    case = window.receive(pages=2)

    report = window.outbox(gateway).drain()

    assert (report.delivered, report.failed, report.needs_clerk, report.waiting, report.stopped_by) == (6, 0, 0, 0, "")
    assert window.case(case.id).state is CaseState.SUBMITTED
    assert all(row.state is OutboxState.DONE and row.receipt for row in window.rows())
    for row in window.rows():
        if row.fact.kind is FactKind.PAGE:
            assert sandbox.ledger.blob(row.fact.blob_sha256) == window.vault.get(row.fact.blob_sha256)


def test_the_platforms_number_stands_on_the_case(window: Window, gateway: HttpPlatformGateway) -> None:
    case = window.receive()

    window.outbox(gateway).drain()

    assert window.case(case.id).platform_number == "34000020261123000001"
    assert window.case(case.id).receipt_number == case.receipt_number


def test_being_submitted_is_a_change_with_who_and_where(window: Window, gateway: HttpPlatformGateway) -> None:
    case = window.receive()

    window.outbox(gateway).drain()

    last = window.timeline(case.id)[-1]
    assert (last.before, last.after) == (CaseState.RECEIVED, CaseState.SUBMITTED)
    assert (last.actor, last.place) == ("王样本", "12号窗口")


def test_a_rare_name_arrives_byte_for_byte(
    window: Window, sandbox: SandboxServer, gateway: HttpPlatformGateway
) -> None:
    window.receive(name=RARE)

    window.outbox(gateway).drain()

    stored = bytes(sandbox.ledger.cases()[0]["body"])
    assert stored == window.row(FactKind.CASE).fact.body
    assert RARE.encode("utf-8") in stored
    assert json.loads(stored)["exchange"][0]["fields"]["applyer_name"] == RARE


def test_the_trace_of_the_line_is_kept(window: Window, gateway: HttpPlatformGateway) -> None:
    window.receive()

    window.outbox(gateway).drain()

    assert window.note(LAST_SUCCESS) == window.clock.now().isoformat()
    assert window.note(LAST_REASON) == ""


def test_decisions_come_back_and_show_on_the_case(
    window: Window, sandbox: SandboxServer, gateway: HttpPlatformGateway
) -> None:
    case = window.receive()
    window.outbox(gateway).drain()
    decision = Decision(case.id, CaseState.ACCEPTED, "办理员样本", "安徽样本市", "材料齐全", "B-77", "XT-9")
    sandbox.ledger.decide(decision)

    report = window.pull(gateway)

    after = window.case(case.id)
    assert (report.applied, report.unforeseen, report.stopped_by) == (2, 0, "")
    assert (after.state, after.counterpart_number, after.coordination_number) == (CaseState.ACCEPTED, "B-77", "XT-9")
    last = window.timeline(case.id)[-1]
    assert (last.actor, last.place, last.reason) == ("办理员样本", "安徽样本市", "材料齐全")
    assert last.remote_sequence > 0


def test_a_scripted_decision_comes_after_so_many_questions(window: Window) -> None:
    with window.sandbox(script=(ScriptStep(2, CaseState.ACCEPTED),)) as sandbox:
        gateway = window.gateway(sandbox.url)
        case = window.receive()
        window.outbox(gateway).drain()

        window.pull(gateway)
        assert window.case(case.id).state is CaseState.SUBMITTED
        window.pull(gateway)
        assert window.case(case.id).state is CaseState.ACCEPTED


def test_the_applicant_finds_the_case_by_number_and_code(
    window: Window, sandbox: SandboxServer, gateway: HttpPlatformGateway
) -> None:
    case = window.receive()
    window.outbox(gateway).drain()

    for number in (case.receipt_number, window.case(case.id).platform_number):
        answer = requests.get(f"{sandbox.url}/v1/progress/{number}?code=482915", timeout=5)
        assert answer.json()["state"] == load_mapping(PROVINCE).code_of(CaseState.SUBMITTED)
        assert [step["state"] for step in answer.json()["steps"]] == ["12"]
    wrong = requests.get(f"{sandbox.url}/v1/progress/{case.receipt_number}?code=000000", timeout=5)
    nobody = requests.get(f"{sandbox.url}/v1/progress/NOBODY?code=482915", timeout=5)
    assert (wrong.status_code, wrong.content) == (nobody.status_code, nobody.content) == (404, wrong.content)


def test_a_page_the_platform_has_is_not_sent_again(
    window: Window, sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    gateway = window.gateway(sandbox.url)
    case = window.receive(pages=1)
    window.outbox(gateway).drain()
    row = window.row(FactKind.PAGE)
    again = row.__class__(row.sequence, row.fact, OutboxState.WAITING, row.created_at, attempts=1)

    def refuse(*_: object) -> None:
        raise AssertionError("the bytes were sent again")

    monkeypatch.setattr(sandbox.ledger.__class__, "put_blob", refuse)

    receipt = gateway.deliver(again, window.vault.get(row.fact.blob_sha256))

    assert receipt.sha256 == row.fact.blob_sha256
    assert window.case(case.id).state is CaseState.SUBMITTED


def test_the_platform_answers_whether_it_is_there(window: Window, gateway: HttpPlatformGateway) -> None:
    status = gateway.check()

    assert (status.online, status.reason, status.checked_at) == (True, "", window.clock.now())


def test_two_provinces_speak_to_their_own_stations_only(window: Window) -> None:
    with window.sandbox(province="moshan") as sandbox:
        status = window.gateway(sandbox.url).check()

    assert (status.online, status.reason) == (False, "sync.bad_answer")
