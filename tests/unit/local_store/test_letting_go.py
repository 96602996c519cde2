"""A case past its time is really gone: from the search, from the vault, from every page of the files under the key."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from app.domain.audit import AuditAction
from app.domain.case import CaseState
from app.ports.store import CaseQuery
from app.services.keep_store import KeepStore
from local_store.search.page_text import page_words
from local_store.settings_files import JsonSettingsFiles
from local_store.store import SqlStore
from tests.fakes.environment import ManualClock
from tests.fakes.store_samples import PERSON, RARE_NAME, reading
from tests.unit.local_store.backup_station import add_case, blob_file, database_key, new_station, nobody, reopened

PAGE, RESERVED, IV = 4096, 80, 16
PHONE, WORD = "19900000001", "合伙"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def store(root: Path) -> Iterator[SqlStore]:
    """Two cases delivered and closed, put by an earlier run, their files old."""
    with closing(new_station(root)) as first:
        for number in (1, 2):
            add_case(first, number)
            with first.unit_of_work() as unit:
                for entry in unit.outbox.of_case(f"case-{number}"):
                    unit.outbox.done(entry.sequence, "receipt", entry.created_at)
                unit.cases.save(replace(unit.cases.get(f"case-{number}"), state=CaseState.CLOSED))
                unit.commit()
    for path in (root / "vault").rglob("*"):
        os.utime(path, (1, 1))
    with closing(reopened(root)) as opened:
        yield opened


def decrypted(path: Path, key: bytes) -> bytes:
    """Every page of a SQLCipher 4 file as it lies there, free ones too (AES-256-CBC, 16 bytes of IV behind each)."""
    sealed, plain = path.read_bytes(), bytearray()
    for at in range(0, len(sealed), PAGE):
        page = sealed[at : at + PAGE]
        start, end = (16 if at == 0 else 0), PAGE - RESERVED
        opener = Cipher(algorithms.AES(key), modes.CBC(page[end : end + IV])).decryptor()
        plain += opener.update(page[start:end]) + opener.finalize()
    return bytes(plain)


def found_in_clear(root: Path, store: SqlStore, word: str) -> bool:
    return word.encode() in decrypted(root / "store.db", database_key(store))


def keep_store(root: Path, store: SqlStore, days: int, clock: ManualClock | None = None) -> KeepStore:
    files = JsonSettingsFiles(root)
    files.save({"store.keep_cases_days": str(days)})
    return KeepStore(store, files, clock or ManualClock())


def test_nothing_of_it_is_left(root: Path, store: SqlStore) -> None:
    with store.unit_of_work() as unit:
        named = list(unit.pages.referenced_hashes())
        assert unit.cases.find(CaseQuery(words=WORD))
    files = [blob_file(root, store, sha256) for sha256 in named]
    store.upkeep.let_go()  # the log into the file, so that the look below is one at everything
    words = (RARE_NAME, PHONE, WORD, "样本路1号")
    for word in words:
        assert found_in_clear(root, store, word), word
    assert keep_store(root, store, days=5).let_go(nobody) == 2
    for word in words:
        assert not found_in_clear(root, store, word), word
    assert not (root / "store.db-wal").read_bytes()
    assert not any(path.exists() for path in files)
    with store.unit_of_work() as unit:
        assert not unit.cases.find(CaseQuery(words=WORD))
        removed = [one for one in unit.audit.entries() if one.action is AuditAction.CASE_REMOVED]
    assert sorted(one.subject for one in removed) == ["case-1", "case-2"]
    assert {one.detail for one in removed} == {""}
    assert store.upkeep.verify().whole
    assert store.first_audit_break() is None


def test_without_a_period_everything_stays(root: Path, store: SqlStore) -> None:
    assert keep_store(root, store, days=0).let_go(nobody) == 0
    with store.unit_of_work() as unit:
        assert len(unit.cases.find(CaseQuery())) == 2


def test_a_file_another_case_names_stays(root: Path, store: SqlStore) -> None:
    with store.unit_of_work() as unit:
        shared = unit.pages.of_case("case-2")[0]
        one = unit.pages.of_case("case-1")[0]
        unit.pages.add(replace(one, id="page-9", case_id="case-2"))
        unit.retention.remove("case-1")
        unit.commit()
    store.upkeep.let_go()
    assert blob_file(root, store, one.original.sha256).exists()
    assert blob_file(root, store, shared.original.sha256).exists()
    assert store.upkeep.verify().whole


def test_copies_from_before_an_upgrade_go_with_it(root: Path, store: SqlStore) -> None:
    (root / "copies").mkdir()
    (root / "copies" / "store-0004-20260101T000000000000.db").write_bytes(b"old rows")
    keep_store(root, store, days=5).let_go(nobody)
    assert not list((root / "copies").iterdir())


def test_words_of_a_page_go_from_an_index_they_share_with_others(root: Path, store: SqlStore) -> None:
    """The index keeps the words of a removed page until it is merged anew."""
    with store.unit_of_work() as unit:
        for number, words in ((1, "独门词"), (2, "别的话")):
            (page,) = unit.pages.of_case(f"case-{number}")
            unit.readings.save(page.id, reading(words))
        unit.commit()
    with store.unit_of_work() as unit:
        unit.retention.remove("case-1")
        unit.commit()
    gone, left = (page_words(word)[2:] for word in ("独门", "别的"))  # an index leaves out how the word before begins
    store.upkeep.let_go()
    assert found_in_clear(root, store, left)
    assert not found_in_clear(root, store, gone)
    with store.unit_of_work() as unit:
        assert [one.id for one in unit.cases.find(CaseQuery(words="别的话"))] == ["case-2"]


def test_words_of_a_case_go_from_the_index_it_shares_with_others(root: Path, store: SqlStore) -> None:
    with store.unit_of_work() as unit:
        for number, name in ((1, "独门样本"), (2, "别的样本")):
            case = unit.cases.get(f"case-{number}")
            unit.cases.save(replace(case, applicant=replace(PERSON, name=name)))
        unit.commit()
    with store.unit_of_work() as unit:
        unit.retention.remove("case-1")
        unit.commit()
    store.upkeep.let_go()
    assert found_in_clear(root, store, "别的")
    assert not found_in_clear(root, store, "独门")
    with store.unit_of_work() as unit:
        assert [one.id for one in unit.cases.find(CaseQuery(words="别的"))] == ["case-2"]
