"""What keeping the store in order finds and does: damage with the case it belongs to, backups."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from app.domain.case import CaseState

RESTED = (
    CaseState.CLOSED,
    CaseState.DELIVERED,
    CaseState.NOT_ACCEPTED,
    CaseState.RETURNED,
    CaseState.WITHDRAWN,
    CaseState.ABANDONED,
    CaseState.ADVISED,
    CaseState.REVOKED,
)
"""States in which nothing more is to be done at this window, so that the retention period runs."""


class DamageKind(StrEnum):
    """What is wrong."""

    DATABASE = "database"
    REFERENCE = "reference"
    PAGE_MISSING = "page_missing"
    PAGE_DAMAGED = "page_damaged"
    PAPER_MISSING = "paper_missing"
    PAPER_DAMAGED = "paper_damaged"
    AUDIT_CHANGED = "audit_changed"
    AUDIT_CUT = "audit_cut"


@dataclass(frozen=True, slots=True)
class Damage:
    """One thing that is wrong. `case` is the receipt number, the case's id where it has none, empty for no case."""

    kind: DamageKind
    case: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class StoreReport:
    """What a look at everything found. `orphans` are files no row names: the sweep takes them, nothing is lost."""

    damages: tuple[Damage, ...]
    cases: int
    files: int
    audit_rows: int
    orphans: int

    @property
    def whole(self) -> bool:
        """Whether nothing is wrong."""
        return not self.damages


@dataclass(frozen=True, slots=True)
class Recovery:
    """What opening found and did. `unclean`: the last run did not end by itself, and the database was checked.

    `temporary_files` half written ones were swept; `upgraded_from` is the revision before an upgrade.
    """

    unclean: bool = False
    temporary_files: int = 0
    upgraded_from: str | None = None


@dataclass(frozen=True, slots=True)
class BackupMade:
    """A backup that is whole on the disk. `lost` names what was missing or damaged in the store already."""

    folder: Path
    made_at: datetime
    files: int
    new_files: int
    size: int
    lost: tuple[Damage, ...] = ()
