"""Whole windows of one hall, by the program's own door: they share cases, crash, work alone and come back."""

from __future__ import annotations

import ast
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from app.domain.case import CaseState
from app.domain.errors import StoreError
from app.domain.outbox import FactKind
from app.ports.store import CaseQuery, CaseSummary
from app.services.workspace import Workspace
from local_store.hall.membership import Membership, found_hall
from local_store.settings_files import JsonSettingsFiles
from tests.fakes.hall import emptied_hall
from tests.fakes.postgres_server import PrivatePostgres
from tests.faults.station import FaultStation
from tests.faults.visit_clerk import VisitClerk

SignIn = Callable[[FaultStation], Workspace]


@pytest.fixture
def membership(postgres: PrivatePostgres) -> Membership:
    emptied_hall(postgres.url)
    return found_hall(postgres.url, "", lambda _: None)


@pytest.fixture
def stations(tmp_path: Path, postgres: PrivatePostgres, membership: Membership) -> tuple[FaultStation, ...]:
    """Three windows that belong to the hall; the same clerk has an account at each."""
    return tuple(joined(tmp_path / name, postgres.url, membership) for name in ("one", "two", "three"))


@pytest.fixture
def sign_in() -> Iterator[SignIn]:
    """Sign in at a window; all are left at the end."""
    with ExitStack() as open_windows:

        def at(station: FaultStation) -> Workspace:
            workspace = station.workspace(random.Random(str(station.folder)))
            open_windows.callback(workspace.close)
            return workspace

        yield at


def joined(folder: Path, url: str, membership: Membership) -> FaultStation:
    folder.mkdir()
    station = FaultStation.set_up(folder)
    JsonSettingsFiles(folder / "data").save({"store.hall_url": url})
    store = station.store()
    with store.unit_of_work() as unit:
        membership.keep(unit)
        unit.commit()
    store.close()
    return station


def clerk_at(workspace: Workspace, seed: int) -> VisitClerk:
    return VisitClerk(workspace, lambda _line: None, random.Random(seed))


def cases_of(workspace: Workspace, *states: CaseState) -> list[CaseSummary]:
    with workspace.store.unit_of_work() as unit:
        return list(unit.cases.find(CaseQuery(states=states)))


def receive(workspace: Workspace, seed: int) -> str:
    """One visit; the receipt number."""
    case_id = clerk_at(workspace, seed).fill()
    return workspace.receive_case(workspace.session, case_id).case.receipt_number


def turn(workspace: Workspace) -> bool:
    return workspace.synchronise.take_turn(lambda: False)


def hall_fault(workspace: Workspace) -> str:
    return workspace.line_view.facts().hall_fault


def told(workspace: Workspace) -> bool:
    """Whether the window hears within seconds, on its watch's thread, that cases changed."""
    assert workspace.case_news is not None
    deadline, tick = time.monotonic() + 15, threading.Event()
    while not (heard := workspace.case_news()) and time.monotonic() < deadline:
        tick.wait(0.05)
    return heard


def letter_of(number: str, workspace: Workspace) -> str:
    """The installation letter: between the station's code and five digits with a check character."""
    return number.removeprefix(workspace.session.station.code)[:-6]


def test_windows_share_cases_and_one_series_of_numbers(stations: tuple[FaultStation, ...], sign_in: SignIn) -> None:
    one, two = sign_in(stations[0]), sign_in(stations[1])
    numbers = [receive(window, seed) for seed, window in enumerate((one, two, one, two))]
    assert len(set(numbers)) == len(numbers)
    assert {letter_of(number, one) for number in numbers} == {"HA"}
    for window in (one, two):
        assert {case.receipt_number for case in cases_of(window, CaseState.RECEIVED)} == set(numbers)
        assert hall_fault(window) == ""
    case_id = cases_of(two)[0].id
    with two.store.unit_of_work() as unit:
        case_fact = next(entry.fact for entry in unit.outbox.of_case(case_id) if entry.fact.kind is FactKind.CASE)
    assert b'"installation":"HA"' in case_fact.body.replace(b" ", b"")  # the window's own letter is another
    assert [turn(one), turn(two), turn(one)] == [True, False, True]
    assert two.case_news is not None


def test_a_killed_window_leads_no_more_and_its_draft_goes_on_at_another(
    stations: tuple[FaultStation, ...], sign_in: SignIn
) -> None:
    command = [sys.executable, "-m", "tests.integration.hall.crashing_window", str(stations[0].folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as crashing:
        assert crashing.stdout is not None
        leads, case_id = crashing.stdout.readline().split()
        two = sign_in(stations[1])
        assert (leads, turn(two)) == ("True", False)
        crashing.kill()
    assert turn(two)
    assert two.open_case.latest_draft(two.session) == case_id
    two.open_case.resume(two.session, case_id)
    assert two.receive_case(two.session, case_id).case.state is CaseState.RECEIVED


def test_while_the_server_is_away_a_window_works_alone_and_delivers_once(
    stations: tuple[FaultStation, ...], sign_in: SignIn, postgres: PrivatePostgres
) -> None:
    one, third = sign_in(stations[0]), sign_in(stations[2])
    before, waits_there = receive(one, 1), clerk_at(one, 2).fill()
    assert third.case_news is not None
    postgres.stop(signal.SIGQUIT)
    try:
        with pytest.raises(StoreError, match=r"store\.hall_away"):
            cases_of(one)
        assert hall_fault(one) == "store.hall_away"
        with pytest.raises(StoreError, match=r"store\.hall_case"):
            one.open_case.current(waits_there)
        alone = receive(one, 3)
        assert letter_of(alone, one) == "A"
        on_desk = clerk_at(one, 4).fill()
        on_its_way = one.store.vault.put(b"a page whose row is not written yet", "image/jpeg")
        assert not turn(one)  # still away
    finally:
        postgres.start()
    third.case_news()
    turn(one)
    assert hall_fault(one) == ""
    assert third.store.vault.get(on_its_way.sha256).startswith(b"a page")
    state = one.receive_case(one.session, on_desk)  # the draft on the desk went with the window
    assert letter_of(state.case.receipt_number, one) == "HA"
    turn(one)
    turn(third)
    received = sorted(case.receipt_number for case in cases_of(third, CaseState.RECEIVED))
    assert received == sorted([before, alone, state.case.receipt_number])
    assert told(third)
    assert one.store.upkeep.verify().whole
    one.close()
    own = stations[0].store()
    with own.unit_of_work() as unit:
        assert not unit.cases.find(CaseQuery())
    own.close()


def test_signed_in_while_the_server_is_away_the_clerk_is_the_same_person(
    stations: tuple[FaultStation, ...], sign_in: SignIn, postgres: PrivatePostgres
) -> None:
    known = sign_in(stations[1]).session.clerk.id
    first = sign_in(stations[0])
    assert first.session.clerk.id == known
    first.close()
    postgres.stop(signal.SIGQUIT)
    try:
        one = sign_in(stations[0])
        assert hall_fault(one) == "store.hall_away"
        assert one.session.clerk.id == known
        alone = clerk_at(one, 1).fill()
    finally:
        postgres.start()
    turn(one)
    two = sign_in(stations[2])
    two.open_case.resume(two.session, alone)
    assert two.receive_case(two.session, alone).case.state is CaseState.RECEIVED


def test_a_window_that_did_not_join_says_so_and_works_alone(
    tmp_path: Path, postgres: PrivatePostgres, sign_in: SignIn
) -> None:
    (tmp_path / "new").mkdir()
    station = FaultStation.set_up(tmp_path / "new")
    JsonSettingsFiles(station.folder / "data").save({"store.hall_url": postgres.url})
    window = sign_in(station)
    assert hall_fault(window) == "store.hall_not_joined"
    assert letter_of(receive(window, 1), window) == "A"
    accounts = window.manage_accounts.all(window.session)
    assert [account.clerk.login for account in accounts] == [window.session.clerk.login]


def test_a_window_without_the_setting_loads_nothing_of_a_hall(tmp_path: Path) -> None:
    station = FaultStation.set_up(tmp_path)
    program = (
        "import random, sys; from pathlib import Path; from tests.faults.station import FaultStation; "
        "FaultStation(Path(sys.argv[1])).workspace(random.Random(1)).close(); "
        "print([name for name in sys.modules if 'hall' in name.split('.')[-1] or '.hall' in name or name == 'psycopg'])"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", program, str(station.folder)], stdout=subprocess.PIPE, text=True, check=True
    )
    assert [name for name in ast.literal_eval(loaded.stdout) if not name.endswith("hall_address")] == []
