"""The directory of items from guide folders lying one above the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from app.domain.agreement import Agreement
from app.domain.errors import GuideError
from app.domain.guide import GuideRef, ItemGuide, ItemSummary, PlaceSummary
from app.domain.identifiers.division import DivisionCode
from app.platform.guides.folder import GuideFolder
from app.platform.guides.index import AgreementEntry, GuideEntry, ItemEntry

_Place = tuple[str, str]  # item code, division code


class JsonGuideSource:
    """`GuideSource` over the shipped guides and, above them, those pulled from the platform.

    Versions are immutable: where both folders have the same version of a guide, the shipped one stands, and another
    content in the pulled one is a problem. In force is the highest version whose dates include the day. A file that
    turns out to be unusable is not offered any more; its place keeps its other versions for the cases taken under
    them, but never falls back to an older one for new cases, which would ask for the wrong papers.

    Opens one manifest a folder at first use; each guide is read and checked when it is chosen. `problems` reads
    everything: call it in the background after the start, and in the doctor.
    """

    def __init__(self, shipped: Path, pulled: Path | None = None) -> None:
        self._paths = (shipped,) if pulled is None else (shipped, pulled)
        self.reload()

    def reload(self) -> None:
        """Look at the folders anew, for example after a pull."""
        self._folders = tuple(GuideFolder(path) for path in self._paths)
        self._guides: dict[GuideRef, ItemGuide] = {}
        self._agreements: dict[tuple[str, int], Agreement] = {}
        self._unusable: dict[str, GuideError] = {}
        self._directories: dict[date, tuple[ItemSummary, ...]] = {}
        self._merged: _Merged | None = None

    def items(self, on: date) -> Sequence[ItemSummary]:
        """All items with the places in force on this day, in the order of their codes."""
        found = self._directories.get(on)
        if found is None:  # `problems` may clear the directory on another thread meanwhile
            found = tuple(self._summaries(on))
            self._directories = {on: found}
        return found

    def current(self, item_code: str, division_code: str, on: date) -> ItemGuide:
        """The version in force.

        Raises GuideError `guide.item_missing`, `guide.place_missing`, `guide.not_in_force`, or what is wrong with
        the file of the version in force.
        """
        item = self._content.items.get(item_code)
        if item is None:
            raise GuideError("item_missing", item=item_code)
        versions = self._content.guides.get((item_code, division_code), ())
        if not versions:
            raise GuideError("place_missing", item=item.item_name, place=division_code)
        entry = _in_force(versions, on)
        if entry is None:
            raise _not_in_force(item, versions, on)
        return self._guide(entry)

    def version(self, ref: GuideRef) -> ItemGuide:
        """Exactly this version. Raises GuideError `guide.version_missing`, or what is wrong with its file."""
        versions = self._content.guides.get((ref.item_code, ref.division_code), ())
        entry = next((one for one in versions if one.version == ref.version), None)
        if entry is None:
            raise GuideError("version_missing", item=ref.item_code, place=ref.division_code, version=ref.version)
        return self._guide(entry)

    def agreement(self, item_code: str, collecting_division: str, handling_division: str, on: date) -> Agreement | None:
        """The agreement in force, None when there is none.

        Of several the one nearest to the handling place wins, then the one naming its items, then the newest.
        """
        handling = DivisionCode(handling_division)
        near = [one for one in self._content.agreements if DivisionCode(one.handling_division).contains(handling)]
        found = [
            agreement
            for agreement in map(self._agreement, near)
            if agreement is not None
            and agreement.made_by(collecting_division)
            and agreement.covers(item_code, handling_division, on)
        ]
        return max(found, key=_nearness, default=None)

    def unreadable_pulled(self) -> tuple[GuideError, ...]:
        """Why nothing that was pulled is offered, if so. Opens the pulled manifest only, so the start can afford it."""
        return tuple(folder.problem for folder in self._folders[1:] if folder.problem is not None)

    def problems(self) -> tuple[GuideError, ...]:
        """Every unusable file with why; from then on `items` leaves out the places whose guide in force is one."""
        found = [*self._content.conflicts]
        for folder in self._folders:
            guides = {entry.file: entry for entry in folder.index.guides}
            for file, error in folder.problems():
                if file in guides:
                    error.details.update(self._named(guides[file]))
                self._unusable[_place_of(folder, file)] = error
                found.append(error)
        self._directories.clear()
        return tuple(found)

    def _named(self, entry: GuideEntry) -> dict[str, str]:
        item = self._content.items.get(entry.item_code)
        return {"item_name": item.item_name if item else entry.item_code, "place_name": entry.place_name}

    @property
    def _content(self) -> _Merged:
        if self._merged is None:
            self._merged = _Merged(self._folders)
        return self._merged

    def _guide(self, entry: GuideEntry) -> ItemGuide:
        if entry.ref not in self._guides:
            folder = self._content.folder_of[entry.file, entry.sha256]
            try:
                self._guides[entry.ref] = folder.guide(entry)
            except GuideError as error:
                self._unusable[_place_of(folder, entry.file)] = error
                self._directories.clear()
                raise
        return self._guides[entry.ref]

    def _agreement(self, entry: AgreementEntry) -> Agreement | None:
        """None for one whose file is unusable: no power is taken from it."""
        key = (entry.id, entry.version)
        if key not in self._agreements:
            try:
                self._agreements[key] = self._content.folder_of[entry.file, entry.sha256].agreement(entry)
            except GuideError:
                return None
        return self._agreements[key]

    def _summaries(self, on: date) -> Iterator[ItemSummary]:
        for item in self._content.items.values():
            places = tuple(self._places(item.item_code, on))
            if places:
                yield ItemSummary(item.item_code, item.item_name, item.short_name, places, item.also_called)

    def _places(self, item_code: str, on: date) -> Iterator[PlaceSummary]:
        for versions in self._content.versions_of(item_code):
            entry = _in_force(versions, on)
            if entry is not None and self._usable(entry):
                yield PlaceSummary(entry.division_code, entry.place_name, entry.mode, entry.depth, entry.material_count)

    def _usable(self, entry: GuideEntry) -> bool:
        return _place_of(self._content.folder_of[entry.file, entry.sha256], entry.file) not in self._unusable


class _Merged:
    """The manifests of all folders as one."""

    def __init__(self, folders: Iterable[GuideFolder]) -> None:
        self.folder_of: dict[tuple[str, str], GuideFolder] = {}
        self.conflicts: list[GuideError] = []
        items: dict[str, ItemEntry] = {}
        guides: dict[GuideRef, GuideEntry] = {}
        agreements: dict[str, AgreementEntry] = {}
        for folder in folders:
            for item in folder.index.items:
                items[item.item_code] = item
            for guide in folder.index.guides:
                self.folder_of.setdefault((guide.file, guide.sha256), folder)
                if guides.setdefault(guide.ref, guide).sha256 != guide.sha256:
                    self.conflicts.append(GuideError("version_conflict", file=guide.file))
            for agreement in folder.index.agreements:
                self.folder_of.setdefault((agreement.file, agreement.sha256), folder)
                if agreement.id not in agreements or agreements[agreement.id].version < agreement.version:
                    agreements[agreement.id] = agreement
        self.items = dict(sorted(items.items()))
        self.agreements = tuple(agreements.values())
        self.guides: dict[_Place, tuple[GuideEntry, ...]] = {}
        for ref in sorted(guides, key=lambda ref: (ref.item_code, ref.division_code, -ref.version)):
            place = (ref.item_code, ref.division_code)
            self.guides[place] = (*self.guides.get(place, ()), guides[ref])

    def versions_of(self, item_code: str) -> Iterator[tuple[GuideEntry, ...]]:
        """The versions of every place of an item, newest first, places in the order of their codes."""
        return (versions for (item, _), versions in self.guides.items() if item == item_code)


def _in_force(versions: Sequence[GuideEntry], on: date) -> GuideEntry | None:
    return next((entry for entry in versions if entry.in_force(on)), None)


def _not_in_force(item: ItemEntry, versions: Sequence[GuideEntry], on: date) -> GuideError:
    place = versions[0].place_name
    coming = [entry.effective_from for entry in versions if entry.effective_from > on]
    if coming:
        return GuideError("not_yet_in_force", item=item.item_name, place=place, start=min(coming).isoformat())
    return GuideError("not_in_force", item=item.item_name, place=place)


def _nearness(agreement: Agreement) -> tuple[int, bool, date]:
    depth = len(agreement.handling_division.rstrip("0"))
    return depth, bool(agreement.item_codes), agreement.valid_from


def _place_of(folder: GuideFolder, file: str) -> str:
    return f"{folder.path}/{file}"
