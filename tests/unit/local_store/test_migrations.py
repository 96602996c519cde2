"""Revisions: what they make is what the tables say; an older store is copied first; a newer one is refused."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

import local_store.tables.cases
import local_store.tables.finding
import local_store.tables.outbox
import local_store.tables.papers
import local_store.tables.readings
import local_store.tables.signatures
import local_store.tables.station  # noqa: F401 - each adds its tables
from app.domain.clerk import Clerk, Role
from app.domain.errors import StoreError
from local_store.engine.cipher_engine import create_cipher_engine
from local_store.keys.data_key import KeyPurpose
from local_store.migrations import upgrade
from local_store.tables.metadata import metadata
from tests.fakes.environment import ManualClock
from tests.fakes.local_store import KEY, small_store
from tests.fakes.store_samples import draft, received
from tests.unit.local_store.migration_fixture import LAST, NEXT, SCRIPT, SHIPPED, offer_next_revision

DATABASE_KEY = KEY.derived(KeyPurpose.DATABASE)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def next_revision(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program of the day after tomorrow."""
    for name in ("SCRIPTS", "REVISIONS"):
        monkeypatch.setattr(upgrade, name, None)  # put back when the test ends
    offer_next_revision(tmp_path / "scripts")


@pytest.fixture
def engine(root: Path) -> Iterator[Engine]:
    """A plain engine over a store that was just made and closed."""
    small_store(root).close()
    made = create_cipher_engine(root / "store.db", DATABASE_KEY)
    yield made
    made.dispose()


def _schema(engine: Engine) -> set[tuple[str, ...]]:
    """Columns and indexes of all tables but alembic's own, as SQLite tells them."""
    asked = (
        'SELECT m.name, c.name, c.type, c."notnull", c.pk FROM sqlite_master m, pragma_table_info(m.name) c',
        "SELECT m.tbl_name, m.name, lower(replace(m.sql, '\"', '')) FROM sqlite_master m WHERE m.type = 'index'",
        'SELECT m.name, f."table", f."from", f."to" FROM sqlite_master m, pragma_foreign_key_list(m.name) f',
        "SELECT m.name, 'virtual', m.sql FROM sqlite_master m WHERE m.sql LIKE 'CREATE VIRTUAL%'",
        "SELECT m.name, 'autoincrement' FROM sqlite_master m WHERE m.sql LIKE '%AUTOINCREMENT%'",
    )
    with engine.connect() as connection:
        rows = {tuple(map(str, row)) for question in asked for row in connection.exec_driver_sql(question)}
    return {row for row in rows if row[0] != "alembic_version"}


def _is_no_search_index(name: str | None, kind: str, _parents: object) -> bool:
    """The indexes of words are no tables to SQLAlchemy; `_schema` compares them."""
    return kind != "table" or name is None or not name.startswith(("page_text", "case_words"))


def test_the_revisions_make_exactly_the_tables_the_repositories_use(engine: Engine, tmp_path: Path) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": _is_no_search_index})
        assert compare_metadata(context, metadata) == []
    planned = create_cipher_engine(tmp_path / "planned.db", DATABASE_KEY)
    metadata.create_all(planned)
    assert _schema(engine) == _schema(planned)
    planned.dispose()


def test_the_listed_revisions_are_the_scripts() -> None:
    config = Config()
    config.set_main_option("script_location", str(upgrade.SCRIPTS))
    config.set_main_option("path_separator", "os")
    scripts = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]
    assert tuple(reversed(scripts)) == upgrade.REVISIONS


def test_a_store_of_a_newer_program_is_refused_and_untouched(engine: Engine, root: Path) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()
    before = (root / "store.db").read_bytes()
    with pytest.raises(StoreError) as caught:
        small_store(root)
    assert (caught.value.code, caught.value.details) == ("store.newer_version", {"revision": "9999"})
    assert (root / "store.db").read_bytes() == before


@pytest.mark.usefixtures("next_revision")
def test_a_new_store_needs_no_copy(root: Path) -> None:
    with closing(small_store(root)) as store:
        assert store.recovery.upgraded_from is None
    with closing(small_store(root)) as again:
        assert again.recovery.upgraded_from is None
    assert not (root / "copies").exists()


def test_an_older_store_is_copied_then_upgraded_with_all_its_rows(
    root: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    with closing(small_store(root)) as store, store.unit_of_work() as unit:
        for number in range(30):
            unit.cases.save(draft(f"case-{number}"))
        unit.notes.put("sync.cursor", "42")
        unit.commit()
    request.getfixturevalue("next_revision")
    with closing(small_store(root)) as store:
        assert store.recovery.upgraded_from == LAST
        with store.unit_of_work() as unit:
            assert unit.notes.get("sync.cursor") == "42"
            assert unit.cases.get("case-29").id == "case-29"
    (copy,) = (root / "copies").iterdir()
    assert copy.name.startswith(f"store-{LAST}-20261123T")
    assert _columns(copy, "cases") >= {"platform_number"}
    assert _columns(root / "store.db", "cases") >= {"remote_number"}
    assert _columns(root / "store.db", "parcels") == {"id"}


def test_every_account_of_the_first_revision_stays_active(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scripts = tmp_path / "scripts"
    (scripts / "versions").mkdir(parents=True)
    for script in ("env.py", "versions/r0001_first.py"):
        shutil.copy(upgrade.SCRIPTS / script, scripts / script)
    with monkeypatch.context() as before:
        before.setattr(upgrade, "SCRIPTS", scripts)
        before.setattr(upgrade, "REVISIONS", ("0001",))
        small_store(root).close()
    engine = create_cipher_engine(root / "store.db", DATABASE_KEY)
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO clerks VALUES ('1', 'wang', '王样本', '0012', 'admin')")
    engine.dispose()
    with closing(small_store(root)) as store, store.unit_of_work() as unit:
        assert store.recovery.upgraded_from == "0001"
        assert unit.clerks.all() == [Clerk("1", "wang", "王样本", "0012", Role.ADMIN, active=True)]


def _columns(database: Path, table: str) -> set[str]:
    engine = create_cipher_engine(database, DATABASE_KEY)
    with engine.connect() as connection:
        names = {row[1] for row in connection.exec_driver_sql(f"PRAGMA table_info({table})")}
    engine.dispose()
    return names


def test_the_two_newest_copies_are_kept(root: Path, request: pytest.FixtureRequest) -> None:
    small_store(root).close()
    old = [root / "copies" / f"store-{LAST}-2025{month:02}01T000000000000.db" for month in (1, 2, 3)]
    (root / "copies").mkdir()
    for path in old:
        path.write_bytes(b"old")
    request.getfixturevalue("next_revision")
    clock = ManualClock()
    clock.advance(timedelta(days=1))
    small_store(root, clock=clock).close()
    names = sorted(path.name for path in (root / "copies").iterdir())
    assert names == [old[2].name, f"store-{LAST}-20261124T013000000000.db"]


@pytest.mark.usefixtures("next_revision")
def test_a_revision_that_breaks_a_reference_is_rolled_back(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "scripts" / "versions" / SCRIPT
    monkeypatch.setattr(upgrade, "REVISIONS", SHIPPED)
    script.rename(tmp_path / "aside.py")
    with closing(small_store(root)) as store, store.unit_of_work() as unit:
        unit.cases.save(received())
        unit.commit()
    (tmp_path / "aside.py").rename(script)
    script.write_text(script.read_text() + '    op.execute("DELETE FROM cases")\n')
    monkeypatch.setattr(upgrade, "REVISIONS", (*SHIPPED, NEXT))
    with pytest.raises(StoreError, match=r"store\.damaged"):
        small_store(root)
    assert "platform_number" in _columns(root / "store.db", "cases")
    assert _columns(root / "store.db", "parcels") == set()
