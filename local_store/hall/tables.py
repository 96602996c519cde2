"""What a hall's database holds beside the tables every store has."""

from __future__ import annotations

import sqlalchemy as sa

# Apart from `local_store.tables.metadata`: a file never has these.
hall_metadata = sa.MetaData()

# What lies in files of a window's own vault: sealed contents under names only the data key tells.
blobs = sa.Table(
    "blobs",
    hall_metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
    sa.Column("put_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
)

# The hall's data key sealed to whoever has the hall's code, see `local_store.hall.membership`; one row.
hall_keys = sa.Table(
    "hall_keys",
    hall_metadata,
    sa.Column("generation", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
)
