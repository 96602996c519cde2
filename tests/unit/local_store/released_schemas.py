"""A store as each released schema left it: `python -m tests.unit.local_store.released_schemas` makes those that lack.

A file `tests/data/store/<revision>.db` is SQLCipher under the key of the tests, made once, when its revision is
the newest, and never again: what a program of that day wrote is what a later one has to read. It holds one draft, one
received case with page, reading, paper, custody, fact and time line, an audit chain; everybody in it is invented.
Those of 0001 to 0005 were made from the scripts of these revisions and rows of revision 0006.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from app.bench.store_rows import bare_connection
from app.domain.audit import AuditAction, AuditEntry
from app.domain.case import Case
from app.domain.clerk import Clerk, Role
from local_store.engine.cipher_engine import create_cipher_engine
from local_store.engine.copying import copy_database
from local_store.keys.data_key import KeyPurpose
from local_store.migrations import upgrade
from local_store.search.page_text import page_words
from local_store.search.romanizer import PinyinRomanizer
from local_store.search.searchable import searchable_text
from tests.fakes.local_store import KEY, small_store
from tests.fakes.store_samples import NOW, attempt, change, custody_event, draft, fact, page, paper, reading, received

FOLDER = Path(__file__).parents[2] / "data" / "store"
CASES: tuple[Case, ...] = (received(), draft("case-2", applicant__name="李军样本"))
CLERK = Clerk("1", "wang", "王样本", "0012", Role.ADMIN)
PAGE_WORDS, NOTE, AUDITED = "合伙协议样本", "42", 5
_KEY = KEY.derived(KeyPurpose.DATABASE)


def released(revision: str) -> Path:
    """The file of a revision."""
    return FOLDER / f"{revision}.db"


def main() -> int:
    """Make what lacks; what is there stays as it is."""
    FOLDER.mkdir(exist_ok=True)
    for revision in upgrade.REVISIONS:
        if not released(revision).exists():
            with tempfile.TemporaryDirectory() as name:
                _make(revision, Path(name))
    return 0


def _make(revision: str, folder: Path) -> None:
    _fill(folder / "newest")
    made = folder / "newest" / "store.db"
    if revision != upgrade.REVISIONS[-1]:
        made = _rows_under(revision, made, folder)
    engine = create_cipher_engine(made, _KEY)
    copy_database(engine, _KEY, released(revision))
    engine.dispose()


def _fill(root: Path) -> None:
    with closing(small_store(root)) as store, store.unit_of_work() as unit:
        for case in CASES:
            unit.cases.save(case)
        unit.clerks.save(CLERK)
        unit.cases.add_change(change("change-1"))
        unit.pages.add(page())
        unit.readings.save("page-1", reading(PAGE_WORDS))
        unit.custody.add(custody_event("custody-1"))
        unit.papers.add(paper())
        unit.papers.add_attempt(attempt("attempt-1"))
        unit.outbox.add(fact("fact-1"), NOW)
        unit.numbers.next_receipt_number("YZ12")
        unit.notes.put("sync.cursor", NOTE)
        for number in range(AUDITED):
            at = NOW + timedelta(minutes=number)
            unit.audit.add(AuditEntry(AuditAction.CASE_OPENED, at, CLERK.id, f"case-{number}"))
        unit.commit()


def _rows_under(revision: str, newest: Path, folder: Path) -> Path:
    """The same rows in the tables of a revision."""
    scripts, target = folder / "scripts", folder / "older.db"
    (scripts / "versions").mkdir(parents=True)
    shutil.copy(upgrade.SCRIPTS / "env.py", scripts)
    for script in sorted((upgrade.SCRIPTS / "versions").glob("r*.py"))[: int(revision)]:
        shutil.copy(script, scripts / "versions")
    shipped, upgrade.SCRIPTS = upgrade.SCRIPTS, scripts
    engine = create_cipher_engine(target, _KEY, foreign_keys=False)
    try:
        upgrade.run_revisions(engine)
    finally:
        upgrade.SCRIPTS = shipped
        engine.dispose()
    with closing(bare_connection(newest, _KEY)) as source, closing(bare_connection(target, _KEY)) as older:
        _copy_rows(source, older)
    return target


def _copy_rows(source: dbapi2.Connection, older: dbapi2.Connection) -> None:
    older.execute("PRAGMA foreign_keys = OFF")
    for table in _tables(older) & _tables(source) - {"alembic_version", "case_lines"}:
        columns = ", ".join(sorted(_columns(older, table) & _columns(source, table)))
        for row in source.execute(f"SELECT {columns} FROM {table}"):
            older.execute(f"INSERT INTO {table} ({columns}) VALUES ({', '.join('?' * len(row))})", row)
    for case in CASES:
        older.execute("INSERT INTO case_lines VALUES (?, ?)", (case.id, searchable_text(case, PinyinRomanizer())))
    if "page_readings" in _tables(older):
        older.execute("INSERT INTO page_text (rowid, words) VALUES (1, ?)", (page_words(reading(PAGE_WORDS).text),))


def _tables(connection: dbapi2.Connection) -> set[str]:
    asked = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%\\_words%' ESCAPE '\\'"
    found = {row[0] for row in connection.execute(asked)}
    return {name for name in found if not name.startswith(("page_text", "sqlite_"))}


def _columns(connection: dbapi2.Connection, table: str) -> set[Any]:
    return {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}


if __name__ == "__main__":
    sys.exit(main())
