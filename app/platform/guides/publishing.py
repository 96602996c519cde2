"""Make the manifest of a guide folder: check every file, list the sound ones, never let a published version change."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TypeVar

from app.domain.errors import GuideError
from app.platform.guides.folder import GuideFolder
from app.platform.guides.index import (
    MANIFEST,
    AgreementEntry,
    GuideEntry,
    Index,
    ItemEntry,
    agreement_entry,
    guide_entry,
    index_text,
    sha256_of,
)
from app.platform.guides.reading import parse_agreement, parse_guide, parse_item, read_file

_Entry = GuideEntry | AgreementEntry | ItemEntry
Published = TypeVar("Published", GuideEntry, AgreementEntry)


def write_manifest(path: Path, known_items: frozenset[str] = frozenset()) -> tuple[Index, tuple[GuideError, ...]]:
    """Write `manifest.json` of the folder; returns it and what was left out and why.

    `known_items` are the item codes of the folders below. A version that the old manifest lists stays as listed:
    when its file has changed or gone it is reported, and a new version number is the way to change a guide.
    """
    folder = GuideFolder(path)
    entries: list[_Entry] = []
    problems: list[GuideError] = []
    for file in folder.files():
        try:
            entries.append(_entry(path, file))
        except GuideError as error:
            problems.append(error)
    items = tuple(entry for entry in entries if isinstance(entry, ItemEntry))
    guides = _kept(folder.index.guides, [one for one in entries if isinstance(one, GuideEntry)], problems)
    agreements = _kept(folder.index.agreements, [one for one in entries if isinstance(one, AgreementEntry)], problems)
    known = known_items | {item.item_code for item in items}
    problems += [
        GuideError("item_unknown", file=guide.file, item=guide.item_code)
        for guide in guides
        if guide.item_code not in known
    ]
    index = Index(items, tuple(guide for guide in guides if guide.item_code in known), agreements)
    _write(path / MANIFEST, index_text(index))
    return index, tuple(problems)


def _entry(path: Path, file: str) -> _Entry:
    data = read_file(path, file)
    sha256 = sha256_of(data)
    if file.startswith("items/"):
        record = parse_item(data, file)
        return ItemEntry(file, sha256, record.item_code, record.item_name, record.short_name, record.also_called)
    if file.startswith("agreements/"):
        return agreement_entry(file, sha256, *parse_agreement(data, file))
    return guide_entry(file, sha256, parse_guide(data, file))


def _kept(
    published: tuple[Published, ...], found: list[Published], problems: list[GuideError]
) -> tuple[Published, ...]:
    """The published entries, and those found beside them."""
    fresh = {entry.file: entry for entry in found}
    for entry in published:
        now = fresh.get(entry.file)
        if now is None or now.sha256 != entry.sha256:
            problems.append(GuideError("version_changed", file=entry.file))
        fresh[entry.file] = entry
    return tuple(fresh[file] for file in sorted(fresh))


def _write(path: Path, text: str) -> None:
    temporary = path.with_suffix(".new")
    with temporary.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(path)
