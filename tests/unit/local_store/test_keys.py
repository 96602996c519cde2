"""Keys: derivations that never change, slots that survive, set-up that is whole or not there, guessing slowed down."""

from __future__ import annotations

import gc
import json
from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.clerk import Clerk, Role
from app.domain.errors import AccessError, StoreError
from local_store.folder import DataFolder
from local_store.keys.data_key import DataKey, KeyPurpose
from local_store.keys.lockout import LockOut
from local_store.keys.password import PasswordStrength, wrapping_key
from local_store.keys.sealing import fresh_private_key, public_key_of, unwrap, wrap
from local_store.keys.slot_file import SlotFile
from local_store.keys.slots import KeySlots
from tests.conftest import ExpectLog
from tests.fakes.environment import MONDAY, ManualClock
from tests.fakes.local_store import CHEAP, KEY, cheap_credentials

PINNED = {
    "DATABASE": "496a6a2ffc49ec0a",
    "VAULT": "95099795f0e505e7",
    "VAULT_NAMES": "dd8cb9ec9260d0fd",
    "AUDIT": "ac3b93a1d53e50cb",
    "SLOTS": "db51a80b3b3e50b7",
    "BACKUP": "d5a7054ce03a8832",
}
ADMIN = Clerk("1", "admin", "管理样本", "0001", Role.ADMIN)


def test_derived_keys_never_change() -> None:
    """A store of last year must open: these values are what it was encrypted under."""
    assert {purpose.name: KEY.derived(purpose).hex()[:16] for purpose in KeyPurpose} == PINNED


def test_a_sealed_key_comes_back_only_to_its_holder_and_only_as_its_generation() -> None:
    key, private = DataKey.fresh().successor(), fresh_private_key()
    sealed = key.sealed_to(public_key_of(private))
    assert DataKey.unsealed(sealed, private, 2) == key
    assert DataKey.unsealed(sealed, private, 1) is None
    assert DataKey.unsealed(sealed, fresh_private_key(), 2) is None
    assert DataKey.fresh() != key
    assert "kkkk" not in repr(DataKey(b"k" * 32))


def test_a_wrapped_key_comes_back_only_under_its_own_key() -> None:
    wrapped = wrap(b"k" * 32, b"w" * 32)
    assert unwrap(wrapped, b"w" * 32) == b"k" * 32
    assert unwrap(wrapped, b"v" * 32) is None


def test_a_composed_password_is_the_same_password() -> None:
    assert wrapping_key("e\u0301", b"salt" * 4, CHEAP) == wrapping_key("\u00e9", b"salt" * 4, CHEAP)


def test_the_shipped_cost_is_what_rfc_9106_says() -> None:
    assert PasswordStrength() == PasswordStrength(passes=3, memory_kib=65536, lanes=4)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def set_up(root: Path) -> Path:
    """A folder with one account, admin / secret."""
    cheap_credentials(root).initialise(ADMIN, "secret").close()
    return root


def opens(root: Path) -> bool:
    store = cheap_credentials(root).unlock("admin", "secret")
    with store.unit_of_work() as unit:
        there = unit.clerks.by_login("admin") == ADMIN
    store.close()
    return there


def test_no_login_stands_in_the_files(set_up: Path) -> None:
    for path in set_up.rglob("*"):
        assert not path.is_file() or b"admin" not in path.read_bytes(), path.name


@pytest.mark.parametrize("name", ["keys.json", "keys.copy.json"])
@pytest.mark.parametrize("damage", [b"", b"{}", b"[1]", b"\xff"])
def test_one_damaged_copy_of_the_slots_is_no_harm(set_up: Path, name: str, damage: bytes) -> None:
    (set_up / name).write_bytes(damage)
    assert opens(set_up)


@pytest.mark.parametrize("name", ["keys.json", "keys.copy.json"])
def test_one_lost_copy_of_the_slots_is_no_harm(set_up: Path, name: str) -> None:
    (set_up / name).unlink()
    assert opens(set_up)


def test_a_flipped_digit_in_both_copies_is_named(set_up: Path) -> None:
    for name in ("keys.json", "keys.copy.json"):
        document = json.loads((set_up / name).read_bytes())
        document["slots"][0]["passes"] = 2
        (set_up / name).write_text(json.dumps(document))
    with pytest.raises(StoreError, match=r"store\.keys_damaged"):
        cheap_credentials(set_up).initialised()


def test_lost_keys_are_named_and_nothing_is_set_up_over_the_data(set_up: Path) -> None:
    for name in ("keys.json", "keys.copy.json"):
        (set_up / name).unlink()
    before = (set_up / "store.db").read_bytes()
    with pytest.raises(StoreError, match=r"store\.keys_missing"):
        cheap_credentials(set_up).initialise(ADMIN, "secret")
    assert (set_up / "store.db").read_bytes() == before


@pytest.mark.parametrize("change", [{"version": 3}, {"slots": [{"kind": "fingerprint"}]}])
def test_slots_of_a_newer_program_are_refused(
    set_up: Path, change: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    document = json.loads((set_up / "keys.json").read_bytes()) | change
    monkeypatch.setattr("local_store.keys.slot_file._checksum", lambda _: document["sha256"])
    (set_up / "keys.json").write_text(json.dumps(document))
    with pytest.raises(StoreError, match=r"store\.newer_version"):
        cheap_credentials(set_up).unlock("admin", "secret")


def test_a_password_keeps_the_cost_it_was_set_with(set_up: Path) -> None:
    slots = SlotFile(DataFolder(set_up)).read()
    assert slots is not None
    assert [slot.strength for slot in slots.slots] == [CHEAP]


def test_set_up_cut_off_before_its_keys_is_made_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    credentials = cheap_credentials(root)
    monkeypatch.setattr(SlotFile, "write", _cut_off)
    with pytest.raises(ConnectionAbortedError):
        credentials.initialise(ADMIN, "lost")
    monkeypatch.undo()
    assert not cheap_credentials(root).initialised()
    cheap_credentials(root).initialise(ADMIN, "secret").close()
    assert opens(root)
    assert not (root / "setting-up").exists()


def _cut_off(*_: object) -> None:
    raise ConnectionAbortedError


def test_an_account_is_added_only_by_who_holds_the_key(set_up: Path) -> None:
    with pytest.raises(StoreError, match=r"store\.closed"):
        cheap_credentials(set_up).add("wang", "secret")


def test_passwords_are_independent_slots(set_up: Path) -> None:
    credentials = cheap_credentials(set_up)
    store = credentials.unlock("admin", "secret")
    credentials.add("wang", "other")
    store.close()
    slots = SlotFile(DataFolder(set_up)).read()
    assert slots is not None
    assert len({slot.salt for slot in slots.slots}) == len({slot.wrapped for slot in slots.slots}) == 2


LOGIN = KeySlots.empty().login_hash("admin")


def fail(lock_out: LockOut, clock: ManualClock, times: int) -> None:
    for _ in range(times):
        lock_out.begin_try(LOGIN, clock.now())


def seconds_left(lock_out: LockOut, clock: ManualClock) -> int:
    with pytest.raises(AccessError) as caught:
        lock_out.begin_try(LOGIN, clock.now())
    assert caught.value.code == "access.locked_out"
    return int(str(caught.value.details["seconds"]))


def test_each_failure_after_the_fifth_locks_for_longer(tmp_path: Path) -> None:
    clock, waits = ManualClock(), []
    lock_out = LockOut(tmp_path / "failures.json")
    fail(lock_out, clock, 5)
    for _ in range(8):
        waits.append(seconds_left(lock_out, clock))
        clock.advance(timedelta(seconds=waits[-1]))
        fail(lock_out, clock, 1)
    assert waits == [60, 120, 240, 480, 960, 1920, 3600, 3600]


def test_the_lock_survives_a_restart(tmp_path: Path) -> None:
    clock = ManualClock()
    fail(LockOut(tmp_path / "failures.json"), clock, 5)
    clock.advance(timedelta(seconds=20))
    assert seconds_left(LockOut(tmp_path / "failures.json"), clock) == 40


def test_a_clock_set_back_a_year_locks_for_no_longer_than_the_delay(tmp_path: Path) -> None:
    clock, lock_out = ManualClock(), LockOut(tmp_path / "failures.json")
    fail(lock_out, clock, 5)
    clock.advance(timedelta(days=-365))
    assert seconds_left(lock_out, clock) == 60
    clock.advance(timedelta(seconds=60))
    fail(lock_out, clock, 1)


def test_a_try_counts_before_the_password_is_looked_at(set_up: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killing the program while the password is being checked wins no free guess."""
    monkeypatch.setattr("local_store.keys.slots.wrapping_key", _cut_off)
    for _ in range(5):
        with pytest.raises(ConnectionAbortedError):
            cheap_credentials(set_up).verify("admin", "guess")
    with pytest.raises(AccessError, match=r"access\.locked_out"):
        cheap_credentials(set_up).verify("admin", "secret")


def test_a_damaged_record_of_failures_starts_anew_and_is_logged(tmp_path: Path, expect_log: ExpectLog) -> None:
    path = tmp_path / "failures.json"
    path.write_bytes(b"{rot")
    expect_log("local_store.keys.lockout", "damaged")
    fail(LockOut(path), ManualClock(), 1)
    assert list(json.loads(path.read_bytes())) == [LOGIN]


def test_the_record_of_failures_does_not_grow_for_ever(tmp_path: Path) -> None:
    lock_out = LockOut(tmp_path / "failures.json")
    many = {f"{number:064x}": [1, MONDAY.isoformat()] for number in range(500)}
    (tmp_path / "failures.json").write_text(json.dumps(many))
    lock_out.begin_try(LOGIN, MONDAY + timedelta(seconds=1))
    left = json.loads((tmp_path / "failures.json").read_bytes())
    assert len(left) == 200
    assert LOGIN in left


def slots_of(root: Path) -> list[KeySlots]:
    """What each copy of the file holds."""
    copies = []
    for name in ("keys.json", "keys.copy.json"):
        only = DataFolder(root.parent / f"only-{name}")
        only.create()
        only.keys.write_bytes((root / name).read_bytes())
        found = SlotFile(only).read()
        assert found is not None
        copies.append(found)
    return copies


def test_every_slot_holds_the_same_key_under_its_own_salt_and_pair(set_up: Path) -> None:
    credentials = cheap_credentials(set_up)
    store = credentials.unlock("admin", "secret")
    credentials.add("wang", "einmal", one_time=True)
    credentials.change("admin", "secret", "neues")
    store.close()
    (slots, copy) = slots_of(set_up)
    assert slots == copy
    passwords = {"admin": "neues", "wang": "einmal"}
    keys = []
    for login, password in passwords.items():
        slot = slots.of_login(login)
        assert slot is not None
        keys.append(slot.opened(password))
    assert keys[0] is not None
    assert keys[0] == keys[1]
    assert len({slot.salt for slot in slots.slots}) == 2
    assert len({slot.holder.public for slot in slots.slots if slot.holder}) == 2


def test_nothing_of_a_removed_login_stays_in_either_copy(set_up: Path) -> None:
    credentials = cheap_credentials(set_up)
    store = credentials.unlock("admin", "secret")
    credentials.add("wang", "王的口令")
    credentials.remove("wang")
    store.close()
    for slots in slots_of(set_up):
        assert slots.of_login("admin") is not None
        assert slots.of_login("wang") is None


@pytest.mark.parametrize("name", ["keys.json", "keys.copy.json"])
@pytest.mark.parametrize("damage", [None, b"{"])
def test_the_next_sign_in_makes_both_copies_the_same_again(set_up: Path, name: str, damage: bytes | None) -> None:
    right = (set_up / name).read_bytes()
    if damage is None:
        (set_up / name).unlink()
    else:
        (set_up / name).write_bytes(damage)
    assert opens(set_up)
    assert (set_up / name).read_bytes() == right


def test_forgetting_leaves_no_key_behind(set_up: Path) -> None:
    gc.collect()
    before = {id(one) for one in gc.get_objects() if isinstance(one, DataKey)}
    credentials = cheap_credentials(set_up)
    credentials.unlock("admin", "secret").close()
    assert [one for one in gc.get_objects() if isinstance(one, DataKey) and id(one) not in before]
    credentials.forget()
    gc.collect()
    assert not [one for one in gc.get_objects() if isinstance(one, DataKey) and id(one) not in before]
