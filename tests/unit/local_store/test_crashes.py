"""Killed at every crossing to the operating system: nothing half, nothing lost, nothing doubled, and it opens again."""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from app.domain.case import CaseState
from app.domain.clerk import Session
from app.domain.errors import AccessError, TongbanError
from app.domain.outbox import OutboxState
from app.ports.credentials import Credentials
from app.ports.store import CaseQuery, Store
from app.services.sign_in import SignIn
from local_store.settings_files import JsonSettingsFiles
from local_store.store import SqlStore
from tests.fakes.environment import ManualClock, SequentialIds
from tests.fakes.keyring import InMemorySystemKeyring
from tests.fakes.local_store import cheap_credentials, small_store
from tests.unit.local_store.crash_program import ADMIN, CLERK, CONTENTS, NEW_PASSWORD, PAGES, accounts_of
from tests.unit.local_store.migration_fixture import LAST, offer_next_revision


def killed_everywhere(
    folder: Path, what: str, template: Path | None = None, program: str = "crash_program"
) -> tuple[list[Path], set[str]]:
    """What each killed child left, and the names of those that had come to their end."""
    command = [sys.executable, "-W", "error", "-m", f"tests.unit.local_store.{program}", str(folder), what]
    ran = subprocess.run(
        [*command, *([str(template)] if template else [])],
        check=True,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[3],
        timeout=100,
    )
    lines = [line.split() for line in ran.stdout.splitlines()]
    last = lines.pop()
    assert last[1:] == ["ended", "0"]
    killed = [folder / str(number) for number in range(1, int(last[0]))]
    return killed, {line[0] for line in lines}


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """A store with one draft."""
    small_store(tmp_path / "template").close()
    return tmp_path / "template"


def received_case(store: Store) -> bool:
    """Whether the case is there; if so, all that belongs to it must be."""
    with store.unit_of_work() as unit:
        lines = unit.cases.find(CaseQuery())
        found = {
            "pages": [one.id for one in unit.pages.of_case("case-1")],
            "custody": len(unit.custody.of_case("case-1")),
            "outbox": len(unit.outbox.entries((OutboxState.WAITING,))),
            "audit": len(unit.audit.entries()),
        }
    whole = {"pages": [one.id for one in PAGES], "custody": 1, "outbox": 2, "audit": 1}
    nothing = {"pages": [], "custody": 0, "outbox": 0, "audit": 0}
    assert found == (whole if lines else nothing)
    assert [line.state for line in lines] in ([], [CaseState.RECEIVED])
    return bool(lines)


def read_all_pages(store: SqlStore) -> None:
    with store.unit_of_work() as unit:
        named = list(unit.pages.referenced_hashes())
    assert {store.vault.get(sha256) for sha256 in named} <= set(CONTENTS)


def assert_the_next_number_is_new(store: Store) -> None:
    with store.unit_of_work() as unit:
        given = [line.receipt_number for line in unit.cases.find(CaseQuery())]
        assert str(unit.numbers.next_receipt_number("YZ12")) not in given


def test_a_case_is_whole_or_not_there(tmp_path: Path, template: Path) -> None:
    killed, acknowledged = killed_everywhere(tmp_path / "runs", "receive", template)
    assert len(killed) > 25
    there = []
    for place in killed:
        with closing(small_store(place)) as store:
            there.append(received_case(store))
            read_all_pages(store)
            assert store.first_audit_break() is None
            assert not list(place.rglob("*.tmp"))
            assert place.name not in acknowledged or there[-1]
            assert_the_next_number_is_new(store)
    assert there == sorted(there)  # once it is there, later kills do not take it away
    assert {True, False} == set(there)


def test_set_up_is_whole_or_made_again(tmp_path: Path) -> None:
    killed, acknowledged = killed_everywhere(tmp_path / "runs", "set_up")
    assert len(killed) > 25
    for place in killed:
        credentials = cheap_credentials(place)
        initialised = credentials.initialised()
        assert initialised or place.name not in acknowledged
        store = credentials.unlock("admin", "secret") if initialised else credentials.initialise(ADMIN, "secret")
        with closing(store), store.unit_of_work() as unit:
            assert unit.clerks.all() == [ADMIN]


@pytest.fixture
def staffed(tmp_path: Path) -> Path:
    """A store with an admin and a clerk."""
    folder = tmp_path / "staffed"
    credentials = cheap_credentials(folder)
    with closing(credentials.initialise(ADMIN, "secret")) as store:
        credentials.add(CLERK.login, "wang's own")
        with store.unit_of_work() as unit:
            unit.clerks.save(CLERK)
            unit.commit()
    return folder


def opens(credentials: Credentials, login: str, password: str) -> bool:
    try:
        credentials.verify(login, password)
    except AccessError:
        return False
    return True


def test_a_changed_password_is_the_old_or_the_new_one(tmp_path: Path, staffed: Path) -> None:
    killed, acknowledged = killed_everywhere(tmp_path / "runs", "password", staffed)
    assert len(killed) > 12
    changed = []
    for place in killed:
        credentials = cheap_credentials(place)
        old, new = opens(credentials, ADMIN.login, "secret"), opens(credentials, ADMIN.login, NEW_PASSWORD)
        assert old is not new
        changed.append(new)
        with closing(credentials.unlock(ADMIN.login, NEW_PASSWORD if new else "secret")) as store:
            with store.unit_of_work() as unit:
                told = [one.action.value for one in unit.audit.entries()]
            assert not new or "password_changed" in told
            assert store.first_audit_break() is None
    assert changed == sorted(changed)
    assert all(new for place, new in zip(killed, changed, strict=True) if place.name in acknowledged)


def test_an_account_cut_off_on_its_way_shuts_nobody_out(tmp_path: Path, staffed: Path) -> None:
    killed, acknowledged = killed_everywhere(tmp_path / "runs", "accounts", staffed)
    assert len(killed) > 12
    seen = set()
    for place in killed:
        credentials = cheap_credentials(place)
        sign_in_of(place, credentials)(ADMIN.login, "secret").close()
        store, manage, session = accounts_of(place)
        with closing(store):
            clerk = next(one.clerk for one in manage.all(session) if one.clerk.id == CLERK.id)
            may = opens(credentials, CLERK.login, "wang's own")
            seen.add((clerk.active, may))
            made = manage.reset(session, clerk.id) if clerk.active else manage.enable(session, clerk.id)
            assert store.first_audit_break() is None
        credentials = cheap_credentials(place)
        sign_in_of(place, credentials).renew(CLERK.login, made.password, NEW_PASSWORD).close()
    # As before; disabled without a key; enabled again, with a one-time password.
    assert seen == {(True, True), (False, False), (True, False)}
    assert killed[-1].name in acknowledged


def sign_in_of(place: Path, credentials: Credentials) -> SignIn:
    def build(session: Session, store: Store, warnings: tuple[TongbanError, ...]) -> Store:
        return store

    settings = JsonSettingsFiles(place)
    return SignIn(credentials, InMemorySystemKeyring(), settings, ManualClock(), SequentialIds(), build)  # type: ignore[arg-type]  # a store


def test_an_upgrade_is_done_or_done_again(tmp_path: Path, template: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    killed, _ = killed_everywhere(tmp_path / "runs", "upgrade", template)
    assert len(killed) > 12
    for name in ("SCRIPTS", "REVISIONS"):
        monkeypatch.setattr(f"local_store.migrations.upgrade.{name}", None)  # put back when the test ends
    offer_next_revision(tmp_path / "scripts")
    befores = []
    for place in killed:
        with closing(small_store(place)) as store:
            befores.append(store.recovery.upgraded_from or "done")
            assert not list(place.rglob("*.tmp*"))
    assert befores == sorted(befores)
    assert set(befores) == {LAST, "done"}
