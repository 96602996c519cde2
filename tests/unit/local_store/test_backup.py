"""Backups: made beside the clerks' work, whole or not there, restored whole or not at all."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.domain.errors import AccessError, Cancelled, StoreError
from app.domain.outbox import OutboxState
from app.ports.store import CaseQuery
from local_store.backup.places import chosen_backup
from local_store.store import SqlStore
from tests.fakes.store_samples import RARE_NAME
from tests.unit.local_store.backup_station import (
    KEEP,
    add_case,
    blob_file,
    new_station,
    nobody,
    reopened,
    restored,
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def store(root: Path) -> Iterator[SqlStore]:
    with closing(new_station(root)) as opened:
        add_case(opened, 1)
        yield opened


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    """Where backups go."""
    folder = tmp_path / "disk"
    folder.mkdir()
    return folder


def cases_of(store: SqlStore) -> list[str]:
    with store.unit_of_work() as unit:
        return sorted(one.id for one in unit.cases.find(CaseQuery()))


def assert_same_content(store: SqlStore, cases: list[str]) -> None:
    assert cases_of(store) == cases
    with store.unit_of_work() as unit:
        named = list(unit.pages.referenced_hashes())
        waiting = unit.outbox.entries((OutboxState.WAITING,))
    assert len({store.vault.get(sha256) for sha256 in named}) == 3 * len(cases)
    assert len(waiting) == 2 * len(cases)
    assert store.upkeep.verify().whole


def test_a_backup_comes_back_on_another_machine_with_a_clerks_password(
    store: SqlStore, root: Path, disk: Path, tmp_path: Path
) -> None:
    (root / "settings.json").write_text('{"station.code": "YZ12"}', encoding="utf-8")
    made = store.upkeep.back_up(disk, KEEP, nobody)
    assert (made.files, made.new_files, made.lost) == (3, 3, ())
    add_case(store, 2)
    there = restored(disk, tmp_path / "new")
    assert (there.letter, there.files, there.made_at) == ("B", 3, made.made_at)
    with closing(reopened(tmp_path / "new")) as brought:
        assert_same_content(brought, ["case-1"])
        assert brought.installation_letter == "B"
        with brought.unit_of_work() as unit:
            assert unit.audit.entries(1)[0].action.value == "store_restored"
            assert str(unit.numbers.next_receipt_number("YZ12")).startswith("YZ12B")
    assert (tmp_path / "new" / "settings.json").read_text(encoding="utf-8") == '{"station.code": "YZ12"}'
    assert not list(tmp_path.glob("*.tmp"))
    assert store.installation_letter == "A"


def test_nothing_in_a_backup_can_be_read_without_a_password(store: SqlStore, disk: Path, tmp_path: Path) -> None:
    store.upkeep.back_up(disk, KEEP, nobody)
    for path in (one for one in disk.rglob("*") if one.is_file()):
        content = path.read_bytes()
        for encoding in ("utf-8", "utf-16-le", "gb18030"):
            assert RARE_NAME.encode(encoding) not in content
        assert b"page-1" not in content
    with pytest.raises(AccessError, match="wrong_password"):
        restored(disk, tmp_path / "new", "guess")
    assert not (tmp_path / "new").exists()
    assert not list(tmp_path.glob("*.tmp"))


def test_the_second_backup_copies_only_what_is_new(store: SqlStore, disk: Path) -> None:
    store.upkeep.back_up(disk, KEEP, nobody)
    before = {path: path.stat().st_mtime_ns for path in disk.glob("*/vault/*/*")}
    add_case(store, 2)
    second = store.upkeep.back_up(disk, KEEP, nobody)
    assert (second.files, second.new_files) == (6, 3)
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_only_the_newest_are_kept_and_only_what_they_name(store: SqlStore, disk: Path) -> None:
    taken, _ = add_case(store, 2)
    folders = [store.upkeep.back_up(disk, 2, nobody).folder]
    with store.unit_of_work() as unit:
        unit.pages.remove(taken.id)
        unit.commit()
    folders += [store.upkeep.back_up(disk, 2, nobody).folder for _ in range(3)]
    assert [one for one in folders if one.exists()] == folders[2:]
    # The original is named by no row any more, its rendition still by the outbox.
    assert len(list(disk.glob("*/vault/*/*"))) == 5
    assert chosen_backup(disk) == folders[-1]


def test_clerks_go_on_while_a_backup_is_made(store: SqlStore, root: Path, disk: Path, tmp_path: Path) -> None:
    done = threading.Event()
    numbers = iter(range(2, 1000))

    def clerk() -> None:
        while not done.is_set():
            add_case(store, next(numbers))

    working = threading.Thread(target=clerk)
    working.start()
    try:
        for _ in range(5):
            assert store.upkeep.back_up(disk, KEEP, nobody).lost == ()
    finally:
        done.set()
        working.join(20)
    assert len(cases_of(store)) > 5
    restored(disk, tmp_path / "new")
    with closing(reopened(tmp_path / "new")) as brought:
        assert_same_content(brought, cases_of(brought))


def test_a_page_that_was_lost_before_does_not_keep_the_rest_from_being_saved(
    store: SqlStore, root: Path, disk: Path, tmp_path: Path
) -> None:
    taken, made = add_case(store, 2)
    blob_file(root, store, taken.original.sha256).unlink()
    damaged = blob_file(root, store, made.sha256)
    damaged.write_bytes(damaged.read_bytes()[:-1])
    backup = store.upkeep.back_up(disk, KEEP, nobody)
    assert sorted((one.kind.value, one.case[:5]) for one in backup.lost) == [
        ("page_missing", "YZ12A"),
        ("paper_damaged", "YZ12A"),
    ]
    assert restored(disk, tmp_path / "new").lost == 2


@pytest.mark.parametrize("part", ["store.db", "keys.json", "manifest.json", "vault"])
@pytest.mark.parametrize("harm", ["flip", "cut", "gone"])
def test_a_damaged_backup_is_refused_before_anything_is_touched(
    store: SqlStore, disk: Path, tmp_path: Path, part: str, harm: str
) -> None:
    made = store.upkeep.back_up(disk, KEEP, nobody)
    path = next(made.folder.parent.glob("vault/*/*")) if part == "vault" else made.folder / part
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    if harm == "gone":
        path.unlink()
    else:
        path.write_bytes(content if harm == "flip" else content[:-1])
    with pytest.raises(StoreError, match=r"store\.backup_(damaged|none)"):
        restored(made.folder if part != "manifest.json" else disk, tmp_path / "new")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "disk"]


def test_a_list_changed_by_a_stranger_is_refused(store: SqlStore, disk: Path, tmp_path: Path) -> None:
    made = store.upkeep.back_up(disk, KEEP, nobody)
    path = made.folder / "manifest.json"
    document = json.loads(path.read_bytes())
    document["vault"].popitem()
    path.write_text(json.dumps(document))
    with pytest.raises(StoreError, match=r"store\.backup_damaged"):
        restored(disk, tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_a_folder_that_holds_something_is_not_overwritten(store: SqlStore, disk: Path, tmp_path: Path) -> None:
    store.upkeep.back_up(disk, KEEP, nobody)
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "kept.txt").write_text("mine")
    with pytest.raises(StoreError, match=r"store\.folder_not_empty"):
        restored(disk, tmp_path / "new")
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["kept.txt"]


def test_an_empty_folder_is_taken(store: SqlStore, disk: Path, tmp_path: Path) -> None:
    store.upkeep.back_up(disk, KEEP, nobody)
    (tmp_path / "new").mkdir()
    restored(disk, tmp_path / "new")
    with closing(reopened(tmp_path / "new")) as again:
        assert again.upkeep.verify().whole


def test_backups_of_two_stations_are_kept_apart(store: SqlStore, disk: Path, tmp_path: Path) -> None:
    own = store.upkeep.back_up(disk, KEEP, nobody)
    with closing(new_station(tmp_path / "other")) as other:
        others = other.upkeep.back_up(disk, KEEP, nobody)
    with pytest.raises(StoreError, match=r"store\.backup_several"):
        restored(disk, tmp_path / "new")
    assert own.folder.parent != others.folder.parent
    restored(own.folder.parent, tmp_path / "new")


@pytest.mark.parametrize(
    ("target", "code"), [("data/vault", "backup_inside"), ("nowhere", "backup_absent"), ("file", "backup_absent")]
)
def test_a_folder_that_will_not_do_is_told(store: SqlStore, tmp_path: Path, target: str, code: str) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(StoreError, match=rf"store\.{code}"):
        store.upkeep.back_up(tmp_path / target, KEEP, nobody)


def test_a_cancelled_backup_leaves_the_one_before(store: SqlStore, disk: Path) -> None:
    first = store.upkeep.back_up(disk, KEEP, nobody)
    with pytest.raises(Cancelled):
        store.upkeep.back_up(disk, KEEP, lambda: True)
    assert chosen_backup(disk) == first.folder
    assert not list(disk.rglob("*.tmp"))


def test_there_is_nothing_to_restore_in_an_empty_folder(disk: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"store\.backup_none"):
        restored(disk, tmp_path / "new")
