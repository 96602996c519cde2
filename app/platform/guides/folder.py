"""One folder of guide files: its manifest, and its files read and checked one by one."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from app.domain.agreement import Agreement
from app.domain.errors import GuideError
from app.domain.guide import ItemGuide
from app.platform.guides.index import (
    AgreementEntry,
    GuideEntry,
    Index,
    agreement_entry,
    guide_entry,
    read_index,
)
from app.platform.guides.reading import parse_agreement, parse_guide, parse_item, read_file

_PATTERNS = ("items/*.json", "places/*/*.json", "agreements/*.json")


class GuideFolder:
    """Read-only view of a folder; a folder that does not exist (nothing pulled yet) is an empty one."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @cached_property
    def _read(self) -> tuple[Index, GuideError | None]:
        if not self.path.is_dir():
            return Index(), None
        try:
            return read_index(self.path), None
        except GuideError as error:
            return Index(), error

    @property
    def index(self) -> Index:
        """What the folder offers; empty when its manifest cannot be read (see `problems`)."""
        return self._read[0]

    @property
    def problem(self) -> GuideError | None:
        """Why the manifest cannot be read, so that nothing of the folder is offered; None when it can."""
        return self._read[1]

    def guide(self, entry: GuideEntry) -> ItemGuide:
        """Read, check and return a guide. Raises GuideError."""
        guide = parse_guide(read_file(self.path, entry.file, entry.sha256), entry.file)
        if guide_entry(entry.file, entry.sha256, guide) != entry:
            raise GuideError("manifest_bad", file=entry.file)
        return guide

    def agreement(self, entry: AgreementEntry) -> Agreement:
        """Read, check and return an agreement. Raises GuideError."""
        agreement, version = parse_agreement(read_file(self.path, entry.file, entry.sha256), entry.file)
        if agreement_entry(entry.file, entry.sha256, agreement, version) != entry:
            raise GuideError("manifest_bad", file=entry.file)
        return agreement

    def files(self) -> tuple[str, ...]:
        """Names of all guide files lying in the folder, listed or not."""
        found = (path for pattern in _PATTERNS for path in self.path.glob(pattern))
        return tuple(sorted(path.relative_to(self.path).as_posix() for path in found))

    def problems(self) -> Iterator[tuple[str, GuideError]]:
        """Every file that is unusable, with why. Reads all of them: seconds for a whole province."""
        if self.problem is not None:
            yield "", self.problem
        listed = {entry.file for entry in self.index.entries}
        for file in self.files():
            if file not in listed:
                yield file, GuideError("not_listed", file=file)
        for entry in self.index.entries:
            try:
                if isinstance(entry, GuideEntry):
                    self.guide(entry)
                elif isinstance(entry, AgreementEntry):
                    self.agreement(entry)
                else:
                    parse_item(read_file(self.path, entry.file, entry.sha256), entry.file)
            except GuideError as error:
                yield entry.file, error
