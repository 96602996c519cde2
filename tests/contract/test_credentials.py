"""Accounts: set up once, unlock by password, slow down guessing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.clerk import Clerk, Role
from app.domain.errors import AccessError, StoreError
from app.domain.recovery_key import RecoveryKey, RecoveryPlace
from app.ports.credentials import Credentials
from app.ports.store import Store
from resources.texts import error_text
from tests.fakes.local_store import cheap_credentials
from tests.fakes.store import InMemoryCredentials, InMemoryStore

ADMIN = Clerk("1", "admin", "管理样本", "0001", Role.ADMIN)
PASSWORD = "正确 horse 电池"


@pytest.fixture(params=["memory", "envelope"])
def fresh(request: pytest.FixtureRequest, tmp_path: Path) -> Credentials:
    """Credentials of a station nobody has set up."""
    return InMemoryCredentials(InMemoryStore()) if request.param == "memory" else cheap_credentials(tmp_path / "data")


@pytest.fixture
def credentials(fresh: Credentials) -> Iterator[Credentials]:
    """Set up with one account, store closed again."""
    store = fresh.initialise(ADMIN, PASSWORD)
    store.close()
    yield fresh


def clerks(store: Store) -> list[Clerk]:
    with store.unit_of_work() as unit:
        return list(unit.clerks.all())


def test_set_up_makes_the_store_and_its_first_account(fresh: Credentials) -> None:
    assert not fresh.initialised()
    store = fresh.initialise(ADMIN, PASSWORD)
    assert fresh.initialised()
    assert clerks(store) == [ADMIN]
    store.close()
    store = fresh.unlock("admin", PASSWORD)
    assert clerks(store) == [ADMIN]
    store.close()


def test_set_up_happens_once(credentials: Credentials) -> None:
    with pytest.raises(AccessError, match=r"access\.already_initialised"):
        credentials.initialise(ADMIN, "another")
    credentials.unlock("admin", PASSWORD).close()


def test_wrong_password_and_unknown_login_read_the_same(credentials: Credentials) -> None:
    with pytest.raises(AccessError) as wrong:
        credentials.unlock("admin", PASSWORD + " ")
    with pytest.raises(AccessError) as unknown:
        credentials.unlock("nobody", PASSWORD)
    assert (wrong.value.code, unknown.value.code) == ("access.wrong_password", "access.unknown_login")
    words = [error_text(error.value.code, error.value.details) for error in (wrong, unknown)]
    assert words[0] == words[1]


@pytest.mark.parametrize("login", ["admin", "nobody"])
def test_five_failures_lock_a_login_out(credentials: Credentials, login: str) -> None:
    for _ in range(5):
        with pytest.raises(AccessError, match=r"wrong_password|unknown_login"):
            credentials.verify(login, "guess")
    with pytest.raises(AccessError) as caught:
        credentials.verify(login, PASSWORD)
    assert caught.value.code == "access.locked_out"
    assert isinstance(caught.value.details["seconds"], int)


def test_a_right_password_forgets_the_failures(credentials: Credentials) -> None:
    for _ in range(3):
        for _ in range(4):
            with pytest.raises(AccessError, match=r"wrong_password"):
                credentials.verify("admin", "guess")
        credentials.verify("admin", PASSWORD)


def test_another_login_gets_its_own_password(credentials: Credentials) -> None:
    store = credentials.unlock("admin", PASSWORD)
    credentials.add("wang", "王的口令")
    credentials.verify("wang", "王的口令")
    with pytest.raises(AccessError, match=r"wrong_password"):
        credentials.verify("wang", PASSWORD)
    credentials.add("wang", "新的口令")
    with pytest.raises(AccessError, match=r"wrong_password"):
        credentials.verify("wang", "王的口令")
    store.close()
    credentials.unlock("wang", "新的口令").close()
    credentials.unlock("admin", PASSWORD).close()


def test_unlocking_an_open_store_gives_the_same_one(credentials: Credentials) -> None:
    store = credentials.unlock("admin", PASSWORD)
    assert credentials.unlock("admin", PASSWORD) is store
    store.close()


def test_a_one_time_password_opens_nothing_until_it_is_changed(credentials: Credentials) -> None:
    credentials.unlock("admin", PASSWORD)
    credentials.add("wang", "einmal", one_time=True)
    credentials.add("anna", "immer")
    assert (credentials.one_time("wang"), credentials.one_time("anna")) == (True, False)
    with pytest.raises(AccessError, match=r"access\.one_time_password"):
        credentials.unlock("wang", "einmal")
    with pytest.raises(AccessError, match=r"wrong_password"):
        credentials.unlock("wang", "nochmal", one_time=True)

    credentials.unlock("wang", "einmal", one_time=True)
    credentials.change("wang", "einmal", "王的口令")

    assert not credentials.one_time("wang")
    with pytest.raises(AccessError, match=r"wrong_password"):
        credentials.unlock("wang", "einmal", one_time=True)
    credentials.unlock("wang", "王的口令").close()


def test_the_old_password_is_needed_to_change_it(credentials: Credentials) -> None:
    with pytest.raises(AccessError, match=r"wrong_password"):
        credentials.change("admin", "guess", "neu")
    credentials.change("admin", PASSWORD, "neu")
    with pytest.raises(AccessError, match=r"wrong_password"):
        credentials.verify("admin", PASSWORD)
    credentials.unlock("admin", "neu").close()


def test_a_login_without_its_key_is_as_good_as_unknown(credentials: Credentials) -> None:
    store = credentials.unlock("admin", PASSWORD)
    credentials.add("wang", "王的口令")
    credentials.remove("wang")
    credentials.remove("wang")
    with pytest.raises(AccessError, match=r"unknown_login"):
        credentials.verify("wang", "王的口令")
    store.close()


def test_the_last_key_of_all_is_never_taken(credentials: Credentials) -> None:
    credentials.remove("nobody")
    with pytest.raises(AccessError, match=r"access\.last_admin"):
        credentials.remove("admin")
    credentials.unlock("admin", PASSWORD).close()


def test_a_new_password_ends_the_lock_out(credentials: Credentials) -> None:
    store = credentials.unlock("admin", PASSWORD)
    credentials.add("wang", "王的口令")
    for _ in range(5):
        with pytest.raises(AccessError, match=r"wrong_password"):
            credentials.verify("wang", "guess")
    credentials.add("wang", "einmal", one_time=True)
    credentials.verify("wang", "einmal")
    store.close()


def test_after_forgetting_the_next_one_opens_the_store_anew(credentials: Credentials) -> None:
    store = credentials.unlock("admin", PASSWORD)
    store.close()
    credentials.forget()
    store = credentials.unlock("admin", PASSWORD)
    assert clerks(store) == [ADMIN]
    credentials.add("wang", "王的口令")
    store.close()


def test_the_recovery_key_opens_the_store_until_another_one_is_made(credentials: Credentials) -> None:
    lost, new = RecoveryKey.fresh(), RecoveryKey.fresh()
    assert not credentials.has_recovery_key()
    with pytest.raises(AccessError, match=r"access\.recovery_key_refused"):
        credentials.unlock_by_recovery(lost)
    store = credentials.unlock("admin", PASSWORD)
    credentials.set_recovery_key(lost)
    assert credentials.has_recovery_key()
    assert not credentials.rotation_asked()
    assert credentials.unlock_by_recovery(lost) is store
    credentials.set_recovery_key(new)
    assert credentials.rotation_asked()
    store.close()
    credentials.forget()
    with pytest.raises(AccessError, match=r"access\.recovery_key_refused"):
        credentials.unlock_by_recovery(lost)
    store = credentials.unlock_by_recovery(new)
    assert not credentials.rotation_asked()
    credentials.add("admin", "wieder da")
    store.close()
    credentials.unlock("admin", "wieder da").close()


def test_a_recovery_key_is_made_only_with_the_store_open(credentials: Credentials) -> None:
    credentials.unlock("admin", PASSWORD).close()
    credentials.forget()
    with pytest.raises(StoreError, match=r"store\.closed"):
        credentials.set_recovery_key(RecoveryKey.fresh())


def test_a_key_that_is_taken_away_asks_for_another_data_key(credentials: Credentials) -> None:
    store = credentials.unlock("admin", PASSWORD)
    credentials.remove("nobody")
    assert not credentials.rotation_asked()
    credentials.add("wang", "王的口令")
    credentials.remove("wang")
    assert credentials.rotation_asked()
    store.close()
    store = credentials.unlock("admin", PASSWORD)
    assert not credentials.rotation_asked()
    credentials.ask_rotation()
    assert credentials.rotation_asked()
    store.close()


def test_a_key_in_the_keyring_is_another_one_than_that_on_paper_and_can_be_ended(credentials: Credentials) -> None:
    kept, keyring = RecoveryKey.fresh(), RecoveryPlace.KEYRING
    store = credentials.unlock("admin", PASSWORD)
    credentials.set_recovery_key(None, keyring)
    assert not credentials.rotation_asked()
    credentials.set_recovery_key(kept, keyring)
    assert credentials.has_recovery_key(keyring)
    assert not credentials.has_recovery_key()
    assert not credentials.rotation_asked()
    store.close()
    credentials.forget()
    with pytest.raises(AccessError, match=r"access\.recovery_key_refused"):
        credentials.unlock_by_recovery(kept)
    store = credentials.unlock_by_recovery(kept, keyring)
    credentials.set_recovery_key(None, keyring)
    assert not credentials.has_recovery_key(keyring)
    assert credentials.rotation_asked()
    with pytest.raises(AccessError, match=r"access\.recovery_key_refused"):
        credentials.unlock_by_recovery(kept, keyring)
    store.close()
