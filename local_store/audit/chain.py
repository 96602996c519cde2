"""What chains an audit row to the one before: HMAC-SHA256 over its hash and this row's canonical content.

The key comes from the data key, so nobody without a clerk's password can forge a row, and no row can be changed,
put in between or taken out without every later hash changing. Taking away the newest rows leaves a chain that holds;
only a witness outside (a checkpoint the platform countersigns) can tell that.
"""

from __future__ import annotations

import hashlib
import hmac
import json

from app.domain.audit import AuditEntry
from local_store.repositories.codec import moment_text

_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
FIRST_LINK = bytes(hashlib.sha256().digest_size)


def link(key: bytes, previous: bytes, sequence: int, entry: AuditEntry) -> bytes:
    """The hash of row `sequence` holding `entry`, after a row with hash `previous`."""
    fields = [
        sequence,
        moment_text(entry.at),
        entry.action.value,
        entry.clerk_id,
        entry.subject,
        entry.detail,
    ]
    content = _JSON.encode(fields).encode("utf-8")
    return hmac.digest(key, previous + content, "sha256")
