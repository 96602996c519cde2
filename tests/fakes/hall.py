"""A hall's store on the private server of the tests."""

from __future__ import annotations

import sqlalchemy as sa

from local_store.engine.postgres_engine import create_postgres_engine
from local_store.hall.schema import prepare_schema
from local_store.hall.store import HallStore, open_hall
from local_store.hall.tables import hall_metadata
from local_store.search.romanizer import PinyinRomanizer
from local_store.tables.metadata import metadata
from tests.fakes.local_store import KEY


def hall_store(url: str) -> HallStore:
    """The hall at `url`, opened by one more window."""
    return open_hall(url, KEY, PinyinRomanizer())


def emptied_hall(url: str) -> None:
    """Tables without rows that count from 1, as a hall that was just set up has them."""
    engine = create_postgres_engine(url)
    prepare_schema(engine)
    tables = [*reversed(metadata.sorted_tables), *hall_metadata.sorted_tables, sa.table("page_text")]
    emptied = ";".join(f"DELETE FROM {table.name}" for table in tables)
    with engine.begin() as connection:
        connection.exec_driver_sql(emptied)
        connection.exec_driver_sql("SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'")
    engine.dispose()
