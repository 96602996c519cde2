"""A small station to look through, back up and restore."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from app.domain.audit import AuditAction, AuditEntry
from app.domain.clerk import Clerk, Role
from app.domain.outbox import FactKind
from app.domain.page import Page
from app.domain.paper import Paper
from local_store.backup.upkeep import SqlStoreUpkeep
from local_store.keys.data_key import KeyPurpose
from local_store.restore.restoring import Restored, Restorer
from local_store.search.romanizer import PinyinRomanizer
from local_store.store import SqlStore
from tests.fakes.environment import ManualClock
from tests.fakes.local_store import SMALL, cheap_credentials
from tests.fakes.store_samples import NOW, fact, page, paper, reading, received

ADMIN = Clerk("1", "admin", "管理样本", "0001", Role.ADMIN)
PASSWORD = "secret"
KEEP = 3


def nobody() -> bool:
    """Nobody cancels."""
    return False


def new_station(root: Path) -> SqlStore:
    """A store with its first account, opened."""
    return cheap_credentials(root).initialise(ADMIN, PASSWORD)


def reopened(root: Path) -> SqlStore:
    """The store of `root` with the first account's password."""
    return cheap_credentials(root).unlock(ADMIN.login, PASSWORD)


def database_key(store: SqlStore) -> bytes:
    """The key of its database."""
    assert isinstance(store.upkeep, SqlStoreUpkeep)
    return store.upkeep.key.derived(KeyPurpose.DATABASE)


def add_case(store: SqlStore, number: int) -> tuple[Page, Paper]:
    """A received case with a page, a paper, a waiting fact and an audit entry."""
    case_id = f"case-{number}"
    taken, made = page(f"page-{number}", case_id), paper(f"paper-{number}", case_id)
    assert taken.rendition is not None
    contents = (taken.id.encode(), taken.id.encode() + b" straightened", made.id.encode())
    store.vault.put_all([(content, "image/jpeg") for content in contents])
    with store.unit_of_work() as unit:
        unit.cases.save(replace(received(case_id), receipt_number=str(unit.numbers.next_receipt_number("YZ12"))))
        unit.pages.add(taken)
        unit.readings.save(taken.id, reading("合伙协议样本"))
        unit.papers.add(made)
        unit.outbox.add(fact(f"{case_id}-1", case_id), NOW)
        unit.outbox.add(fact(f"{case_id}-2", case_id, kind=FactKind.PAGE, blob_sha256=taken.rendition.sha256), NOW)
        unit.audit.add(AuditEntry(AuditAction.CASE_RECEIVED, NOW, "1", case_id))
        unit.commit()
    return taken, made


def receipt_number(store: SqlStore, case_id: str) -> str:
    with store.unit_of_work() as unit:
        return unit.cases.get(case_id).receipt_number


def restored(source: Path, target: Path, password: str = PASSWORD) -> Restored:
    """Restore with the first account's password."""
    restorer = Restorer(ManualClock(), PinyinRomanizer(), SMALL)
    return restorer(source, target, lambda accounts: accounts.unlock(ADMIN.login, password))


def blob_file(root: Path, store: SqlStore, sha256: str) -> Path:
    """Where a file of the vault lies."""
    (found,) = (root / "vault").rglob(store.vault.name_of(sha256))
    return found
