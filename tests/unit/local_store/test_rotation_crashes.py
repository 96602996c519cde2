"""Killed at every crossing while the data key is replaced: nothing is lost, nobody is shut out, it is gone on with."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from app.domain.audit import AuditAction, AuditEntry
from app.domain.case import CaseState
from app.domain.recovery_key import RecoveryKey
from local_store.folder import DataFolder
from local_store.keys.slot_file import SlotFile
from local_store.store import SqlStore
from tests.fakes.local_store import cheap_credentials
from tests.fakes.store_samples import NOW, received
from tests.unit.local_store.crash_program import ADMIN, CLERK, CONTENTS, PAGES
from tests.unit.local_store.test_crashes import killed_everywhere


@pytest.fixture
def leaving(tmp_path: Path) -> tuple[Path, RecoveryKey]:
    """A station with a received case and a recovery key, which a clerk has just left."""
    folder = tmp_path / "leaving"
    credentials = cheap_credentials(folder)
    key = RecoveryKey.fresh()
    with closing(credentials.initialise(ADMIN, "secret")) as store:
        credentials.set_recovery_key(key)
        credentials.add("li", "li's own")
        credentials.add(CLERK.login, "wang's own")
        put_received_case(store)
        credentials.remove("li")
        assert credentials.rotation_asked()
    return folder, key


def put_received_case(store: SqlStore) -> None:
    store.vault.put_all([(content, "image/jpeg") for content in CONTENTS])
    with store.unit_of_work() as unit:
        unit.clerks.save(CLERK)
        unit.cases.save(received(number="YZ12A00001X"))
        for one in PAGES:
            unit.pages.add(one)
        unit.audit.add(AuditEntry(AuditAction.CASE_RECEIVED, NOW, "clerk-1", "case-1"))
        unit.commit()


def test_a_data_key_half_replaced_is_gone_on_with_and_nobody_is_shut_out(
    tmp_path: Path, leaving: tuple[Path, RecoveryKey]
) -> None:
    template, recovery = leaving
    killed, _ = killed_everywhere(tmp_path / "runs", "rotate", template, "rotation_crash_program")
    assert len(killed) > 40
    stages = []
    for place in killed:
        stages.append(stage(place))
        with closing(cheap_credentials(place).unlock(CLERK.login, "wang's own")) as store:
            assert_whole(store)
            if store.moving is not None:
                store.moving.wait()
            assert_whole(store)
        assert stage(place) == (False, ((2,),))
        assert {path.read_bytes()[1:5] for path in (place / "vault").rglob("*") if path.is_file()} == {b"\0\0\0\2"}
        assert not list(place.rglob("*.tmp*"))
        cheap_credentials(place).verify(ADMIN.login, "secret")
        with closing(cheap_credentials(place).unlock_by_recovery(recovery)) as store:
            assert store.moving is None
            assert_whole(store)
    assert set(stages) == {(True, ((1,),)), (False, ((1, 2),)), (False, ((2,),))}


def stage(place: Path) -> tuple[bool, tuple[tuple[int, ...], ...]]:
    """Whether another key is asked for, and the generations the holders have (one of the two copies of the file)."""
    slots = SlotFile(DataFolder(place)).read()
    assert slots is not None
    holders = [*(slot.holder for slot in slots.slots), slots.recovery]
    found = {tuple(sorted(generation for generation, _ in one.sealed)) for one in holders if one is not None}
    return slots.rotation_asked, tuple(found)


def assert_whole(store: SqlStore) -> None:
    with store.unit_of_work() as unit:
        assert unit.cases.get("case-1").state is CaseState.RECEIVED
    assert {store.vault.get(sha256) for sha256 in store.named_blobs()} == set(CONTENTS)
    assert store.first_audit_break() is None
