"""The file of key slots: JSON, two copies, each with its own checksum.

`{"version": 2, "login_salt": hex, "rotation_asked": bool, "slots": [...], "sha256": checksum of all before}`, a slot
`{"kind": "password", "login": id, "salt": hex, "passes", "memory_kib", "lanes", "wrapped": hex, "public": hex,
"proof": hex, "sealed": {generation: hex}, "one_time": true}` or `{"kind": "recovery", "public", "proof", "sealed"}`,
kind "keyring" likewise.
A login is kept as a salted hash: it may be a name. `one_time` stands there only for a password that must be changed
before it opens the store. In version 1 a slot had no `public`, `proof` and `sealed`, and the data key in `wrapped`.
A slot of another kind, or a higher version, was made by a newer program and is refused rather than lost.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Mapping
from typing import Any

from app.domain.errors import StoreError
from app.domain.recovery_key import RecoveryPlace
from local_store.durable_files import translated_errors, write_durably
from local_store.folder import DataFolder
from local_store.keys.password import PasswordStrength
from local_store.keys.slots import Holder, KeySlots, PasswordSlot
from local_store.keys.wiping import FolderKeyWipe

_VERSION = 2
_PASSWORD = "password"  # noqa: S105 - the kind of a slot
_KINDS = {_PASSWORD, *(place.value for place in RecoveryPlace)}


class SlotFile:
    """Reads and writes the slots of a data folder."""

    def __init__(self, folder: DataFolder) -> None:
        self._paths = (folder.keys, folder.keys_copy)
        self._wipe = FolderKeyWipe(folder)
        self._changing = threading.RLock()  # the end of a rotation comes from a thread of its own

    def read(self) -> KeySlots | None:
        """The slots, None when there is no file yet.

        Raises StoreError `store.keys_damaged` when neither copy is whole, `store.newer_version`, `store.wiped`.
        """
        self._wipe.refuse_wiped()
        with translated_errors():
            found = [path.read_bytes() for path in self._paths if path.exists()]
        if not found:
            return None
        for content in found:
            document = _checked(content)
            if document is not None:
                return _slots(document)
        raise StoreError("keys_damaged")

    def change(self, change: Callable[[KeySlots], KeySlots]) -> None:
        """Read, change and write, one at a time; nothing is written when nothing changed.

        Raises StoreError `store.closed` when there is no file.
        """
        with self._changing:
            before = self.read()
            if before is None:
                raise StoreError("closed")
            after = change(before)
            if after is not before:
                self.write(after)

    def write(self, slots: KeySlots) -> None:
        """Replace both copies, one after the other: one of them is whole at any moment."""
        content = _content(slots)
        for path in self._paths:
            write_durably(path, content)

    def mend(self) -> None:
        """Make both copies the same again: one may be damaged or, after a power cut, still hold what was replaced."""
        with self._changing:
            slots = self.read()
            if slots is None:
                return
            content = _content(slots)
            with translated_errors():
                same = all(path.exists() and path.read_bytes() == content for path in self._paths)
            if not same:
                self.write(slots)


def _content(slots: KeySlots) -> bytes:
    kept = [_slot_row(slot) for slot in slots.slots]
    held = ((place, slots.of_place(place)) for place in RecoveryPlace)
    kept += [{"kind": place.value, **_holder_row(holder)} for place, holder in held if holder is not None]
    document: dict[str, Any] = {
        "version": _VERSION,
        "login_salt": slots.login_salt.hex(),
        "rotation_asked": slots.rotation_asked,
        "slots": kept,
    }
    document["sha256"] = _checksum(document)
    return json.dumps(document, indent=1).encode("ascii")


def _slot_row(slot: PasswordSlot) -> dict[str, Any]:
    return {
        "kind": _PASSWORD,
        "login": slot.login,
        "salt": slot.salt.hex(),
        "passes": slot.strength.passes,
        "memory_kib": slot.strength.memory_kib,
        "lanes": slot.strength.lanes,
        "wrapped": slot.wrapped.hex(),
        **({} if slot.holder is None else _holder_row(slot.holder)),
        **({"one_time": True} if slot.one_time else {}),
    }


def _holder_row(holder: Holder) -> dict[str, Any]:
    return {
        "public": holder.public.hex(),
        "proof": holder.proof.hex(),
        "sealed": {str(generation): sealed.hex() for generation, sealed in holder.sealed},
    }


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
    if document["version"] > _VERSION or not kinds <= _KINDS:
        raise StoreError("newer_version")
    return KeySlots(
        login_salt=bytes.fromhex(document["login_salt"]),
        slots=tuple(_password_slot(slot) for slot in document["slots"] if slot["kind"] == _PASSWORD),
        recovery=_held(document, RecoveryPlace.PAPER),
        keyring=_held(document, RecoveryPlace.KEYRING),
        rotation_asked=document.get("rotation_asked") is True,
    )


def _held(document: Mapping[str, Any], place: RecoveryPlace) -> Holder | None:
    return next((_holder(slot) for slot in document["slots"] if slot["kind"] == place.value), None)


def _password_slot(slot: Mapping[str, Any]) -> PasswordSlot:
    return PasswordSlot(
        login=slot["login"],
        salt=bytes.fromhex(slot["salt"]),
        strength=PasswordStrength(slot["passes"], slot["memory_kib"], slot["lanes"]),
        wrapped=bytes.fromhex(slot["wrapped"]),
        holder=_holder(slot) if "public" in slot else None,
        one_time=slot.get("one_time") is True,
    )


def _holder(slot: Mapping[str, Any]) -> Holder:
    sealed = ((int(generation), bytes.fromhex(one)) for generation, one in slot["sealed"].items())
    return Holder(bytes.fromhex(slot["public"]), bytes.fromhex(slot["proof"]), tuple(sealed))
