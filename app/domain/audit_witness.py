"""The last checkpoint of the audit log that the platform countersigned, as the station notes it."""

from __future__ import annotations

import json

from app.domain.audit import AuditCheckpoint
from app.domain.platform import Countersigned

# Notes of the station: the last checkpoint countersigned, and the one the chain contradicted (empty while none did).
WITNESSED = "audit.witnessed"
CONTRADICTED = "audit.contradicted"


def witness_note(kept: Countersigned) -> str:
    """What is noted of a countersigned checkpoint."""
    return json.dumps({**_fields(kept.checkpoint), "at": kept.at.isoformat(), "signature": kept.signature})


def checkpoint_note(checkpoint: AuditCheckpoint) -> str:
    """What is noted of a checkpoint alone."""
    return json.dumps(_fields(checkpoint))


def noted_checkpoint(note: str) -> AuditCheckpoint | None:
    """The checkpoint of a note, None for an empty one."""
    if not note:
        return None
    fields = json.loads(note)
    return AuditCheckpoint(fields["installation"], fields["sequence"], fields["hash"])


def _fields(checkpoint: AuditCheckpoint) -> dict[str, object]:
    return {"installation": checkpoint.installation, "sequence": checkpoint.sequence, "hash": checkpoint.hash}
