"""What a server does that a file does not: it is away, refuses, is full of what others left, is brought back."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.domain.audit import AuditAction, AuditEntry
from app.domain.errors import StoreError
from app.domain.receipt_number import next_letter
from app.domain.store_upkeep import DamageKind
from local_store.engine.postgres_engine import create_postgres_engine
from local_store.hall.store import HallStore
from local_store.hall.vault import SWEEP_AGE
from local_store.migrations.upgrade import REVISIONS
from tests.fakes.hall import emptied_hall, hall_store
from tests.fakes.postgres_server import PrivatePostgres
from tests.fakes.store_samples import NOW, draft, page

PLANTED = "样本口令".encode()


@pytest.fixture
def url(postgres: PrivatePostgres) -> str:
    emptied_hall(postgres.url)
    return postgres.url


@pytest.fixture
def hall(url: str) -> Iterator[HallStore]:
    with closing(hall_store(url)) as store:
        yield store


@pytest.fixture
def administrator(url: str) -> Iterator[sa.Connection]:
    """Somebody who changes the database by hand."""
    engine = create_postgres_engine(url)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        yield connection
    engine.dispose()


def code_of(error: pytest.ExceptionInfo[StoreError]) -> str:
    return error.value.code


def test_a_server_that_is_away_says_so_and_is_there_again_afterwards(
    hall: HallStore, postgres: PrivatePostgres
) -> None:
    postgres.stop(signal.SIGQUIT)
    try:
        for work in (lambda: hall.unit_of_work().__enter__(), lambda: hall.vault.put(b"page", "image/jpeg")):
            with pytest.raises(StoreError) as away:
                work()
            assert code_of(away) == "store.hall_away"
    finally:
        postgres.start()
    with hall.unit_of_work() as unit:
        unit.cases.save(draft())
        unit.commit()


def test_a_server_that_dies_within_a_unit_of_work_keeps_nothing_of_it(
    hall: HallStore, postgres: PrivatePostgres
) -> None:
    with pytest.raises(StoreError) as away, hall.unit_of_work() as unit:
        unit.cases.save(draft())
        postgres.stop(signal.SIGQUIT)
        postgres.start()
        unit.commit()
    assert code_of(away) == "store.hall_away"
    with hall.unit_of_work() as unit, pytest.raises(StoreError, match=r"store\.case_unknown"):
        unit.cases.get("case-1")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda url: url.replace("/hall?", "/elsewhere?"), "store.hall_refused"),
        (lambda url: url.replace("hall@", "nobody@"), "store.hall_refused"),
        (lambda url: url.replace("?host=/tmp", "?host=/nowhere"), "store.hall_away"),
        (lambda _url: "mysql://hall@127.0.0.1/hall", "store.hall_url"),
        (lambda _url: "postgresql://hall@127.0.0.1", "store.hall_url"),
        (lambda _url: "the server", "store.hall_url"),
    ],
)
def test_an_address_that_leads_nowhere_says_why(url: str, change: object, code: str) -> None:
    assert callable(change)
    with pytest.raises(StoreError) as refused:
        hall_store(change(url))
    assert code_of(refused) == code


def test_a_hall_of_a_newer_program_is_refused(url: str, administrator: sa.Connection) -> None:
    administrator.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    try:
        with pytest.raises(StoreError) as newer:
            hall_store(url)
        assert code_of(newer) == "store.newer_version"
    finally:
        administrator.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{REVISIONS[-1]}'")


def test_all_windows_number_under_one_letter_until_the_database_goes_elsewhere(
    url: str, hall: HallStore, administrator: sa.Connection
) -> None:
    with closing(hall_store(url)) as other:
        assert other.installation_letter == hall.installation_letter
    administrator.exec_driver_sql("UPDATE installation SET id = 'another server'")
    with closing(hall_store(url)) as restored:
        assert restored.installation_letter == next_letter(hall.installation_letter)


def test_windows_that_come_at_once_make_the_tables_once(postgres: PrivatePostgres) -> None:
    url = postgres.create_database("fresh")
    opened: list[str] = []

    def open_window() -> None:
        with closing(hall_store(url)) as store:
            opened.append(store.installation_letter)

    windows = [threading.Thread(target=open_window) for _ in range(8)]
    for window in windows:
        window.start()
    for window in windows:
        window.join()
    assert len(opened) == 8
    assert len(set(opened)) == 1


def test_one_window_waits_while_another_has_the_case_in_hand(url: str, hall: HallStore) -> None:
    with hall.unit_of_work() as unit:
        unit.cases.save(draft())
        unit.commit()
    in_hand, saved = threading.Event(), []

    def other_window() -> None:
        with closing(hall_store(url)) as other:
            in_hand.set()
            with other.unit_of_work() as unit:
                saved.append(unit.cases.get("case-1").cursor)

    with hall.unit_of_work() as unit:
        case = unit.cases.get("case-1")
        waiting = threading.Thread(target=other_window)
        waiting.start()
        assert in_hand.wait(15)
        unit.cases.save(replace(case, cursor="applicant.name"))
        unit.commit()
    waiting.join()
    assert saved == ["applicant.name"]


def test_pages_reach_the_server_sealed(hall: HallStore, administrator: sa.Connection) -> None:
    ref = hall.vault.put(PLANTED * 50, "image/jpeg")
    name, sealed = administrator.exec_driver_sql("SELECT name, sealed FROM blobs").one()
    assert ref.sha256 not in name
    assert PLANTED not in bytes(sealed)
    assert hall.vault.get(ref.sha256) == PLANTED * 50


def test_a_damaged_page_is_told_and_mended_by_putting_it_again(hall: HallStore, administrator: sa.Connection) -> None:
    one = page()
    ref = hall.vault.put(b"page-1", "image/jpeg")
    with hall.unit_of_work() as unit:
        unit.cases.save(draft())
        unit.pages.add(replace(one, original=ref, rendition=None))
        unit.commit()
    administrator.exec_driver_sql("UPDATE blobs SET sealed = set_byte(sealed, 20, 255 - get_byte(sealed, 20))")
    with pytest.raises(StoreError, match=r"store\.page_damaged"):
        hall.vault.get(ref.sha256)
    assert [damage.kind for damage in hall.upkeep.verify().damages] == [DamageKind.PAGE_DAMAGED]
    hall.vault.put(b"page-1", "image/jpeg")
    assert hall.upkeep.verify().whole
    administrator.exec_driver_sql("DELETE FROM blobs")
    assert [damage.kind for damage in hall.upkeep.verify().damages] == [DamageKind.PAGE_MISSING]


def test_only_old_pages_no_row_names_are_let_go(hall: HallStore, administrator: sa.Connection) -> None:
    kept, again, gone, young = (hall.vault.put(data, "image/jpeg") for data in (b"kept", b"again", b"gone", b"young"))
    with hall.unit_of_work() as unit:
        unit.cases.save(draft())
        unit.pages.add(replace(page(), original=kept, rendition=None))
        unit.commit()
    old = SWEEP_AGE + timedelta(minutes=1)
    administrator.exec_driver_sql(
        "UPDATE blobs SET put_at = now() - %s WHERE name <> %s", (old, hall.vault.name_of(young.sha256))
    )
    hall.vault.put(b"again", "image/jpeg")
    assert hall.upkeep.let_go() == 1
    assert [hall.vault.get(one.sha256) for one in (kept, again, young)] == [b"kept", b"again", b"young"]
    with pytest.raises(StoreError, match=r"store\.page_missing"):
        hall.vault.get(gone.sha256)


def test_a_changed_audit_row_is_pinpointed(hall: HallStore, administrator: sa.Connection) -> None:
    with hall.unit_of_work() as unit:
        for number in range(3):
            unit.audit.add(AuditEntry(AuditAction.SIGN_IN, NOW, "1", "1", str(number)))
        unit.commit()
    assert hall.first_audit_break() is None
    administrator.exec_driver_sql("UPDATE audit SET detail = 'another' WHERE sequence = 2")
    broken = hall.first_audit_break()
    assert broken is not None
    assert broken.sequence == 2


def test_backups_are_the_servers_business(hall: HallStore, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"store\.hall_backup"):
        hall.upkeep.back_up(tmp_path, 1, lambda: False)
    with pytest.raises(StoreError, match=r"store\.hall_backup"):
        hall.upkeep.back_up_to_move(tmp_path, 1)


def test_closing_waits_for_the_unit_of_work_under_way(url: str) -> None:
    hall, inside, go_on = hall_store(url), threading.Event(), threading.Event()

    def work() -> None:
        with hall.unit_of_work() as unit:
            inside.set()
            go_on.wait(15)
            unit.notes.put("a", "b")
            unit.commit()

    worker = threading.Thread(target=work)
    worker.start()
    assert inside.wait(15)
    threading.Timer(0.2, go_on.set).start()
    hall.close()
    worker.join()
    with closing(hall_store(url)) as again, again.unit_of_work() as unit:
        assert unit.notes.get("a") == "b"
    with pytest.raises(StoreError, match=r"store\.closed"):
        hall.unit_of_work()
