"""What comes back from the provincial platform."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.domain.audit import AuditCheckpoint
from app.domain.case import CaseState


@dataclass(frozen=True, slots=True)
class PlatformReceipt:
    """The platform's proof for one fact: it echoes the key and the SHA-256 it stored, or the row is not done."""

    key: str
    sha256: str
    platform_number: str = ""
    stored_blobs: tuple[str, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class RemoteChange:
    """One change of a case at the platform; `sequence` is the platform's own, growing number."""

    sequence: int
    case_id: str
    state: CaseState | None
    at: datetime
    actor: str
    place: str
    reason: str
    platform_number: str = ""
    counterpart_number: str = ""
    coordination_number: str = ""


@dataclass(frozen=True, slots=True)
class ChangePage:
    """A page of changes and the opaque cursor to go on from, applied in one transaction with its rows."""

    changes: tuple[RemoteChange, ...]
    cursor: str
    more: bool


@dataclass(frozen=True, slots=True)
class LineStatus:
    """What is known of the line. `reason` is an error code, empty when the platform answered."""

    online: bool
    checked_at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Countersigned:
    """The platform keeps a checkpoint. `signature` is its own over it (hex), empty from a platform without a key.

    `known` is the last one it had of this installation before, None for the first.
    """

    checkpoint: AuditCheckpoint
    at: datetime
    signature: str
    known: AuditCheckpoint | None


@dataclass(frozen=True, slots=True)
class WipeOrder:
    """The province's proven order to make the data of one installation unreadable for good (a stolen machine)."""

    installation: str
    nonce: str
    issued_at: str
