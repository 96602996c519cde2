"""The file of key slots: JSON, two copies, each with its own checksum.

`{"version": 1, "login_salt": hex, "slots": [{"kind": "password", "login": id, "salt": hex, "passes", "memory_kib",
"lanes", "wrapped": hex, "one_time": true}], "sha256": checksum of all before}`. A login is kept as a salted hash: it
may be a name. `one_time` stands there only for a password that must be changed before it opens the store.
A slot of another kind, or a higher version, was made by a newer program and is refused rather than lost.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.domain.errors import StoreError
from local_store.durable_files import translated_errors, write_durably
from local_store.folder import DataFolder
from local_store.keys.password import PasswordStrength

_VERSION = 1
_PASSWORD = "password"  # noqa: S105 - the kind of a slot
_SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class PasswordSlot:
    """The data key wrapped for one login; `login` is the salted hash, `one_time` a password not yet its owner's own."""

    login: str
    salt: bytes
    strength: PasswordStrength
    wrapped: bytes
    one_time: bool = False


@dataclass(frozen=True, slots=True)
class KeySlots:
    """Everything in the file."""

    login_salt: bytes
    slots: tuple[PasswordSlot, ...]

    @classmethod
    def empty(cls) -> KeySlots:
        """No slot yet."""
        return cls(secrets.token_bytes(_SALT_BYTES), ())

    def login_hash(self, login: str) -> str:
        """How `login` is named in the file."""
        return hashlib.sha256(self.login_salt + login.encode("utf-8", "surrogatepass")).hexdigest()

    def of_login(self, login: str) -> PasswordSlot | None:
        """The slot of a login."""
        wanted = self.login_hash(login)
        return next((slot for slot in self.slots if slot.login == wanted), None)

    def with_slot(self, slot: PasswordSlot) -> KeySlots:
        """With this slot in place of the one of the same login."""
        others = tuple(one for one in self.slots if one.login != slot.login)
        return replace(self, slots=(*others, slot))

    def without(self, login: str) -> KeySlots:
        """Without the slot of this login."""
        gone = self.login_hash(login)
        return replace(self, slots=tuple(slot for slot in self.slots if slot.login != gone))


class SlotFile:
    """Reads and writes the slots of a data folder."""

    def __init__(self, folder: DataFolder) -> None:
        self._paths = (folder.keys, folder.keys_copy)

    def read(self) -> KeySlots | None:
        """The slots, None when there is no file yet.

        Raises StoreError `store.keys_damaged` when neither copy is whole, `store.newer_version`.
        """
        with translated_errors():
            found = [path.read_bytes() for path in self._paths if path.exists()]
        if not found:
            return None
        for content in found:
            document = _checked(content)
            if document is not None:
                return _slots(document)
        raise StoreError("keys_damaged")

    def write(self, slots: KeySlots) -> None:
        """Replace both copies, one after the other: one of them is whole at any moment."""
        content = _content(slots)
        for path in self._paths:
            write_durably(path, content)

    def mend(self) -> None:
        """Make both copies the same again: one may be damaged or, after a power cut, still hold what was replaced."""
        slots = self.read()
        if slots is not None and any(not path.exists() or path.read_bytes() != _content(slots) for path in self._paths):
            self.write(slots)


def _content(slots: KeySlots) -> bytes:
    document: dict[str, Any] = {
        "version": _VERSION,
        "login_salt": slots.login_salt.hex(),
        "slots": [
            {
                "kind": _PASSWORD,
                "login": slot.login,
                "salt": slot.salt.hex(),
                "passes": slot.strength.passes,
                "memory_kib": slot.strength.memory_kib,
                "lanes": slot.strength.lanes,
                "wrapped": slot.wrapped.hex(),
                **({"one_time": True} if slot.one_time else {}),
            }
            for slot in slots.slots
        ],
    }
    document["sha256"] = _checksum(document)
    return json.dumps(document, indent=1).encode("ascii")


def _checked(content: bytes) -> Mapping[str, Any] | None:
    """The document, None when it is not what was written."""
    try:
        document = json.loads(content)
        checksum = document.pop("sha256")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return document if checksum == _checksum(document) else None


def _checksum(document: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(document, sort_keys=True).encode("ascii")).hexdigest()


def _slots(document: Mapping[str, Any]) -> KeySlots:
    kinds = {slot["kind"] for slot in document["slots"]}
    if document["version"] > _VERSION or not kinds <= {_PASSWORD}:
        raise StoreError("newer_version")
    return KeySlots(
        login_salt=bytes.fromhex(document["login_salt"]),
        slots=tuple(
            PasswordSlot(
                login=slot["login"],
                salt=bytes.fromhex(slot["salt"]),
                strength=PasswordStrength(slot["passes"], slot["memory_kib"], slot["lanes"]),
                wrapped=bytes.fromhex(slot["wrapped"]),
                one_time=slot.get("one_time") is True,
            )
            for slot in document["slots"]
        ),
    )
