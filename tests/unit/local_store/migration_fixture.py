"""One more revision for tests, the next one: it rebuilds a table, fills a column and makes a new table."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from local_store.migrations import upgrade

_NEXT = """
import sqlalchemy as sa
from alembic import op

from tests.unit.local_store import migration_fixture

revision = "{next}"
down_revision = "{last}"


def upgrade():
    migration_fixture.step()
    op.add_column("notes", sa.Column("at", sa.Text))
    migration_fixture.step()
    with op.batch_alter_table("cases") as batch:
        batch.alter_column("platform_number", new_column_name="remote_number", existing_type=sa.Text)
    migration_fixture.step()
    op.execute("UPDATE notes SET at = 'then'")
    migration_fixture.step()
    op.create_table("parcels", sa.Column("id", sa.Text, primary_key=True))
    migration_fixture.step()
"""
SHIPPED = upgrade.REVISIONS
LAST, NEXT = SHIPPED[-1], f"{int(SHIPPED[-1]) + 1:04}"
SCRIPT = f"r{NEXT}_next.py"


def nothing() -> None:
    """What happens between the steps unless somebody wants more."""


step: Callable[[], None] = nothing


def offer_next_revision(folder: Path, between_steps: Callable[[], None] = nothing) -> None:
    """From now on the program knows one more revision; `folder` takes the scripts."""
    global step  # noqa: PLW0603 - read by the script, which alembic loads by path
    step = between_steps
    shipped = Path(upgrade.__file__).parent
    (folder / "versions").mkdir(parents=True, exist_ok=True)
    for script in (Path("env.py"), *(Path("versions") / one.name for one in (shipped / "versions").glob("r*.py"))):
        shutil.copy(shipped / script, folder / script)
    (folder / "versions" / SCRIPT).write_text(_NEXT.format(next=NEXT, last=LAST), encoding="utf-8")
    upgrade.SCRIPTS, upgrade.REVISIONS = folder, (*SHIPPED, NEXT)  # type: ignore[assignment]  # one more revision
