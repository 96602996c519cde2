"""Opening: one program, the right key, the right version, recovery, room, letters; nothing readable on disk."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import threading
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.errors import StoreError
from app.domain.outbox import FactKind
from app.ports.store import CaseQuery
from local_store.engine.cipher_engine import create_cipher_engine
from local_store.keys.data_key import DataKey, KeyPurpose
from local_store.store import SqlStore
from tests.conftest import ExpectLog
from tests.fakes.local_store import KEY, SMALL, small_store
from tests.fakes.store_samples import NOW, PERSON, RARE_NAME, draft, fact, page, received


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "data"


def letter(root: Path) -> str:
    with closing(small_store(root)) as store:
        return store.installation_letter


def child(root: Path, *lines: str) -> subprocess.CompletedProcess[str]:
    """Another program on `root`, which names the StoreError it meets."""
    script = "\n".join(
        (
            "import os, signal, sys",
            "from pathlib import Path",
            "from app.domain.errors import StoreError",
            "from tests.fakes.local_store import small_store",
            "try:",
            *(f"    {line}" for line in lines),
            "except StoreError as error:",
            "    print(error.code)",
        )
    )
    command = [sys.executable, "-c", script, str(root)]
    project = Path(__file__).parents[3]
    return subprocess.run(command, check=False, capture_output=True, text=True, cwd=project, timeout=60)


def leave_uncleanly(root: Path) -> None:
    """A run that ends by SIGKILL after one commit."""
    ended = child(
        root,
        "store = small_store(Path(sys.argv[1]))",
        "with store.unit_of_work() as unit:",
        "    unit.notes.put('last', 'words')",
        "    unit.commit()",
        "os.kill(os.getpid(), signal.SIGKILL)",
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr


def test_a_second_program_is_told_so_and_the_first_goes_on(root: Path) -> None:
    with closing(small_store(root)) as store:
        second = child(root, "small_store(Path(sys.argv[1]))")
        assert second.stdout.split() == ["store.in_use"], second.stderr
        with store.unit_of_work() as unit:
            unit.notes.put("still", "here")
            unit.commit()


def test_the_lock_of_a_killed_program_is_free(root: Path) -> None:
    leave_uncleanly(root)
    with closing(small_store(root)) as store, store.unit_of_work() as unit:
        assert unit.notes.get("last") == "words"


def test_after_a_kill_the_database_is_checked_after_a_clean_end_not(root: Path) -> None:
    leave_uncleanly(root)
    with closing(small_store(root)) as store:
        assert store.recovery.unclean
    with closing(small_store(root)) as store:
        assert not store.recovery.unclean


def test_half_written_files_are_swept_at_start(root: Path) -> None:
    small_store(root).close()
    (root / "keys.json.0011.tmp").write_bytes(b"half")
    (root / "vault" / "2026-11").mkdir()
    (root / "vault" / "2026-11" / "00aa.0011.tmp").write_bytes(b"half")
    with closing(small_store(root)) as store:
        assert store.recovery.temporary_files == 2
    assert not list(root.rglob("*.tmp"))


def test_another_key_opens_nothing_and_harms_nothing(root: Path) -> None:
    small_store(root).close()
    with pytest.raises(StoreError, match=r"store\.wrong_key"):
        small_store(root, DataKey(b"x" * 32))
    small_store(root).close()


def test_a_damaged_first_page_is_named(root: Path) -> None:
    small_store(root).close()
    flip(root / "store.db", 40)
    with pytest.raises(StoreError, match=r"store\.wrong_key"):
        small_store(root)


def flip(path: Path, position: int) -> None:
    content = bytearray(path.read_bytes())
    content[position] ^= 1
    path.write_bytes(content)


def test_a_flipped_bit_in_a_row_is_found_when_it_is_read_and_other_rows_stay_readable(root: Path) -> None:
    with closing(small_store(root)) as store, store.unit_of_work() as unit:
        for number in range(60):
            unit.cases.save(replace(draft(f"case-{number:02}"), form={"note": "x" * 3000}))
        unit.commit()
    flip(root / "store.db", (root / "store.db").stat().st_size * 3 // 4)  # among the rows of cases
    readable, damaged = 0, 0
    with closing(small_store(root)) as store:
        for number in range(60):
            try:
                with store.unit_of_work() as unit:
                    readable += unit.cases.get(f"case-{number:02}").form["note"] == "x" * 3000
            except StoreError as error:
                assert error.code == "store.damaged"
                damaged += 1
    assert damaged >= 1
    assert readable + damaged == 60
    assert readable >= 50


def test_damage_after_a_kill_is_found_at_start(root: Path) -> None:
    with closing(small_store(root)) as store, store.unit_of_work() as unit:
        for number in range(60):
            unit.cases.save(replace(draft(f"case-{number:02}"), form={"note": "x" * 3000}))
        unit.commit()
    leave_uncleanly(root)
    flip(root / "store.db", (root / "store.db").stat().st_size * 3 // 4)  # among the rows of cases
    with pytest.raises(StoreError, match=r"store\.damaged"):
        small_store(root)


def test_a_folder_that_may_not_be_written_is_named(root: Path) -> None:
    """In a child that gives up root's power to write anywhere."""
    small_store(root).close()
    for path in root.iterdir():
        path.chmod(0o500 if path.is_dir() else 0o400)
    for folder in (root, *root.parents[:3]):  # up to pytest's own folder, closed to other users
        folder.chmod(0o555)
    refused = child(root, "if os.geteuid() == 0: os.seteuid(65534)", "small_store(Path(sys.argv[1]))")
    for folder in (root, *root.parents[:3]):
        folder.chmod(0o700)
    assert refused.stdout.split() == ["store.read_only"], refused.stderr


def test_the_letter_stays_as_long_as_nothing_is_copied(root: Path) -> None:
    assert [letter(root), letter(root)] == ["A", "A"]


def test_a_copied_folder_takes_the_next_letter_and_the_original_keeps_its_own(root: Path, tmp_path: Path) -> None:
    letter(root)
    shutil.copytree(root, tmp_path / "copy")
    assert letter(tmp_path / "copy") == "B"
    assert letter(root) == "A"


def test_a_restored_database_takes_a_letter_after_that_of_the_file_beside_it(root: Path, tmp_path: Path) -> None:
    letter(root)
    shutil.copy(root / "store.db", tmp_path / "backup.db")
    (root / "installation.json").unlink()
    assert letter(root) == "B"
    shutil.copy(tmp_path / "backup.db", root / "store.db")
    assert letter(root) == "C"


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}"])
def test_a_damaged_installation_file_takes_the_next_letter(root: Path, content: bytes) -> None:
    letter(root)
    (root / "installation.json").write_bytes(content)
    assert letter(root) == "B"


def test_a_new_letter_counts_from_one_and_numbers_never_meet(root: Path, tmp_path: Path) -> None:
    def allot(folder: Path) -> str:
        with closing(small_store(folder)) as store, store.unit_of_work() as unit:
            number = str(unit.numbers.next_receipt_number("YZ12"))
            unit.commit()
        return number

    first = allot(root)
    shutil.copytree(root, tmp_path / "copy")
    numbers = [first, allot(root), allot(tmp_path / "copy"), allot(root), allot(tmp_path / "copy")]
    assert [number[4:10] for number in numbers] == ["A00001", "A00002", "B00001", "A00003", "B00002"]


def test_numbers_grow_beyond_five_digits(root: Path) -> None:
    with closing(small_store(root)) as store:
        with store.unit_of_work() as unit:
            unit.numbers.next_receipt_number("YZ12")
            unit.commit()
        engine = create_cipher_engine(root / "store.db", KEY.derived(KeyPurpose.DATABASE))
        with engine.begin() as connection:
            connection.exec_driver_sql("UPDATE series SET last = 99999")
        engine.dispose()
        with store.unit_of_work() as unit:
            assert str(unit.numbers.next_receipt_number("YZ12"))[:-1] == "YZ12A100000"


def test_nothing_on_disk_is_readable(root: Path) -> None:
    with closing(small_store(root)) as store:
        pages = store.vault.put_all([(f"{RARE_NAME} {PERSON.document.number}".encode() * 50, "image/jpeg")])
        with store.unit_of_work() as unit:
            unit.cases.save(received())
            unit.pages.add(replace(page(), original=pages[0]))
            unit.outbox.add(fact(f"{RARE_NAME}{PERSON.document.number}", kind=FactKind.CASE), NOW)
            unit.commit()
        on_disk = contents(root)  # while the write-ahead log is there
    planted = (RARE_NAME, PERSON.name[:2], PERSON.document.number, PERSON.phone, "吕代理样本", "clerk-1")
    for found in (on_disk, contents(root)):
        assert len(found) > 200_000
        for word in planted:
            for coding in ("utf-8", "utf-16-le", "utf-16-be", "gb18030"):
                assert word.encode(coding) not in found, (word, coding)


def contents(root: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file())


def test_a_full_database_releases_the_ballast_and_the_work_can_be_saved(root: Path, expect_log: ExpectLog) -> None:
    expect_log("local_store.space", "ballast released")
    with closing(small_store(root)) as store:
        assert (root / "ballast").stat().st_size == SMALL.ballast_bytes
        limit_pages(store, 1)
        with pytest.raises(StoreError) as caught, store.unit_of_work() as unit:
            for number in range(200):
                unit.cases.save(replace(draft(f"case-{number}"), form={"note": "x" * 3000}))
        assert caught.value.code == "store.disk_full"
        assert not (root / "ballast").exists()
        limit_pages(store, 1 << 20)
        with store.unit_of_work() as unit:
            assert list(unit.cases.find(CaseQuery())) == []
            unit.cases.save(draft())
            unit.commit()
    with closing(small_store(root)) as store:
        assert (root / "ballast").stat().st_size == SMALL.ballast_bytes


def limit_pages(store: SqlStore, most: int) -> None:
    """Let SQLite answer SQLITE_FULL, as on a full disk, once the file has this many pages or more.

    The limit belongs to a connection, so both of the pool get it.
    """
    engine = store.unit_of_work()._parts.engine
    connections = [engine.raw_connection() for _ in range(2)]
    for connection in connections:
        connection.cursor().execute(f"PRAGMA max_page_count = {most}")
        connection.close()


def test_new_work_needs_room(root: Path) -> None:
    hungry = replace(SMALL, low_water_bytes=1 << 60)
    with closing(small_store(root, settings=hungry)) as store:
        with pytest.raises(StoreError) as caught:
            store.check_space()
        assert caught.value.code == "store.disk_low"
        assert not (root / "ballast").exists()
        with store.unit_of_work() as unit:
            unit.cases.save(draft())
            unit.commit()


def test_closing_twice_is_harmless_and_leaves_no_log(root: Path) -> None:
    store = small_store(root)
    store.close()
    store.close()
    assert not (root / "store.db-wal").exists()


def test_closing_waits_for_the_unit_under_way_and_refuses_who_comes_later(root: Path) -> None:
    store = small_store(root)
    late = store.unit_of_work()
    inside, go_on = threading.Event(), threading.Event()

    def work() -> None:
        with store.unit_of_work() as unit:
            inside.set()
            go_on.wait(10)
            unit.notes.put("last", "words")
            unit.commit()

    worker = threading.Thread(target=work)
    worker.start()
    assert inside.wait(10)
    closer = threading.Thread(target=store.close)
    closer.start()
    go_on.set()
    closer.join(10)
    worker.join(10)
    with pytest.raises(StoreError, match=r"store\.closed"), late:
        pass
    with pytest.raises(StoreError, match=r"store\.closed"):
        store.vault.put(b"late", "image/jpeg")
    with closing(small_store(root)) as again, again.unit_of_work() as unit:
        assert unit.notes.get("last") == "words"


def test_a_writer_that_never_ends_is_not_waited_for_for_ever(root: Path) -> None:
    impatient = replace(SMALL, writer_patience=0.05)
    with closing(small_store(root, settings=impatient)) as store:
        caught: list[StoreError] = []

        def wait() -> None:
            try:
                store.unit_of_work().__enter__()
            except StoreError as error:
                caught.append(error)

        with store.unit_of_work():
            waiter = threading.Thread(target=wait)
            waiter.start()
            waiter.join(10)
        assert [error.code for error in caught] == ["store.busy"]
