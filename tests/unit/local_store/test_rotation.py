"""Another data key: who gets it, who does not, what moves, what may come in between."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.audit import AuditAction, AuditEntry
from app.domain.clerk import Clerk, Role
from app.domain.errors import AccessError, StoreError
from app.domain.page import BlobRef
from app.domain.recovery_key import RecoveryKey
from local_store.audit.log import AuditBreak
from local_store.engine.cipher_engine import create_cipher_engine
from local_store.folder import DataFolder
from local_store.keys.data_key import DataKey, KeyPurpose
from local_store.keys.envelope import EnvelopeCredentials
from local_store.keys.password import wrapping_key
from local_store.keys.sealing import public_key_of, wrap
from local_store.keys.slot_file import SlotFile, _checksum
from local_store.keys.slots import Holder, KeySlots, PasswordSlot
from local_store.store import SqlStore
from local_store.vault.file_vault import FileVault
from tests.conftest import ExpectLog
from tests.fakes.local_store import CHEAP, KEY, cheap_credentials, small_store
from tests.fakes.store_samples import NOW, draft, page
from tests.unit.local_store.crash_program import ADMIN, CLERK

PAGES = tuple(f"page {number}".encode() * 20 for number in range(3))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A store with an admin, a clerk, a recovery key, a case of three pages and three entries in its log."""
    folder = tmp_path / "data"
    credentials = cheap_credentials(folder)
    with closing(credentials.initialise(ADMIN, "secret")) as store:
        credentials.add(CLERK.login, "wang's own")
        fill(store)
    return folder


def fill(store: SqlStore) -> tuple[BlobRef, ...]:
    refs = store.vault.put_all([(content, "image/jpeg") for content in PAGES])
    with store.unit_of_work() as unit:
        unit.clerks.save(CLERK)
        unit.cases.save(draft())
        for number, ref in enumerate(refs):
            unit.pages.add(replace(page(f"page-{number}", sequence=number), original=ref, rendition=None))
        log(unit.audit.add)
        unit.commit()
    return refs


def log(add: Callable[[AuditEntry], None]) -> None:
    for _ in range(3):
        add(AuditEntry(AuditAction.CASE_OPENED, NOW, "1", "case-1"))


def slots_in(root: Path) -> KeySlots:
    slots = SlotFile(DataFolder(root)).read()
    assert slots is not None
    return slots


def generations(root: Path) -> set[tuple[int, ...]]:
    slots = slots_in(root)
    holders = [one.holder for one in slots.slots] + [slots.recovery, slots.keyring]
    return {tuple(sorted(generation for generation, _ in one.sealed)) for one in holders if one is not None}


def key_of(root: Path, login: str = "admin", password: str = "secret") -> DataKey:
    slot = slots_in(root).of_login(login)
    assert slot is not None
    key = slot.opened(password)
    assert key is not None
    return key


def rotated(root: Path, credentials: EnvelopeCredentials | None = None) -> None:
    """Ask for another key and let the next opening do all of it."""
    credentials = credentials or cheap_credentials(root)
    with closing(credentials.unlock("admin", "secret")):
        credentials.ask_rotation()
    with closing(credentials.unlock("admin", "secret")) as store:
        assert store.moving is not None
        store.moving.wait()


def all_there(store: SqlStore) -> bool:
    with store.unit_of_work() as unit:
        pages = unit.pages.of_case("case-1")
        assert unit.cases.get("case-1").id == "case-1"
    assert store.first_audit_break() is None
    return [store.vault.get(one.original.sha256) for one in pages] == list(PAGES)


def test_everything_moves_and_everybody_comes_in_with_the_password_as_before(root: Path) -> None:
    before = key_of(root)
    rotated(root)
    assert generations(root) == {(2,)}
    assert key_of(root) != before
    assert key_of(root, CLERK.login, "wang's own") == key_of(root)
    for login, password in (("admin", "secret"), (CLERK.login, "wang's own")):
        with closing(cheap_credentials(root).unlock(login, password)) as store:
            assert store.moving is None
            assert all_there(store)


def test_the_old_key_opens_nothing_any_more(root: Path) -> None:
    before = key_of(root)
    rotated(root)
    with pytest.raises(StoreError, match=r"store\.wrong_key"):
        small_store(root, before)
    heads = [path.read_bytes()[:5] for path in (root / "vault").rglob("*") if path.is_file()]
    assert heads == [bytes((2, 0, 0, 0, 2))] * len(PAGES)


def test_who_leaves_has_the_key_replaced_and_cannot_open_the_next_one(root: Path) -> None:
    old_file = root.parent / "old"
    shutil.copytree(root, old_file)
    credentials = cheap_credentials(root)
    with closing(credentials.unlock("admin", "secret")):
        assert not credentials.rotation_asked()
        credentials.remove(CLERK.login)
        assert credentials.rotation_asked()
    with closing(credentials.unlock("admin", "secret")) as store:
        assert store.moving is not None
        store.moving.wait()
        assert not credentials.rotation_asked()
    # With everything of the old day, the password included, and the new folder.
    known = key_of(old_file, CLERK.login, "wang's own")
    for holder in (one.holder for one in slots_in(root).slots):
        assert holder is not None
        assert all(
            DataKey.unsealed(sealed, private, 2) is None for _, sealed in holder.sealed for private in [known._key]
        )
    with pytest.raises(StoreError, match=r"store\.wrong_key"):
        small_store(root, known)


def test_a_login_without_a_slot_asks_for_nothing(root: Path) -> None:
    credentials = cheap_credentials(root)
    credentials.remove("nobody")
    assert not credentials.rotation_asked()


def test_a_stranger_in_the_file_is_not_given_the_next_key(root: Path) -> None:
    """Whoever can write the file but never had the data key."""
    stranger = b"s" * 32
    slots = slots_in(root)
    planted = PasswordSlot("00" * 32, b"x" * 16, CHEAP, b"y" * 40, Holder.of(public_key_of(stranger), KEY, "00" * 32))
    SlotFile(DataFolder(root)).write(
        replace(slots.with_slot(planted), recovery=Holder.of(public_key_of(stranger), KEY, "recovery"))
    )
    rotated(root)
    assert {one.login for one in slots_in(root).slots} == {one.login for one in slots.slots}
    assert slots_in(root).recovery is None


def test_rows_of_every_key_are_checked_with_theirs_and_a_changed_one_is_found(root: Path) -> None:
    for _ in range(2):
        rotated(root)
        with closing(cheap_credentials(root).unlock("admin", "secret")) as store, store.unit_of_work() as unit:
            log(unit.audit.add)
            unit.commit()
    rotated(root)  # and once more with nothing new since
    rotated(root)
    with closing(cheap_credentials(root).unlock("admin", "secret")) as store:
        assert store.first_audit_break() is None
    for sequence in (2, 5, 8):
        engine = create_cipher_engine(root / "store.db", key_of(root).derived(KeyPurpose.DATABASE))
        with engine.begin() as connection:
            connection.exec_driver_sql(f"UPDATE audit SET subject = subject || 'x' WHERE sequence = {sequence}")
        with closing(cheap_credentials(root).unlock("admin", "secret")) as store:
            assert store.first_audit_break() == AuditBreak(sequence)
        with engine.begin() as connection:
            connection.exec_driver_sql(f"UPDATE audit SET subject = 'case-1' WHERE sequence = {sequence}")
        engine.dispose()


def test_pages_stay_readable_and_new_ones_are_taken_while_the_vault_moves(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    credentials = cheap_credentials(root)
    with closing(credentials.unlock("admin", "secret")):
        credentials.ask_rotation()
    monkeypatch.setattr(FileVault, "move", _broken)
    with closing(credentials.unlock("admin", "secret")) as store:
        assert store.moving is not None
        assert all_there(store)
        again = store.vault.put(PAGES[0], "image/jpeg")
        new = store.vault.put(b"new", "image/jpeg")
        assert store.vault.sweep_unreferenced(store.named_blobs()) == 0
    monkeypatch.undo()
    assert generations(root) == {(1, 2)}
    with closing(credentials.unlock("admin", "secret")) as store:
        assert store.moving is not None
        assert store.vault.get(new.sha256) == b"new"
        store.moving.wait()
        assert all_there(store)
        assert store.vault.get(again.sha256) == PAGES[0]
    assert generations(root) == {(2,)}


def _broken(*_: object) -> None:
    raise StoreError("closed")


def test_a_damaged_page_stays_damaged_and_holds_nothing_up(root: Path) -> None:
    with closing(cheap_credentials(root).unlock("admin", "secret")) as store:
        damaged = store.named_blobs()[0]
        path = store.vault.files()[store.vault.name_of(damaged)]
        path.write_bytes(path.read_bytes()[:-1] + b"?")
    rotated(root)
    assert generations(root) == {(2,)}
    with closing(cheap_credentials(root).unlock("admin", "secret")) as store:
        with pytest.raises(StoreError, match=r"store\.page_damaged"):
            store.vault.get(damaged)
        store.vault.put(next(one for one in PAGES), "image/jpeg")


def test_a_password_set_while_the_vault_moves_opens_both_keys(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    credentials = cheap_credentials(root)
    with closing(credentials.unlock("admin", "secret")):
        credentials.ask_rotation()
    monkeypatch.setattr(FileVault, "move", _broken)
    with closing(credentials.unlock("admin", "secret")):
        credentials.add("anna", "anna's own")
        credentials.change("admin", "secret", "another")
    monkeypatch.undo()
    assert generations(root) == {(1, 2)}
    with closing(cheap_credentials(root).unlock("anna", "anna's own")) as store:
        assert store.moving is not None
        store.moving.wait()
        assert all_there(store)
    assert generations(root) == {(2,)}
    with closing(cheap_credentials(root).unlock("admin", "another")) as store:
        assert all_there(store)


def test_copies_from_before_an_upgrade_go_with_the_key_they_lie_under(root: Path) -> None:
    (root / "copies").mkdir()
    (root / "copies" / "store-0004-20260101T000000000000.db").write_bytes(b"under the old key")
    rotated(root)
    assert list((root / "copies").iterdir()) == []


def test_a_disk_without_room_puts_it_off_and_keeps_nobody_out(
    root: Path, monkeypatch: pytest.MonkeyPatch, expect_log: ExpectLog
) -> None:
    expect_log("local_store.keys.rotation", "not replaced yet")
    credentials = cheap_credentials(root)
    with closing(credentials.unlock("admin", "secret")):
        credentials.ask_rotation()
    monkeypatch.setattr("local_store.keys.rotation._SPARE_BYTES", 1 << 62)
    with closing(credentials.unlock("admin", "secret")) as store:
        assert store.moving is None
        assert all_there(store)
    assert credentials.rotation_asked()
    assert generations(root) == {(1,)}


def test_a_disk_that_becomes_full_half_way_leaves_the_database_where_it_was(
    root: Path, monkeypatch: pytest.MonkeyPatch, expect_log: ExpectLog
) -> None:
    expect_log("local_store.keys.database_move", "the disk is full")
    credentials = cheap_credentials(root)
    with closing(credentials.unlock("admin", "secret")):
        credentials.ask_rotation()
    monkeypatch.setattr("local_store.keys.database_move._rekey", _full)
    with closing(credentials.unlock("admin", "secret")) as store:
        assert store.moving is None
        assert all_there(store)
        with store.unit_of_work() as unit:
            log(unit.audit.add)
            unit.commit()
    assert not list(root.glob("*.tmp*"))
    monkeypatch.undo()
    with closing(credentials.unlock("admin", "secret")) as store:
        assert store.moving is not None
        store.moving.wait()
        assert all_there(store)
    assert generations(root) == {(2,)}


def _full(*_: object) -> None:
    raise StoreError("disk_full")


def test_a_key_is_not_replaced_before_everybody_has_a_pair(tmp_path: Path) -> None:
    """Files of the first form: the password wraps the data key itself."""
    root = tmp_path / "data"
    with closing(small_store(root)) as store, store.unit_of_work() as unit:
        unit.clerks.save(Clerk("1", "admin", "管理样本", "0001", Role.ADMIN))
        unit.commit()
    write_first_form(root, {"admin": "secret", CLERK.login: "wang's own"})
    credentials = cheap_credentials(root)
    with closing(credentials.unlock("admin", "secret")):
        credentials.ask_rotation()
    with closing(credentials.unlock("admin", "secret")) as store:
        assert store.moving is None
    with closing(credentials.unlock(CLERK.login, "wang's own")) as store:
        assert store.moving is not None
        store.moving.wait()
    assert generations(root) == {(2,)}
    with pytest.raises(AccessError, match=r"wrong_password"):
        credentials.unlock("admin", "guess")
    credentials.unlock("admin", "secret").close()


def write_first_form(root: Path, passwords: dict[str, str]) -> None:
    empty, salt = KeySlots.empty(), b"s" * 16
    slots = [
        {
            "kind": "password",
            "login": empty.login_hash(login),
            "salt": salt.hex(),
            "passes": CHEAP.passes,
            "memory_kib": CHEAP.memory_kib,
            "lanes": CHEAP.lanes,
            "wrapped": wrap(bytes(range(32)), wrapping_key(password, salt, CHEAP)).hex(),
        }
        for login, password in passwords.items()
    ]
    document: dict[str, object] = {"version": 1, "login_salt": empty.login_salt.hex(), "slots": slots}
    document["sha256"] = _checksum(document)
    (root / "keys.json").write_text(json.dumps(document))


def test_the_recovery_key_opens_the_store_before_and_after_the_key_is_replaced(root: Path) -> None:
    credentials = cheap_credentials(root)
    with closing(credentials.unlock("admin", "secret")):
        key = RecoveryKey.fresh()
        credentials.set_recovery_key(key)
        assert not credentials.rotation_asked()  # there was none before
    rotated(root)
    with closing(cheap_credentials(root).unlock_by_recovery(key)) as store:
        assert all_there(store)


def test_a_renewed_recovery_key_ends_the_one_before(root: Path) -> None:
    credentials = cheap_credentials(root)
    with closing(credentials.unlock("admin", "secret")):
        lost, new = RecoveryKey.fresh(), RecoveryKey.fresh()
        for key in (lost, new):
            credentials.set_recovery_key(key)
        assert credentials.rotation_asked()
    for wrong in (lost, RecoveryKey.fresh()):
        with pytest.raises(AccessError, match=r"access\.recovery_key_refused"):
            cheap_credentials(root).unlock_by_recovery(wrong)
    cheap_credentials(root).unlock_by_recovery(new).close()


def test_the_recovery_key_gives_a_forgotten_password_back(root: Path) -> None:
    credentials = cheap_credentials(root)
    with closing(credentials.unlock("admin", "secret")):
        key = RecoveryKey.fresh()
        credentials.set_recovery_key(key)
    credentials.forget()
    with closing(credentials.unlock_by_recovery(key)):
        credentials.add("admin", "remembered")
    credentials = cheap_credentials(root)
    with closing(credentials.unlock("admin", "remembered")) as store:
        assert all_there(store)
    with pytest.raises(AccessError, match=r"wrong_password"):
        credentials.unlock("admin", "secret")


def test_the_recovery_key_stands_in_no_file(root: Path) -> None:
    credentials = cheap_credentials(root)
    with closing(credentials.unlock("admin", "secret")):
        key = RecoveryKey.fresh()
        credentials.set_recovery_key(key)
    for path in (one for one in root.rglob("*") if one.is_file()):
        content = path.read_bytes().upper()
        assert not any(part.encode() in content for part in (*key.groups, key.secret.hex().upper())), path.name
