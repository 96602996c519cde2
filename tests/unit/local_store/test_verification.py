"""A look at everything: what is wrong is named, with its case; what is whole is not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.errors import StoreError
from app.domain.store_upkeep import Damage, DamageKind, StoreReport
from local_store.engine.cipher_engine import create_cipher_engine
from local_store.folder import DataFolder
from local_store.restore.beside import credentials_beside
from local_store.search.romanizer import PinyinRomanizer
from local_store.store import SqlStore
from tests.fakes.environment import ManualClock
from tests.fakes.store_samples import draft, page
from tests.unit.local_store.backup_station import (
    ADMIN,
    PASSWORD,
    add_case,
    blob_file,
    database_key,
    new_station,
    receipt_number,
    reopened,
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def store(root: Path) -> Iterator[SqlStore]:
    """Two cases."""
    with closing(new_station(root)) as opened:
        for number in (1, 2):
            add_case(opened, number)
        yield opened


def forge(store: SqlStore, root: Path, *statements: str) -> None:
    """What somebody with the database's key, but no rights, may do."""
    engine = create_cipher_engine(root / "store.db", database_key(store), foreign_keys=False)
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()


def test_a_whole_store_is_found_whole(store: SqlStore) -> None:
    assert store.upkeep.verify() == StoreReport((), cases=2, files=6, audit_rows=2, orphans=0)


def test_a_lost_and_a_damaged_page_are_named_with_their_cases(store: SqlStore, root: Path) -> None:
    taken, _ = add_case(store, 3)
    other, made = add_case(store, 4)
    blob_file(root, store, taken.original.sha256).unlink()
    damaged = blob_file(root, store, made.sha256)
    damaged.write_bytes(damaged.read_bytes()[:-3] + b"abc")
    exchanged = blob_file(root, store, other.original.sha256)
    assert other.rendition is not None
    exchanged.write_bytes(blob_file(root, store, other.rendition.sha256).read_bytes())
    found = {(one.kind, one.case) for one in store.upkeep.verify().damages}
    third, fourth = receipt_number(store, "case-3"), receipt_number(store, "case-4")
    assert found == {
        (DamageKind.PAGE_MISSING, third),
        (DamageKind.PAPER_DAMAGED, fourth),
        (DamageKind.PAGE_DAMAGED, fourth),
    }


def test_a_page_two_cases_share_is_told_for_both(store: SqlStore, root: Path) -> None:
    taken, _ = add_case(store, 3)
    with store.unit_of_work() as unit:
        unit.cases.save(draft("case-9"))
        unit.pages.add(replace(page("page-9", "case-9"), original=taken.original, rendition=None))
        unit.commit()
    blob_file(root, store, taken.original.sha256).unlink()
    assert {one.case for one in store.upkeep.verify().damages} == {receipt_number(store, "case-3"), "case-9"}


def test_a_file_nobody_names_is_counted_and_no_damage(store: SqlStore) -> None:
    store.vault.put(b"nobody's", "image/jpeg")
    report = store.upkeep.verify()
    assert report.whole
    assert report.orphans == 1


def test_the_first_altered_audit_row_is_pinpointed(store: SqlStore, root: Path) -> None:
    add_case(store, 3)
    forge(store, root, "UPDATE audit SET detail = 'nothing' WHERE sequence = 2")
    assert store.upkeep.verify().damages == (Damage(DamageKind.AUDIT_CHANGED, detail="2"),)


def test_a_row_without_its_case_is_found(store: SqlStore, root: Path) -> None:
    forge(store, root, "UPDATE custody SET case_id = 'none'", "UPDATE page_readings SET case_id = 'none' WHERE 1")
    kinds = [one.kind for one in store.upkeep.verify().damages]
    assert kinds == [DamageKind.REFERENCE] * 2


def test_a_flipped_bit_in_the_database_is_found_and_the_rest_is_looked_at_all_the_same(
    store: SqlStore, root: Path
) -> None:
    with store.unit_of_work() as unit:
        for number in range(60):
            unit.cases.save(replace(draft(f"draft-{number:02}"), form={"note": "x" * 3000}))
        unit.commit()
    taken, _ = add_case(store, 3)
    store.close()
    with closing(reopened(root)) as again:
        file = blob_file(root, again, taken.original.sha256)
    file.unlink()
    content = bytearray((root / "store.db").read_bytes())
    content[len(content) // 2] ^= 1
    (root / "store.db").write_bytes(content)
    with closing(reopened(root)) as again:
        kinds = {one.kind for one in again.upkeep.verify().damages}
    assert kinds >= {DamageKind.DATABASE, DamageKind.PAGE_MISSING}


def test_clerks_write_while_it_looks(store: SqlStore, root: Path) -> None:
    """A reader that held the writer's lock would make this wait for itself."""
    accounts = credentials_beside(DataFolder(root), ManualClock(), PinyinRomanizer())
    with closing(accounts.unlock(ADMIN.login, PASSWORD)) as beside, store.unit_of_work() as unit:
        unit.notes.put("under", "way")
        assert beside.upkeep.verify().whole
        unit.commit()


def test_every_single_flip_of_the_database_is_found(store: SqlStore, root: Path, tmp_path: Path) -> None:
    store.close()
    whole = (root / "store.db").read_bytes()
    for position in range(5000, len(whole), max(1, len(whole) // 12)):
        flipped = bytearray(whole)
        flipped[position] ^= 4
        (root / "store.db").write_bytes(flipped)
        accounts = credentials_beside(DataFolder(root), ManualClock(), PinyinRomanizer())
        try:
            with closing(accounts.unlock(ADMIN.login, PASSWORD)) as beside:
                assert not beside.upkeep.verify().whole, position
        except StoreError as error:  # a page every look needs: said at once
            assert error.code in ("store.damaged", "store.wrong_key"), position
    (root / "store.db").write_bytes(whole)
