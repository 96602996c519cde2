"""What must stay quick: the queue's question is answered from indexes; nothing heavy is loaded before sign-in."""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from local_store.store import SqlStore
from tests.fakes.local_store import small_store
from tests.fakes.store_samples import NOW, draft, fact


def plans(store: SqlStore, use: Any) -> list[str]:
    """How SQLite answers each SELECT that `use` sends."""
    engine = store.unit_of_work()._parts.engine
    sent: list[tuple[str, Any]] = []

    def watch(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
        sent.append((statement, parameters))

    sa.event.listen(engine, "before_cursor_execute", watch)
    with store.unit_of_work() as unit:
        use(unit)
    sa.event.remove(engine, "before_cursor_execute", watch)
    with engine.connect() as connection:
        return [
            row[3]
            for statement, parameters in sent
            if statement.startswith("SELECT")
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        ]


def test_the_due_question_is_answered_from_indexes(tmp_path: Path) -> None:
    with closing(small_store(tmp_path / "data")) as store:
        plan = plans(store, lambda unit: unit.outbox.due(NOW, 10))
    assert any("ix_outbox_state_sequence" in step for step in plan), plan
    assert any("ix_outbox_unfinished" in step for step in plan), plan
    assert not any(step.startswith("SCAN") or "TEMP B-TREE" in step for step in plan), plan


def test_the_drain_stays_linear(tmp_path: Path) -> None:
    """Done rows and rows behind a held one do not slow the question down (a missing index made this quadratic)."""
    with closing(small_store(tmp_path / "data")) as store:
        with store.unit_of_work() as unit:
            for case in range(40):
                unit.cases.save(draft(f"{case}"))
                for step in range(30):
                    entry = unit.outbox.add(fact(f"{case}-{step}", f"{case}"), NOW)
                    if step < 20:
                        unit.outbox.done(entry.sequence, "", NOW)
            unit.commit()
        steps = sqlite_steps(store, lambda unit: unit.outbox.due(NOW + timedelta(days=1), 100))
    assert steps < 40_000


def sqlite_steps(store: SqlStore, use: Any) -> int:
    """Steps of SQLite's virtual machine, counted in tens."""
    counted = 0

    def count() -> int:
        nonlocal counted
        counted += 10
        return 0

    with store.unit_of_work() as unit:
        driver = unit.outbox._connection.connection.driver_connection  # type: ignore[attr-defined]  # the SQL one
        driver.set_progress_handler(count, 10)
        use(unit)
        driver.set_progress_handler(None, 10)
    return counted


def test_the_sign_in_screen_loads_nothing_heavy(project_root: Path) -> None:
    script = (
        "import sys\n"
        "import local_store.opening, local_store.identifiers, local_store.search.romanizer\n"
        "heavy = ('sqlalchemy', 'alembic', 'sqlcipher3', 'cryptography', 'argon2', 'pypinyin', 'uuid_utils')\n"
        "print([name for name in heavy if name in sys.modules])\n"
    )
    command = [sys.executable, "-c", script]
    loaded = subprocess.run(command, check=True, capture_output=True, text=True, cwd=project_root, timeout=60)
    assert loaded.stdout.strip() == "[]"
