"""Numbers, accounts, audit log, notes, and the unit of work itself."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from app.domain.audit import AuditAction, AuditEntry
from app.domain.clerk import Clerk, Role
from app.domain.errors import StoreError
from app.ports.store import Store
from tests.fakes.store_samples import NOW, draft

WANG = Clerk("1", "wang", "王样本", "0012", Role.CLERK)


def test_receipt_numbers_count_up_by_station(store: Store) -> None:
    with store.unit_of_work() as unit:
        letter = unit.numbers.installation()
        numbers = [str(unit.numbers.next_receipt_number(station)) for station in ("YZ12", "YZ12", "YZ13")]
        unit.commit()
    with store.unit_of_work() as unit:
        numbers.append(str(unit.numbers.next_receipt_number("YZ12")))
    assert [number[:-1] for number in numbers] == [
        f"{station}{letter}{sequence:05}" for station, sequence in (("YZ12", 1), ("YZ12", 2), ("YZ13", 1), ("YZ12", 3))
    ]


def test_a_number_of_a_unit_that_was_rolled_back_was_never_given(store: Store) -> None:
    with store.unit_of_work() as unit:
        unit.numbers.next_receipt_number("YZ12")
        unit.numbers.next_serial("slip")
    with store.unit_of_work() as unit:
        assert unit.numbers.next_receipt_number("YZ12").sequence == 1
        assert unit.numbers.next_serial("slip") == 1


def test_series_count_apart(store: Store) -> None:
    with store.unit_of_work() as unit:
        serials = [unit.numbers.next_serial(name) for name in ("slip", "notice", "slip", "receipt YZ12 A")]
        assert serials == [1, 1, 2, 1]
        assert unit.numbers.next_receipt_number("YZ12").sequence == 1


def test_accounts(store: Store) -> None:
    zhao = Clerk("2", "anna", "赵样本", "0013", Role.ADMIN)
    promoted = Clerk("1", "wang2", "王样本", "0012", Role.SUPERVISOR)
    with store.unit_of_work() as unit:
        for clerk in (WANG, zhao, promoted):
            unit.clerks.save(clerk)
        unit.commit()
    with store.unit_of_work() as unit:
        assert unit.clerks.all() == [zhao, promoted]
        assert unit.clerks.by_login("wang2") == promoted
        assert unit.clerks.by_login("wang") is None


def test_a_login_belongs_to_one_account(store: Store) -> None:
    with store.unit_of_work() as unit:
        unit.clerks.save(WANG)
        with pytest.raises(StoreError, match=r"store\.login_taken"):
            unit.clerks.save(Clerk("2", "wang", "另一样本", "0013", Role.CLERK))


def test_the_audit_log_is_newest_first(store: Store) -> None:
    entries = [AuditEntry(AuditAction.SIGN_IN, NOW + timedelta(hours=n), "1", "1", f"第{n}次") for n in range(3)]
    with store.unit_of_work() as unit:
        for entry in entries:
            unit.audit.add(entry)
        unit.commit()
    with store.unit_of_work() as unit:
        assert unit.audit.entries() == entries[::-1]
        assert unit.audit.entries(limit=1) == [entries[2]]


def test_notes(store: Store) -> None:
    with store.unit_of_work() as unit:
        assert unit.notes.get("sync.cursor") == ""
        unit.notes.put("sync.cursor", "41")
        unit.notes.put("sync.cursor", "42")
        unit.notes.put("other", "")
        unit.commit()
    with store.unit_of_work() as unit:
        assert unit.notes.get("sync.cursor") == "42"


def test_a_unit_is_over_after_its_commit(store: Store) -> None:
    with store.unit_of_work() as unit:
        unit.commit()
        with pytest.raises(RuntimeError):
            unit.commit()
        with pytest.raises(Exception, match=r"closed|no attribute"):
            unit.notes.put("late", "1")


def test_a_unit_inside_a_unit_is_a_bug_and_says_so(store: Store) -> None:
    with store.unit_of_work(), pytest.raises(RuntimeError, match="already open"), store.unit_of_work():
        pass
    with store.unit_of_work() as unit:
        unit.commit()


def test_writers_wait_for_each_other(store: Store) -> None:
    """Twenty threads count one note up, four times each: no step is lost."""

    def count() -> None:
        for _ in range(4):
            with store.unit_of_work() as unit:
                unit.notes.put("count", str(int(unit.notes.get("count") or "0") + 1))
                unit.commit()

    threads = [threading.Thread(target=count) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.unit_of_work() as unit:
        assert unit.notes.get("count") == "80"


def test_a_closed_store_says_so(store: Store) -> None:
    store.close()
    with pytest.raises(StoreError, match=r"store\.closed"), store.unit_of_work():
        pass


def test_there_is_room_for_new_work(store: Store) -> None:
    store.check_space()
    with store.unit_of_work() as unit:
        unit.cases.save(draft())
        unit.commit()
