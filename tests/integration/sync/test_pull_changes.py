"""What comes back: in order, once, never against what a clerk wrote."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.case import CaseState
from app.domain.errors import StoreError
from app.domain.outbox import OutboxEntry
from app.domain.platform import ChangePage, LineStatus, PlatformReceipt, RemoteChange
from app.platform.client.gateway import HttpPlatformGateway
from app.sandbox.ledger import Decision
from app.sandbox.server import SandboxServer
from app.services.case_terms import CaseTerms
from app.services.pull_changes import CURSOR, UNKNOWN_CASES
from tests.fakes.environment import MONDAY
from tests.fakes.guides import InMemoryGuideSource, WeekendCalendar, guide
from tests.integration.sync.rig import Window


class ScriptedPlatform:
    """A gateway that tells the given pages, whatever cursor it is asked for."""

    def __init__(self, *pages: ChangePage) -> None:
        self.pages = list(pages)
        self.cursors: list[str] = []

    def deliver(self, entry: OutboxEntry, blob: bytes | None) -> PlatformReceipt:
        raise AssertionError("nothing is sent here")

    def changes(self, cursor: str) -> ChangePage:
        self.cursors.append(cursor)
        return self.pages.pop(0)

    def check(self) -> LineStatus:
        return LineStatus(True, MONDAY)


def change(sequence: int, case_id: str, state: CaseState | None, **more: str) -> RemoteChange:
    return RemoteChange(sequence, case_id, state, MONDAY, "办理员样本", "安徽样本市", "样本原因", **more)


def page(*changes: RemoteChange, cursor: str = "c9", more: bool = False) -> ChangePage:
    return ChangePage(changes, cursor, more)


def submitted(window: Window, gateway: HttpPlatformGateway) -> str:
    case = window.receive(pages=0)
    window.outbox(gateway).drain()
    return case.id


def test_page_after_page_until_there_is_no_more(window: Window) -> None:
    case = window.receive(pages=0)
    platform = ScriptedPlatform(
        page(change(1, case.id, CaseState.SUBMITTED), cursor="c1", more=True),
        page(change(2, case.id, CaseState.ACCEPTED), cursor="c2"),
    )

    report = window.pull(platform)

    assert (report.applied, platform.cursors, window.note(CURSOR)) == (2, ["", "c1"], "c2")
    assert window.case(case.id).state is CaseState.ACCEPTED


def test_a_platform_that_never_moves_on_does_not_hold_the_station(window: Window) -> None:
    platform = ScriptedPlatform(page(cursor="c1", more=True), page(cursor="c1", more=True))

    assert window.pull(platform).stopped_by == ""
    assert platform.cursors == ["", "c1"]


def test_what_comes_twice_changes_nothing(window: Window) -> None:
    case = window.receive(pages=0)
    first = change(1, case.id, CaseState.SUBMITTED)
    second = change(2, case.id, CaseState.ACCEPTED, counterpart_number="B-2")
    window.pull(ScriptedPlatform(page(first, second)))
    before, timeline = window.case(case.id), window.timeline(case.id)

    report = window.pull(ScriptedPlatform(page(first, second)))

    assert (report.applied, report.repeated) == (0, 2)
    assert (window.case(case.id), window.timeline(case.id)) == (before, timeline)


def test_a_change_of_a_case_that_is_not_here_is_noted_and_passed(window: Window) -> None:
    case = window.receive(pages=0)
    foreign = change(1, "somebody-else", CaseState.ACCEPTED)

    for _ in range(2):
        report = window.pull(ScriptedPlatform(page(foreign, change(2, case.id, CaseState.SUBMITTED))))

    assert report.unknown == 1
    assert window.case(case.id).state is CaseState.SUBMITTED
    noted = json.loads(window.note(UNKNOWN_CASES))
    assert [(one["case_id"], one["sequence"]) for one in noted] == [("somebody-else", 1)]


def test_the_platforms_word_wins_and_the_time_line_shows_it(window: Window) -> None:
    case = window.receive(pages=0)

    report = window.pull(ScriptedPlatform(page(change(1, case.id, CaseState.DELIVERED))))

    assert report.unforeseen == 1
    last = window.timeline(case.id)[-1]
    assert (last.before, last.after, last.reason) == (CaseState.RECEIVED, CaseState.DELIVERED, "样本原因")


def test_only_what_the_platform_owns_is_written(window: Window) -> None:
    case = window.receive(pages=0)
    with window.store.unit_of_work() as unit:
        noted = dataclasses.replace(unit.cases.get(case.id), form={"remark": "未发送的备注"}, cursor="remark")
        unit.cases.save(noted)
        unit.commit()

    window.pull(ScriptedPlatform(page(change(1, case.id, CaseState.ACCEPTED, platform_number="P-1"))))

    after = window.case(case.id)
    untouched = ("form", "cursor", "receipt_number", "query_code", "applicant", "materials", "delivery", "received_at")
    assert all(getattr(after, name) == getattr(noted, name) for name in untouched)
    assert (after.state, after.platform_number) == (CaseState.ACCEPTED, "P-1")


def test_a_change_of_numbers_alone_keeps_the_state(window: Window) -> None:
    case = window.receive(pages=0)

    window.pull(ScriptedPlatform(page(change(1, case.id, None, coordination_number="XT-1"))))

    after = window.case(case.id)
    assert (after.state, after.coordination_number) == (CaseState.RECEIVED, "XT-1")


def test_the_cursor_moves_only_with_its_rows(window: Window) -> None:
    case = window.receive(pages=0)
    window.store.next_commit_error = StoreError("disk_full")
    with pytest.raises(StoreError):
        window.pull(ScriptedPlatform(page(change(1, case.id, CaseState.ACCEPTED))))

    assert (window.note(CURSOR), window.case(case.id).state) == ("", CaseState.RECEIVED)


def test_an_answer_lost_to_complete_is_made_good_by_the_pull(
    window: Window, sandbox: SandboxServer, gateway: HttpPlatformGateway
) -> None:
    case = window.receive(pages=0)
    window.outbox(gateway).drain(limit=1)
    row = window.rows()[1]
    gateway.deliver(row, None)  # delivered, never marked

    window.pull(gateway)
    sandbox.ledger.decide(Decision(case.id, CaseState.ACCEPTED))
    window.pull(gateway)
    window.outbox(gateway).drain()

    assert window.case(case.id).state is CaseState.ACCEPTED
    states = [one.after for one in window.timeline(case.id)]
    assert states == [CaseState.RECEIVED, CaseState.SUBMITTED, CaseState.ACCEPTED]


def test_a_code_the_mapping_does_not_know_is_shown_and_changes_no_state(
    window: Window, sandbox: SandboxServer, gateway: HttpPlatformGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = submitted(window, gateway)
    monkeypatch.setattr("app.sandbox.platform_api.PlatformApi._code", lambda self, state: "777")

    window.pull(gateway)

    last = window.timeline(case_id)[-1]
    assert (last.after, last.reason) == (CaseState.SUBMITTED, " [777]")


def test_many_changes_come_in_pages(window: Window, sandbox: SandboxServer, gateway: HttpPlatformGateway) -> None:
    case_id = submitted(window, gateway)
    for number in range(450):
        sandbox.ledger.decide(Decision(case_id, None, counterpart_number=f"B-{number}"))

    report = window.pull(gateway)

    assert (report.applied, window.case(case_id).counterpart_number) == (451, "B-449")


def test_changes_of_another_station_stay_there(
    window: Window, sandbox: SandboxServer, gateway: HttpPlatformGateway
) -> None:
    submitted(window, gateway)

    assert window.gateway(sandbox.url, station="ZZ99").changes("").changes == ()


def test_a_pull_stops_when_told(window: Window) -> None:
    case = window.receive(pages=0)
    platform = ScriptedPlatform(page(change(1, case.id, CaseState.SUBMITTED), cursor="c1", more=True))

    report = window.pull(platform, cancelled=lambda: bool(platform.cursors))

    assert (report.applied, platform.cursors, window.note(CURSOR)) == (1, [""], "c1")


def test_acceptance_begins_the_term_of_the_decision(window: Window) -> None:
    case = window.receive(pages=0)
    platform = ScriptedPlatform(page(change(1, case.id, CaseState.SUBMITTED), change(2, case.id, CaseState.ACCEPTED)))

    window.terms = CaseTerms(InMemoryGuideSource(guide(promised_days=7)), WeekendCalendar())

    window.pull(platform)

    assert window.case(case.id).due_on == "2026-12-02"  # seven working days after the Monday it was accepted
    assert not window.case(case.id).due_estimated


def test_the_clock_stands_still_while_the_applicant_mends_and_begins_again(window: Window) -> None:
    case = window.receive(pages=0)
    window.pull(ScriptedPlatform(page(change(1, case.id, CaseState.CORRECTION_ASKED))))
    assert window.case(case.id).due_on == ""

    later = replace(change(2, case.id, CaseState.SUBMITTED), at=MONDAY + timedelta(days=7))
    window.pull(ScriptedPlatform(page(later)))

    assert window.case(case.id).due_on == "2026-12-07"


def test_a_guide_that_is_gone_does_not_hold_back_what_the_platform_says(window: Window) -> None:
    case = window.receive(pages=0)
    window.terms = CaseTerms(InMemoryGuideSource(guide(version=2)), WeekendCalendar())

    report = window.pull(ScriptedPlatform(page(change(1, case.id, CaseState.ACCEPTED))))

    assert report.applied == 1
    assert (window.case(case.id).state, window.case(case.id).due_on) == (CaseState.ACCEPTED, "")
