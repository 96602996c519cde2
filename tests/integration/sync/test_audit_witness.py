"""The platform remembers how far the audit log went: what was cut off is found at sync and by `verify`."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.domain.audit_witness import CONTRADICTED, WITNESSED, noted_checkpoint
from app.domain.errors import SyncError
from app.domain.store_upkeep import Damage, DamageKind
from app.platform.client.gateway import HttpPlatformGateway
from app.platform.client.orders import Installation
from app.sandbox.faults import Fault, FaultKind
from app.sandbox.server import SandboxServer
from app.services.countersign_audit import CountersignAudit
from app.services.line_view import LineView
from local_store.engine.cipher_engine import create_cipher_engine
from local_store.store import SqlStore
from tests.conftest import ExpectLog
from tests.fakes.desk import STATION
from tests.integration.sync.rig import PROVINCE, QUICK, Window
from tests.unit.local_store.backup_station import add_case, database_key, new_station, reopened


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    """Three audit rows."""
    with closing(new_station(tmp_path / "data")) as opened:
        for number in (1, 2, 3):
            add_case(opened, number)
        yield opened


def gateway_of(window: Window, sandbox: SandboxServer, store: SqlStore, key: str = "") -> HttpPlatformGateway:
    with store.unit_of_work() as unit:
        own = Installation(unit.numbers.installation_id(), key or sandbox.signing_key)
    return HttpPlatformGateway(sandbox.url, STATION.code, PROVINCE, window.clock, timeouts=QUICK, installation=own)


def countersigned(window: Window, sandbox: SandboxServer, store: SqlStore, key: str = "") -> None:
    CountersignAudit(store, gateway_of(window, sandbox, store, key))()


def note(store: SqlStore, name: str) -> str:
    with store.unit_of_work() as unit:
        return unit.notes.get(name)


def cut(store: SqlStore, root: Path, *more: str) -> None:
    """Take the newest row away, as somebody with the database's key can; the rest of the chain holds."""
    engine = create_cipher_engine(root / "store.db", database_key(store), foreign_keys=False)
    with engine.begin() as connection:
        for statement in ("DELETE FROM audit WHERE sequence = 3", *more):
            connection.exec_driver_sql(statement)
    engine.dispose()


def test_the_newest_row_is_kept_by_the_platform_and_noted(
    window: Window, sandbox: SandboxServer, store: SqlStore
) -> None:
    countersigned(window, sandbox, store)
    kept = noted_checkpoint(note(store, WITNESSED))
    assert kept is not None
    with store.unit_of_work() as unit:
        assert (kept.sequence, bytes.fromhex(kept.hash)) == unit.audit.head()
    row = sandbox.ledger.book.row("select * from checkpoints")
    assert row is not None
    assert (row["station"], row["sequence"], row["hash"]) == (STATION.code, 3, kept.hash)
    assert store.upkeep.verify().whole


def test_verify_finds_a_tail_that_was_cut_off(
    window: Window, sandbox: SandboxServer, store: SqlStore, tmp_path: Path
) -> None:
    countersigned(window, sandbox, store)
    cut(store, tmp_path / "data")
    assert store.first_audit_break() is None  # the chain alone cannot tell
    assert store.upkeep.verify().damages == (Damage(DamageKind.AUDIT_CUT, detail="3"),)


def test_a_cut_chain_is_found_at_the_next_sync_though_its_own_note_was_taken_too(
    window: Window, sandbox: SandboxServer, store: SqlStore, tmp_path: Path, expect_log: ExpectLog
) -> None:
    expect_log("app.services.countersign_audit", "contradicts the platform: row")
    countersigned(window, sandbox, store)
    cut(store, tmp_path / "data", "DELETE FROM notes WHERE name = 'audit.witnessed'")
    assert store.upkeep.verify().whole
    countersigned(window, sandbox, store)
    assert LineView(store, window.clock).facts().audit_contradicted == 3
    assert store.upkeep.verify().damages == (Damage(DamageKind.AUDIT_CUT, detail="3"),)
    for number in (4, 5):  # grown beyond it, the log still contradicts, and the witness stays what it was
        add_case(store, number)
    countersigned(window, sandbox, store)
    assert LineView(store, window.clock).facts().audit_contradicted == 3
    assert len(sandbox.ledger.book.rows("select * from checkpoints")) == 1


def test_rows_made_anew_after_the_cut_do_not_hide_it(
    window: Window, sandbox: SandboxServer, store: SqlStore, tmp_path: Path, expect_log: ExpectLog
) -> None:
    expect_log("app.services.countersign_audit", "contradicts the platform: row")
    countersigned(window, sandbox, store)
    cut(store, tmp_path / "data", "DELETE FROM notes WHERE name = 'audit.witnessed'")
    add_case(store, 4)
    add_case(store, 5)
    countersigned(window, sandbox, store)
    assert LineView(store, window.clock).facts().audit_contradicted == 3


def test_a_whole_folder_put_back_to_an_earlier_day_is_found_as_well(
    window: Window, sandbox: SandboxServer, tmp_path: Path, expect_log: ExpectLog
) -> None:
    """The machine's file of the installation stays, so it is no restored backup."""
    expect_log("app.services.countersign_audit", "contradicts the platform: row")
    root = tmp_path / "data"
    with closing(new_station(root)) as store:
        add_case(store, 1)
        countersigned(window, sandbox, store)
    shutil.copyfile(root / "store.db", tmp_path / "yesterday.db")
    with closing(reopened(root)) as store:
        add_case(store, 2)
        countersigned(window, sandbox, store)
    shutil.copyfile(tmp_path / "yesterday.db", root / "store.db")
    with closing(reopened(root)) as store:
        assert store.upkeep.verify().whole
        countersigned(window, sandbox, store)
        assert note(store, CONTRADICTED)


def test_an_answer_that_was_lost_leaves_no_contradiction(
    window: Window, sandbox: SandboxServer, store: SqlStore
) -> None:
    sandbox.faults.set(Fault(FaultKind.DROP_ANSWER))
    countersigned(window, sandbox, store)
    assert note(store, WITNESSED) == ""
    add_case(store, 4)
    countersigned(window, sandbox, store)
    assert note(store, CONTRADICTED) == ""
    assert noted_checkpoint(note(store, WITNESSED))


@pytest.mark.parametrize("kind", [FaultKind.WRONG_ECHO, FaultKind.HALF_JSON, FaultKind.HTML_200])
def test_a_foreign_answer_witnesses_nothing(
    window: Window, sandbox: SandboxServer, store: SqlStore, kind: FaultKind
) -> None:
    sandbox.faults.set(Fault(kind))
    countersigned(window, sandbox, store)
    assert note(store, WITNESSED) == ""


def test_with_a_locked_key_only_its_own_signature_counts(
    window: Window, sandbox: SandboxServer, store: SqlStore
) -> None:
    gateway = gateway_of(window, sandbox, store, key="ab" * 32)
    with store.unit_of_work() as unit:
        checkpoint = noted_checkpoint('{"installation": "x", "sequence": 1, "hash": "' + "0" * 64 + '"}')
        assert checkpoint is not None
        assert unit.audit.head()[0] == 3
    with pytest.raises(SyncError, match=r"sync\.bad_answer"):
        gateway.countersign(checkpoint)
