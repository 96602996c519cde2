"""The audit chain: any change of any row is pinpointed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from app.domain.audit import AuditAction, AuditEntry
from local_store.audit.chain import FIRST_LINK, link
from local_store.audit.log import AuditBreak
from local_store.engine.cipher_engine import create_cipher_engine
from local_store.keys.data_key import KeyPurpose
from local_store.store import SqlStore
from tests.fakes.local_store import KEY, small_store
from tests.fakes.store_samples import NOW

AUDIT_KEY = KEY.derived(KeyPurpose.AUDIT)


def entry(number: int) -> AuditEntry:
    return AuditEntry(AuditAction.CASE_OPENED, NOW + timedelta(minutes=number), "clerk-1", f"case-{number}", "备注")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    """Ten entries in units of work of different sizes."""
    with closing(small_store(tmp_path / "data")) as opened:
        for numbers in ((1,), (2, 3, 4), (5, 6), (7, 8, 9, 10)):
            with opened.unit_of_work() as unit:
                for number in numbers:
                    unit.audit.add(entry(number))
                unit.commit()
        yield opened


@pytest.fixture
def forger(tmp_path: Path, store: SqlStore) -> Iterator[Engine]:
    """Somebody with the database key, but not with the audit key."""
    engine = create_cipher_engine(tmp_path / "data" / "store.db", KEY.derived(KeyPurpose.DATABASE))
    yield engine
    engine.dispose()


def test_an_untouched_chain_holds(store: SqlStore) -> None:
    assert store.first_audit_break() is None


def test_an_empty_chain_holds(tmp_path: Path) -> None:
    with closing(small_store(tmp_path / "empty")) as store:
        assert store.first_audit_break() is None


def test_a_unit_rolled_back_leaves_no_gap(store: SqlStore) -> None:
    with store.unit_of_work() as unit:
        unit.audit.add(entry(11))
    with store.unit_of_work() as unit:
        unit.audit.add(entry(12))
        unit.commit()
    assert store.first_audit_break() is None


@pytest.mark.parametrize(
    ("forgery", "first_broken"),
    [
        ("UPDATE audit SET detail = '备註' WHERE sequence = 4", 4),
        ("UPDATE audit SET action = 'sign_in' WHERE sequence = 1", 1),
        ("UPDATE audit SET action = 'never' WHERE sequence = 2", 2),
        ("UPDATE audit SET at = '2026-11-05T01:30:00.000000+00:00' WHERE sequence = 3", 3),
        ("UPDATE audit SET at = 'then' WHERE sequence = 3", 3),
        ("UPDATE audit SET clerk_id = 'clerk-2' WHERE sequence = 10", 10),
        ("UPDATE audit SET subject = 'case-1' WHERE sequence = 7", 7),
        ("UPDATE audit SET hash = zeroblob(32) WHERE sequence = 6", 6),
        ("DELETE FROM audit WHERE sequence = 1", 1),
        ("DELETE FROM audit WHERE sequence = 5", 5),
        ("DELETE FROM audit WHERE sequence = 5; UPDATE audit SET sequence = sequence - 1 WHERE sequence > 5", 5),
        ("UPDATE audit SET sequence = 99 WHERE sequence = 8; UPDATE audit SET sequence = 8 WHERE sequence = 9", 8),
        ("INSERT INTO audit SELECT 11, at, action, clerk_id, subject, detail, hash FROM audit WHERE sequence = 10", 11),
    ],
)
def test_a_forgery_is_pinpointed(store: SqlStore, forger: Engine, forgery: str, first_broken: int) -> None:
    with forger.begin() as connection:
        for statement in forgery.split(";"):
            connection.exec_driver_sql(statement)
    assert store.first_audit_break() == AuditBreak(first_broken)


def test_the_link_is_pinned() -> None:
    """Rows of last year must still verify."""
    assert link(AUDIT_KEY, FIRST_LINK, 1, entry(1)).hex()[:16] == "a89fef1557ae0c7e"
    assert link(b"x" * 32, FIRST_LINK, 1, entry(1)) != link(AUDIT_KEY, FIRST_LINK, 1, entry(1))
