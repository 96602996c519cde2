"""The stand-in as the witness of audit logs: keeps every checkpoint, says which one it kept last, signs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.platform.contract import seals
from app.platform.contract.checkpoint_fact import CheckpointFact
from app.sandbox.book import Book
from app.sandbox.seal import ProvinceSeal

_LAST = "select * from checkpoints where station = ? and installation = ? order by sequence desc limit 1"
_INSERT = "insert into checkpoints (station, installation, sequence, hash, at) values (?, ?, ?, ?, ?)"


@dataclass(frozen=True, slots=True)
class Witness:
    """Keeps no checkpoint that does not go further than the last one of its installation."""

    book: Book
    seal: ProvinceSeal
    now: Callable[[], datetime]

    def keep(self, fact: CheckpointFact, body_sha256: str) -> tuple[bool, dict[str, Any]]:
        """Whether it is new, and the receipt."""
        with self.book.writing() as book:
            last = book.execute(_LAST, (fact.station, fact.installation)).fetchone()
            new = last is None or fact.sequence > last["sequence"]
            at = self.now().isoformat()
            if new:
                book.execute(_INSERT, (fact.station, fact.installation, fact.sequence, fact.hash, at))
        signed = seals.checkpoint_text(fact.station, fact.installation, fact.sequence, fact.hash, at)
        return new, {
            **fact.model_dump(),
            "body_sha256": body_sha256,
            "at": at,
            "signature": self.seal.signed(signed),
            "last": None if last is None else {"sequence": last["sequence"], "hash": last["hash"]},
        }

    def newest_installation(self, station: str) -> str:
        """The installation of a station that was heard of last, empty when none was."""
        row = self.book.row("select installation from checkpoints where station = ? order by row desc", station)
        return "" if row is None else str(row["installation"])
