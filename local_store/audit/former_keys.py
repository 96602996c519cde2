"""Keys of the audit log from before the data key was replaced: rows chained then are checked with them.

They lie in the database, beside the rows: who can open it could have made those rows anyway. The hashes stay what
they were, for somebody outside may have countersigned them.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

import sqlalchemy as sa

from local_store.tables.station import audit, audit_keys


@dataclass(frozen=True, slots=True)
class AuditKeys:
    """Which key chains which row: `former` holds the last sequence and the key of each stretch, oldest first."""

    former: tuple[tuple[int, bytes], ...]
    current: bytes

    @classmethod
    def read(cls, connection: sa.Connection, current: bytes) -> AuditKeys:
        """Those of the database."""
        rows = connection.execute(sa.select(audit_keys).order_by(audit_keys.c.until_sequence))
        return cls(tuple((row.until_sequence, row.key) for row in rows), current)

    def of(self, sequence: int) -> bytes:
        """The key of this row."""
        place = bisect_left(self.former, sequence, key=lambda stretch: stretch[0])
        return self.former[place][1] if place < len(self.former) else self.current


def remember_key(connection: sa.Connection, key: bytes) -> None:
    """The rows there are so far were chained with `key`, as far as no earlier key is remembered for them."""
    last = connection.scalar(sa.select(sa.func.max(audit.c.sequence))) or 0
    known = connection.scalar(sa.select(sa.func.max(audit_keys.c.until_sequence)))
    if last and last != known:
        connection.execute(audit_keys.insert(), {"until_sequence": last, "key": key})
