"""Which installation this is: the letter in receipt numbers that keeps a copied history apart from its original.

The store holds an installation id and letter; a file beside it holds the same id together with where the file
lies (machine and inode). A restored backup, a copied folder or a lost file do not match: a new id is made and the
next letter taken, before any number is given. Taking one too often only costs a letter.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.receipt_number import next_letter
from local_store.durable_files import TEMPORARY_SUFFIX, sync_folder, translated_errors, write_fully

if TYPE_CHECKING:
    from sqlalchemy import Connection

_MACHINE_ID = Path("/etc/machine-id")


def installation_letter(connection: Connection, path: Path) -> str:
    """The letter of this installation, inside the caller's transaction; `path` is the file beside the database.

    The file is written before the caller commits. A crash in between leaves a file that does not match, and the
    next start takes one letter more.
    """
    import sqlalchemy as sa

    from local_store.tables.station import installation

    stored = connection.execute(sa.select(installation)).one_or_none()
    beside = _read(path)
    if stored is not None and beside.get("id") == stored.id and beside.get("place") == _place(path):
        return str(stored.letter)
    letter = _letter_after("" if stored is None else stored.letter, beside.get("letter", ""))
    fresh = secrets.token_hex(16)
    _write(path, fresh, letter)
    connection.execute(installation.delete())
    connection.execute(installation.insert(), {"id": fresh, "letter": letter})
    return letter


def _letter_after(stored: str, beside: str) -> str:
    """After the later of the two: the file may be of a newer history than a restored database."""
    return next_letter(max(stored, beside, key=lambda letter: (len(letter), letter)))


def _read(path: Path) -> Mapping[str, str]:
    """What the file says, nothing when it is missing or damaged: then it does not match."""
    with translated_errors():
        if not path.exists():
            return {}
        content = path.read_bytes()
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}


def _write(path: Path, identity: str, letter: str) -> None:
    """Write the file; it names its own inode, which renaming keeps and copying does not."""
    temporary = path.with_name(f"{path.name}.{secrets.token_hex(8)}{TEMPORARY_SUFFIX}")
    with translated_errors():
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            document = {"id": identity, "letter": letter, "place": _place(temporary)}
            write_fully(handle, json.dumps(document).encode("ascii"))
            os.fsync(handle)
        finally:
            os.close(handle)
        temporary.replace(path)
        sync_folder(path.parent)


def _place(path: Path) -> str:
    """Where the file lies. Without a machine id (containers, Windows) the inode alone tells."""
    machine = _MACHINE_ID.read_text(encoding="ascii").strip() if _MACHINE_ID.exists() else ""
    return hashlib.sha256(f"{machine} {path.stat().st_ino}".encode("ascii")).hexdigest()
