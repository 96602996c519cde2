"""The lanes of one session: what was submitted is finished, nothing comes back once it has ended."""

from __future__ import annotations

import logging

import pytest

from app.domain.errors import StoreError
from tests.conftest import ExpectLog
from tests.fakes.runner import InlineTaskRunner, ManualTaskRunner
from ui.runtime.session_lanes import SessionLanes


def unheard(_: object) -> None:
    raise AssertionError("nobody is there to hear it")


def test_a_running_session_hears_of_its_work() -> None:
    heard: list[object] = []
    lanes = SessionLanes(InlineTaskRunner())
    lanes.submit("store", lambda: 3, heard.append, unheard)
    lanes.submit("store", lambda: 1 // 0, unheard, heard.append)
    assert heard[0] == 3
    assert isinstance(heard[1], ZeroDivisionError)


def test_the_end_waits_for_what_was_submitted_and_delivers_nothing() -> None:
    manual, done = ManualTaskRunner(), list[str]()
    lanes = SessionLanes(manual)
    for lane in ("store", "paper"):
        lanes.submit(lane, lambda lane=lane: done.append(lane), unheard, unheard)  # type: ignore[misc]
    lanes.end(lambda: done.append("quiet"))
    lanes.submit("store", lambda: done.append("too late"), unheard, unheard)
    manual.run_all()
    assert done == ["store", "paper", "quiet"]


def test_an_idle_session_ends_at_once() -> None:
    done: list[str] = []
    SessionLanes(ManualTaskRunner()).end(lambda: done.append("quiet"))
    assert done == ["quiet"]


@pytest.mark.parametrize(("error", "level"), [(StoreError("closed"), logging.INFO), (ValueError("x"), logging.ERROR)])
def test_what_fails_after_the_end_is_in_the_log(
    error: Exception, level: int, expect_log: ExpectLog, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise error

    if level >= logging.WARNING:
        expect_log("ui.runtime.session_lanes", "session that has ended")
    caplog.set_level(logging.INFO)
    manual = ManualTaskRunner()
    lanes = SessionLanes(manual)
    lanes.submit("store", fail, unheard, unheard)
    lanes.end(lambda: None)
    manual.run_all()
    assert [record.levelno for record in caplog.records if "has ended" in record.message] == [level]
