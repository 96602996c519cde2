"""Take pages: safe on disk the moment they exist, looked at afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from app.domain.audit import AuditAction, AuditEntry
from app.domain.clerk import Session
from app.domain.errors import PageError, RuleError
from app.domain.page import (
    Page,
    PageAnalysis,
    PageConfidence,
    PageOutline,
    Quality,
    QualityVerdict,
)
from app.ports.document_source import DocumentSource, ScannedFrame, ScanRequest, SourceDescription
from app.ports.environment import Clock, IdSource
from app.ports.page_reader import PageReader
from app.ports.store import PageVault, Store
from app.services.edit_case import MATERIAL_CURSOR, require_draft

SEQUENCE_STEP = 1000
UNSEEN = Quality(QualityVerdict.FAIR, ())  # kept, not yet looked at
_WHOLE_FRAME = PageOutline(corners=None, confidence=PageConfidence.LOW, rotation=0, skew_deg=0.0)


@dataclass(frozen=True, slots=True)
class CapturePages:
    """From a source to pages of a material."""

    store: Store
    vault: PageVault
    source: DocumentSource
    reader: PageReader
    clock: Clock
    ids: IdSource

    def sources(self) -> tuple[SourceDescription, ...]:
        """What is on the desk now."""
        return self.source.list()

    def scan(self, request: ScanRequest, cancelled: Callable[[], bool]) -> Iterator[ScannedFrame]:
        """Frames as they come; keep each before asking for the next. Pages before a fault are yielded first.

        Raises `store.disk_low` before anything is scanned that could not be kept.
        """
        self.store.check_space()
        return self.source.scan(request, cancelled=cancelled)

    def keep(self, session: Session, case_id: str, material_code: str, frame: ScannedFrame) -> Page:
        """Put one frame into the vault and onto the draft, durable when this returns.

        The quality is FAIR without reasons until `analyse` has looked.
        """
        now = self.clock.now()
        blob = self.vault.put(frame.data, frame.media_type)
        with self.store.unit_of_work() as unit:
            case = require_draft(unit.cases.get(case_id))
            sequence = _next_sequence(unit.pages.of_case(case_id), material_code)
            page = Page(
                id=self.ids.new_id(),
                case_id=case_id,
                material_code=material_code,
                sequence=sequence,
                original=blob,
                rendition=None,
                outline=_WHOLE_FRAME,
                quality=UNSEEN,
                codes=(),
                captured_at=now,
                captured_by=session.clerk.id,
                source=frame.source,
            )
            unit.pages.add(page)
            unit.cases.save(replace(case, cursor=f"{MATERIAL_CURSOR}{material_code}", updated_at=now))
            unit.audit.add(AuditEntry(AuditAction.PAGE_CAPTURED, now, session.clerk.id, case.id, page.id))
            unit.commit()
        return page

    def analyse(self, case_id: str, page_id: str, dpi: int | None = None) -> tuple[Page, ...]:
        """Find, straighten, judge and read a kept page. A document of several pages becomes several pages.

        `dpi` is what the source used, where it said so: it decides whether the resolution is too low.

        Raises PageError when the bytes are no usable picture; the page is then off the case, and the clerk told.
        """
        page = self._page(case_id, page_id)
        data = self.vault.get(page.original.sha256)
        try:
            analyses = self.reader.analyse(data, page.original.media_type, expect_dpi=dpi)
        except PageError as error:
            self._drop(page, error)
            raise
        pages = tuple(self._analysed(page, analysis, index) for index, analysis in enumerate(analyses))
        with self.store.unit_of_work() as unit:
            unit.pages.replace(pages[0])
            for extra in pages[1:]:
                unit.pages.add(extra)
            unit.commit()
        return pages

    def unseen(self, case_id: str) -> tuple[Page, ...]:
        """Pages a power cut left without analysis; analyse them when the case is taken up again."""
        with self.store.unit_of_work() as unit:
            return tuple(page for page in unit.pages.of_case(case_id) if page.quality == UNSEEN)

    def picture(self, page: Page, original: bool = False) -> bytes:
        """The encoded picture of a page: its straightened rendition, or the original frame."""
        blob = page.original if original or page.rendition is None else page.rendition
        return self.vault.get(blob.sha256)

    def _page(self, case_id: str, page_id: str) -> Page:
        with self.store.unit_of_work() as unit:
            page = next((page for page in unit.pages.of_case(case_id) if page.id == page_id), None)
        if page is None:
            raise RuleError("page_not_in_case")
        return page

    def _drop(self, page: Page, error: PageError) -> None:
        with self.store.unit_of_work() as unit:
            unit.pages.remove(page.id)
            now = self.clock.now()
            unit.audit.add(AuditEntry(AuditAction.PAGE_REMOVED, now, page.captured_by, page.case_id, error.code))
            unit.commit()

    def _analysed(self, page: Page, analysis: PageAnalysis, index: int) -> Page:
        rendition = None
        if analysis.rendition is not None and analysis.rendition_media_type is not None:
            rendition = self.vault.put(analysis.rendition, analysis.rendition_media_type)
        return replace(
            page,
            id=page.id if index == 0 else self.ids.new_id(),
            sequence=page.sequence + index,
            rendition=rendition,
            outline=analysis.outline,
            quality=analysis.quality,
            codes=analysis.codes,
        )


def _next_sequence(pages: Sequence[Page], material_code: str) -> int:
    """Behind the last page of the material; steps of 1000 leave room for the pages of one document file."""
    last = max((page.sequence for page in pages if page.material_code == material_code), default=0)
    return last - last % SEQUENCE_STEP + SEQUENCE_STEP
