"""The list of a backup: every file of it with size and hash, and a proof that somebody with the data key made it.

`{"version": 1, "made_at", "letter", "moved", "database": {name: [size, sha256]}, "vault": {path: [size, sha256]},
"lost": [...], "proof": hex}`. Hashes are of the bytes as they lie there, so that a backup is checked without any key.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from app.domain.errors import StoreError
from local_store.durable_files import translated_errors

MANIFEST = "manifest.json"
_VERSION = 1
_BLOCK = 1 << 20

Sizes = Mapping[str, tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup consists of: `files` beside it, `vault` in the folder all backups of a station share."""

    made_at: str
    letter: str
    moved: bool
    files: Sizes
    vault: Sizes
    lost: tuple[tuple[str, str, str], ...] = ()
    proof: str = field(default="", compare=False)

    def proven(self, key: bytes) -> Manifest:
        """With the proof of `key` (the data key's, for backups)."""
        return Manifest(self.made_at, self.letter, self.moved, self.files, self.vault, self.lost, self._proof(key))

    def check_proof(self, key: bytes) -> None:
        """Raise StoreError `store.backup_damaged` when it was changed by somebody without the data key."""
        if not hmac.compare_digest(self._proof(key), self.proof):
            raise StoreError("backup_damaged", file=MANIFEST)

    @property
    def moment(self) -> datetime:
        """When it was made."""
        return datetime.fromisoformat(self.made_at)

    def content(self) -> bytes:
        """As it is written."""
        return json.dumps({"version": _VERSION, **asdict(self)}, sort_keys=True).encode("ascii")

    def _proof(self, key: bytes) -> str:
        document = {**asdict(self), "proof": ""}
        return hmac.new(key, json.dumps(document, sort_keys=True).encode("ascii"), "sha256").hexdigest()


def read_manifest(folder: Path) -> Manifest:
    """The manifest of the backup in `folder`; raises StoreError `store.backup_damaged`, `store.newer_version`."""
    try:
        with translated_errors():
            document = json.loads((folder / MANIFEST).read_bytes())
        version = document.pop("version")
        found = Manifest(
            **{name: document[name] for name in ("made_at", "letter", "moved", "proof")},
            files=_sizes(document["files"]),
            vault=_sizes(document["vault"]),
            lost=tuple((str(kind), str(case), str(detail)) for kind, case, detail in document["lost"]),
        )
        datetime.fromisoformat(found.made_at)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, StoreError):
        raise StoreError("backup_damaged", file=MANIFEST) from None
    if version > _VERSION:
        raise StoreError("newer_version")
    return found


def _sizes(document: Mapping[str, Any]) -> dict[str, tuple[int, str]]:
    """Names stay inside the folder: a manifest made by a stranger must not write elsewhere."""
    for name in document:
        path = Path(name)
        if path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name:
            raise ValueError(name)
    return {name: (int(size), str(sha256)) for name, (size, sha256) in document.items()}


def file_entry(path: Path) -> tuple[int, str]:
    """Size and SHA-256 of a file as it lies there."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
            size += len(block)
    return size, digest.hexdigest()
