"""A clock that jumped and a platform that misbehaves: nothing is lost, everything goes on by itself afterwards."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.case import CaseState
from app.platform.client.line import LineTimeouts
from app.sandbox.application import SandboxSettings
from app.sandbox.faults import Fault, FaultKind
from tests.e2e.station import (
    Clock,
    Visit,
    nobody,
    raised,
    station,
    told,
    told_code,
)

pytestmark = pytest.mark.usefixtures("log_of_day")


def test_a_clock_that_was_set_back_is_told_before_the_first_case(tmp_path: Path, clock: Clock, paper: Path) -> None:
    with station(tmp_path) as around:
        with around.opened() as workspace:
            assert workspace.warnings == ()
            visit = Visit.begin(workspace)
            visit.complete(paper)
        clock.off = timedelta(days=-400)
        with around.opened() as workspace:
            assert [one.code for one in workspace.warnings] == ["store.clock_back"]
            told(workspace.warnings[0])
            case_id = workspace.open_case.latest_draft(workspace.session)
            assert case_id == visit.case_id
            again = Visit(workspace, visit.case_id)
            assert again.now().case.form["applicant.name"] == "陈𬭎样本"
            assert again.now().rows[0].pages
        clock.off = timedelta()
        with around.opened() as workspace:
            assert workspace.warnings == ()
            assert Visit(workspace, visit.case_id).receive().case.state is CaseState.RECEIVED


def test_a_clock_that_jumped_ahead_and_came_back_holds_nothing_back(tmp_path: Path, clock: Clock, paper: Path) -> None:
    with station(tmp_path, online=True) as around, around.opened() as workspace:
        visit = Visit.begin(workspace)
        visit.complete(paper)
        visit.receive()
        clock.off = timedelta(days=3650)
        facts = workspace.synchronise(nobody)
        assert (facts.online, facts.reason, facts.counts.waiting) == (False, "sync.clock_skew", 3)
        told_code(facts.reason)
        assert around.platform is not None
        around.platform.faults.set(Fault(FaultKind.BUSY_503, times=9, seconds=800))
        workspace.line_view.release(workspace.session, visit.case_id)
        assert workspace.synchronise(nobody).reason == "sync.unavailable"
        around.platform.faults.clear()
        clock.off = timedelta()
        facts = workspace.synchronise(nobody)
        assert (facts.online, facts.counts.waiting, facts.counts.done) == (True, 0, 3)


def test_a_clock_that_jumped_ahead_between_runs(tmp_path: Path, clock: Clock, paper: Path) -> None:
    with station(tmp_path) as around:
        clock.off = timedelta(days=3650)
        with around.opened() as workspace:
            visit = Visit.begin(workspace)
            visit.complete(paper)
            visit.receive()
            kinds = {one.kind for one in workspace.make_papers(workspace.session, visit.case_id)}
        clock.off = timedelta()
        with around.opened() as workspace:
            assert [one.code for one in workspace.warnings] == ["store.clock_back"]
            papers = workspace.make_papers(workspace.session, visit.case_id)
            assert {one.kind for one in papers} == kinds
            assert len(papers) == len(kinds)
        with around.opened() as workspace:
            assert workspace.warnings == ()


WEATHER = (
    (Fault(FaultKind.ERROR_500, times=99), "sync.unavailable"),
    (Fault(FaultKind.UNAUTHORISED_401, times=99), "sync.unauthorised"),
    (Fault(FaultKind.BUSY_503, times=99, seconds=120), "sync.unavailable"),
    (Fault(FaultKind.HTML_200, times=99), "sync.captive_portal"),
    (Fault(FaultKind.REDIRECT_302, times=99), "sync.captive_portal"),
    (Fault(FaultKind.HALF_BODY, times=99), "sync.interrupted"),
    (Fault(FaultKind.HALF_JSON, times=99), "sync.bad_answer"),
    (Fault(FaultKind.HANG, times=99, seconds=2), "sync.timeout"),
    (Fault(FaultKind.DROP, times=99), "sync.interrupted"),
    (Fault(FaultKind.STATION_UNKNOWN, times=99), "sync.station_unknown"),
    (Fault(FaultKind.CLOCK_SKEW, times=99), "sync.clock_skew"),
    (Fault(FaultKind.WRONG_MARK, times=99), "sync.bad_answer"),
)


def test_whatever_the_platform_answers_nothing_is_lost_and_the_clerk_is_told(
    tmp_path: Path, clock: Clock, paper: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick = LineTimeouts(connect=2.0, read=0.3, stall=0.3, answer=0.6)
    monkeypatch.setattr("app.platform.client.gateway.LineTimeouts", lambda: quick)
    with station(tmp_path, online=True, platform=SandboxSettings(now=clock.now)) as around:
        assert around.platform is not None
        faults = around.platform.faults
        with around.opened() as workspace:
            visit = Visit.begin(workspace)
            visit.complete(paper)
            number = visit.receive().case.receipt_number
            for fault, code in WEATHER:
                faults.set(fault)
                facts = workspace.synchronise(nobody)
                assert (facts.online, facts.reason) == (False, code), fault
                told_code(facts.reason)
                assert facts.counts.waiting == 3, fault
                for entry in workspace.line_view.entries():
                    assert not entry.error_code or told_code(entry.error_code, entry.error_detail)
                faults.clear()
                clock.off += timedelta(minutes=20)
            faults.set(Fault(FaultKind.WRONG_ECHO))  # the line is up, the receipt proves nothing
            assert workspace.synchronise(nobody).counts.waiting == 3
            assert "sync.bad_answer" in {entry.error_code for entry in workspace.line_view.entries()}
            clock.off += timedelta(minutes=20)
            assert visit.now().case.state is CaseState.RECEIVED
            facts = workspace.synchronise(nobody)
            assert (facts.online, facts.reason, facts.counts.waiting) == (True, "", 0)
            case = visit.now().case
            assert (case.state, case.receipt_number) == (CaseState.SUBMITTED, number)
            assert case.platform_number
            faults.set(Fault(FaultKind.HTML_200, times=9, path="/v1/changes"))
            assert workspace.synchronise(nobody).reason == "sync.captive_portal"


def test_a_platform_that_does_not_understand_where_we_were(tmp_path: Path) -> None:
    with station(tmp_path, online=True) as around, around.opened() as workspace:
        with workspace.store.unit_of_work() as unit:
            unit.notes.put("sync.cursor", "rubbish")
            unit.commit()
        facts = workspace.synchronise(nobody)
        assert facts.online is False
        told_code(facts.reason)


def test_a_page_that_cannot_be_read_waits_for_the_clerk_with_words(tmp_path: Path, paper: Path) -> None:
    with station(tmp_path, online=True) as around, around.opened() as workspace:
        visit = Visit.begin(workspace)
        visit.complete(paper)
        visit.receive()
        blobs = [blob for blob in (around.folder / "vault").rglob("*") if blob.is_file()]
        for blob in blobs:
            blob.rename(blob.with_suffix(".away"))
            blob.mkdir()  # a disk that does not give its bytes: the page itself may be whole
        assert raised(lambda: workspace.synchronise(nobody)).code == "store.io"
        assert workspace.line_view.facts().counts.needs_clerk == 0
        for blob in blobs:
            blob.rmdir()
            blob.write_bytes(b"damaged")
        facts = workspace.synchronise(nobody)
        assert facts.counts.needs_clerk == 1
        refused = next(entry for entry in workspace.line_view.entries() if entry.error_code)
        assert refused.error_code == "store.page_damaged"
        told_code(refused.error_code)
        page = next(row for row in visit.now().rows if row.pages).pages[0]
        assert raised(lambda: workspace.capture_pages.picture(page)).code == "store.page_damaged"
