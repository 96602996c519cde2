"""Take pages: safe on disk the moment they exist, looked at afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from app.domain.audit import AuditAction, AuditEntry
from app.domain.clerk import Session
from app.domain.errors import PageError, RuleError
from app.domain.page import (
    BlobRef,
    Page,
    PageAnalysis,
    PageConfidence,
    PageOutline,
    Quality,
    QualityReason,
    QualityVerdict,
)
from app.domain.page_text import Corners
from app.ports.document_source import DocumentSource, ScannedFrame, ScanRequest, SourceDescription
from app.ports.environment import Clock, IdSource
from app.ports.page_reader import PageReader
from app.ports.store import PageVault, Store
from app.services.edit_case import MATERIAL_CURSOR, SEQUENCE_STEP, require_draft

UNSEEN = Quality(QualityVerdict.FAIR, ())  # kept, not yet looked at
DOCUMENT_TYPES = frozenset({"application/pdf", "image/tiff"})  # one file, several pages: the file is no picture of one
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

    def keep(
        self, session: Session, case_id: str, material_code: str, frame: ScannedFrame, *, replaces: str = ""
    ) -> Page:
        """Put one frame into the vault and onto the draft, durable when this returns.

        `replaces` is the page it was taken again for: that one is off the case in the same step, and this one in its
        place; the removal is logged. Where it is gone already, the frame goes behind the last page. The quality is
        FAIR without reasons until `analyse` has looked.
        """
        now = self.clock.now()
        blob = self.vault.put(frame.data, frame.media_type)
        with self.store.unit_of_work() as unit:
            case = require_draft(unit.cases.get(case_id))
            pages = unit.pages.of_case(case_id)
            sequence = _next_sequence(pages, material_code)
            before = next((page for page in pages if page.id == replaces), None)
            if before is not None:
                material_code, sequence = before.material_code, before.sequence
                unit.pages.remove(before.id)
                unit.audit.add(AuditEntry(AuditAction.PAGE_REMOVED, now, session.clerk.id, case.id, before.id))
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

    def adjust(self, session: Session, case_id: str, page_id: str, corners: Corners | None, rotation: int) -> Page:
        """Straighten a page as the clerk says it lies; meaning of the values: `PageReader.straighten`.

        The original stays as it is, and with it a verdict that was given over it; the rendition is another one and
        has to be read again. A page of a document is taken out of its rendition, which is all there is of it as a
        picture. Raises `rule.not_a_draft`, `rule.page_not_in_case`, `rule.page_unseen` while the page is still being
        looked at, PageError, DeviceError.
        """
        page = self._page(case_id, page_id)
        if page.quality == UNSEEN:
            raise RuleError("page_unseen", name=page.material_code)
        untouched = corners is None and not rotation and page.original.media_type not in DOCUMENT_TYPES
        rendition = None if untouched else self._straightened(page, corners, rotation)
        with self.store.unit_of_work() as unit:
            require_draft(unit.cases.get(case_id))
            now = next((one for one in unit.pages.of_case(case_id) if one.id == page_id), None)
            if now is None:
                raise RuleError("page_not_in_case")
            adjusted = _adjusted(replace(now, rendition=rendition), corners, rotation)
            unit.pages.replace(adjusted)
            at = self.clock.now()
            unit.audit.add(AuditEntry(AuditAction.PAGE_ADJUSTED, at, session.clerk.id, case_id, page_id))
            unit.commit()
        return adjusted

    def restore(self, session: Session, page: Page) -> None:
        """Put a page that was just taken off back to where it was; it is read again.

        Raises `rule.not_a_draft`, StoreError (`page_missing` when its picture has been swept).
        """
        self.vault.get(page.original.sha256)
        with self.store.unit_of_work() as unit:
            require_draft(unit.cases.get(page.case_id))
            unit.pages.add(page)
            now = self.clock.now()
            unit.audit.add(AuditEntry(AuditAction.PAGE_RESTORED, now, session.clerk.id, page.case_id, page.id))
            unit.commit()

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

    def _straightened(self, page: Page, corners: Corners | None, rotation: int) -> BlobRef:
        data = self.vault.get(frame_of(page).sha256)
        return self.vault.put(*self.reader.straighten(data, corners, rotation))

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


def frame_of(page: Page) -> BlobRef:
    """The picture that corners of a page are about: the original, of a document's page its rendition."""
    of_document = page.original.media_type in DOCUMENT_TYPES
    return page.rendition if of_document and page.rendition is not None else page.original


def _adjusted(page: Page, corners: Corners | None, rotation: int) -> Page:
    """What the clerk said about the outline is certain; a page taken out flat leans no more."""
    if page.original.media_type in DOCUMENT_TYPES:
        return replace(page, outline=_WHOLE_FRAME)  # the frame itself is another picture now
    if corners is None:
        return replace(page, outline=replace(_WHOLE_FRAME, rotation=rotation))
    reasons = tuple(reason for reason in page.quality.reasons if reason is not QualityReason.SKEWED)
    quality = Quality(page.quality.verdict, reasons) if reasons else Quality(QualityVerdict.GOOD, ())
    return replace(page, outline=PageOutline(corners, PageConfidence.HIGH, rotation, 0.0), quality=quality)


def _next_sequence(pages: Sequence[Page], material_code: str) -> int:
    """Behind the last page of the material; steps of 1000 leave room for the pages of one document file."""
    last = max((page.sequence for page in pages if page.material_code == material_code), default=0)
    return last - last % SEQUENCE_STEP + SEQUENCE_STEP
