"""The manifest of a guide folder: what it holds, and the SHA-256 each file must have.

Read with the standard library alone: listing the directory opens one file and loads no checker. Every entry is made
from a file that passed all checks, so an entry is as good as its file as long as the hash holds.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from app.domain.agreement import Agreement
from app.domain.errors import GuideError
from app.domain.guide import GuideRef, ItemGuide, ServiceDepth, ServiceMode

MANIFEST = "manifest.json"
INDEX_FORMAT = 1

Entry = TypeVar("Entry")


@dataclass(frozen=True, slots=True)
class ItemEntry:
    """An item of the directory."""

    file: str
    sha256: str
    item_code: str
    item_name: str
    short_name: str
    also_called: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GuideEntry:
    """One version of one guide: what the directory shows of it without opening its file."""

    file: str
    sha256: str
    item_code: str
    division_code: str
    version: int
    place_name: str
    mode: ServiceMode
    depth: ServiceDepth
    material_count: int
    effective_from: date
    effective_until: date | None

    @property
    def ref(self) -> GuideRef:
        """The version it stands for."""
        return GuideRef(self.item_code, self.division_code, self.version)

    def in_force(self, on: date) -> bool:
        """Whether the version holds on this day, both ends included."""
        return self.effective_from <= on and (self.effective_until is None or on <= self.effective_until)


@dataclass(frozen=True, slots=True)
class AgreementEntry:
    """One version of one agreement."""

    file: str
    sha256: str
    id: str
    version: int
    collecting_division: str
    handling_division: str


@dataclass(frozen=True, slots=True)
class Index:
    """All entries of a folder."""

    items: tuple[ItemEntry, ...] = ()
    guides: tuple[GuideEntry, ...] = ()
    agreements: tuple[AgreementEntry, ...] = ()

    @property
    def entries(self) -> tuple[ItemEntry | GuideEntry | AgreementEntry, ...]:
        """All of them."""
        return (*self.items, *self.guides, *self.agreements)


def sha256_of(data: bytes) -> str:
    """The hash the manifest keeps, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def guide_entry(file: str, sha256: str, guide: ItemGuide) -> GuideEntry:
    """The entry of a guide."""
    return GuideEntry(
        file=file,
        sha256=sha256,
        item_code=guide.ref.item_code,
        division_code=guide.ref.division_code,
        version=guide.ref.version,
        place_name=guide.authority.place_name,
        mode=guide.mode,
        depth=guide.depth,
        material_count=len(guide.materials),
        effective_from=guide.effective_from,
        effective_until=guide.effective_until,
    )


def agreement_entry(file: str, sha256: str, agreement: Agreement, version: int) -> AgreementEntry:
    """The entry of an agreement."""
    return AgreementEntry(
        file, sha256, agreement.id, version, agreement.collecting_division, agreement.handling_division
    )


def read_index(folder: Path) -> Index:
    """The manifest of `folder`. Raises GuideError `guide.manifest_missing`, `guide.manifest_bad`."""
    name = f"{folder.name}/{MANIFEST}"
    try:
        text = (folder / MANIFEST).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise GuideError("manifest_missing", file=name) from None
    except (OSError, UnicodeDecodeError) as error:
        raise GuideError("manifest_bad", file=name) from error
    try:
        loaded = json.loads(text)
        if loaded["format"] != INDEX_FORMAT:
            raise ValueError(loaded["format"])
        return Index(
            items=_entries(loaded["items"], _item_entry),
            guides=_entries(loaded["guides"], _guide_entry),
            agreements=_entries(loaded["agreements"], lambda entry: AgreementEntry(**entry)),
        )
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise GuideError("manifest_bad", file=name) from error


def index_text(index: Index) -> str:
    """The manifest as it is written."""
    content = {"format": INDEX_FORMAT, **asdict(index)}
    return json.dumps(content, ensure_ascii=False, indent=1, default=_plain) + "\n"


def _entries(loaded: list[dict[str, Any]], make: Callable[[dict[str, Any]], Entry]) -> tuple[Entry, ...]:
    return tuple(make(entry) for entry in loaded)


def _item_entry(loaded: Mapping[str, Any]) -> ItemEntry:
    return ItemEntry(**{**loaded, "also_called": tuple(loaded.get("also_called", ()))})


def _guide_entry(loaded: Mapping[str, Any]) -> GuideEntry:
    until = loaded["effective_until"]
    return GuideEntry(
        **{
            **loaded,
            "mode": ServiceMode(loaded["mode"]),
            "depth": ServiceDepth(loaded["depth"]),
            "effective_from": date.fromisoformat(loaded["effective_from"]),
            "effective_until": None if until is None else date.fromisoformat(until),
        }
    )


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)
