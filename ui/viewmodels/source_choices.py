"""What a clerk can take pages from: each source once for the glass and once for each way its feeder can take sheets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.ports.document_source import ScanRequest, SourceDescription, SourceKind
from resources.texts import text


@dataclass(frozen=True, slots=True)
class SourceChoice:
    """One line of the list of sources; `key` tells it apart from the other lines of the same device."""

    key: str
    words: str
    source_id: str
    kind: SourceKind
    feeder: bool = False
    duplex: bool = False

    @property
    def live(self) -> bool:
        """Whether it can be watched before a picture is taken."""
        return self.kind is SourceKind.CAMERA

    def request(self) -> ScanRequest:
        """Ask for pages this way."""
        return ScanRequest(self.source_id, feeder=self.feeder, duplex=self.duplex)


def source_choices(sources: Sequence[SourceDescription]) -> tuple[SourceChoice, ...]:
    """All lines, in the order of the desk; picked files are asked for elsewhere."""
    return tuple(choice for one in sources if one.kind is not SourceKind.FILE for choice in _choices_of(one))


def _choices_of(source: SourceDescription) -> list[SourceChoice]:
    choices = []
    if source.kind is not SourceKind.FEEDER:
        words = text(f"materials.source_{source.kind.value}", name=source.name)
        choices.append(SourceChoice(source.id, words, source.id, source.kind))
    if source.feeder:
        words = text("materials.source_feeder", name=source.name)
        choices.append(SourceChoice(f"{source.id} feeder", words, source.id, source.kind, feeder=True))
    if source.duplex:
        words = text("materials.source_duplex", name=source.name)
        choices.append(SourceChoice(f"{source.id} duplex", words, source.id, source.kind, feeder=True, duplex=True))
    return choices
