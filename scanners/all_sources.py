"""All sources of pages on the desk as one `DocumentSource`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from app.domain.errors import DeviceError
from app.ports.document_source import (
    DocumentSource,
    ScannedFrame,
    ScanRequest,
    SourceDescription,
    never_cancelled,
)


class AllDocumentSources:
    """Sends each request to the source whose ids begin with its prefix (`sane:`, `folder:`, `file`)."""

    def __init__(self, sources: Mapping[str, DocumentSource]) -> None:
        """`sources` by the prefix of their ids; the longest prefix that fits is taken."""
        self._sources = dict(sorted(sources.items(), key=lambda item: -len(item[0])))

    def list(self) -> tuple[SourceDescription, ...]:
        """What can be reached now. A source that fails does not hide the others.

        Raises the first `DeviceError` only when no source answers at all.
        """
        found: tuple[SourceDescription, ...] = ()
        fault: DeviceError | None = None
        for source in self._sources.values():
            try:
                found += source.list()
            except DeviceError as error:
                fault = fault or error
        if fault is not None and not found:
            raise fault
        return found

    def describe(self, source_id: str) -> SourceDescription:
        """Describe one source. Raises `DeviceError`."""
        return self._of(source_id).describe(source_id)

    def scan(self, request: ScanRequest, *, cancelled: Callable[[], bool] = never_cancelled) -> Iterator[ScannedFrame]:
        """Scan from the source the request names."""
        return self._of(request.source_id).scan(request, cancelled=cancelled)

    def _of(self, source_id: str) -> DocumentSource:
        for prefix, source in self._sources.items():
            if source_id.startswith(prefix):
                return source
        raise DeviceError("source_unknown", source=source_id)
