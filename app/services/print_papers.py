"""Show, save and print papers; count every print; ask about those whose fate a power cut hid."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from app.domain.audit import AuditAction, AuditEntry
from app.domain.clerk import Session
from app.domain.errors import PrintError, RuleError, TongbanError
from app.domain.paper import Paper, PaperKind, PrintAttempt, PrintOutcome, may_be_out
from app.domain.system_fault import system_fault
from app.ports.environment import Clock, IdSource
from app.ports.papers import PaperPreview, Printer, PrinterDescription, ReprintMarker
from app.ports.store import PageVault, Store

JOB_TIMEOUT_SECONDS = 120.0
LABEL_MEDIA, PAGE_MEDIA = "100x150mm", "A4"


@dataclass(frozen=True, slots=True)
class OpenPrint:
    """A print nobody knows the end of. `receipt_number` is empty for a paper given before the receipt."""

    paper: Paper
    attempt: PrintAttempt
    receipt_number: str


@dataclass(frozen=True, slots=True)
class PrintPapers:
    """Printing of archived bytes. A second print needs a reason and carries the mark 补打."""

    store: Store
    vault: PageVault
    printer: Printer
    paper_preview: PaperPreview
    reprint_marker: ReprintMarker
    clock: Clock
    ids: IdSource
    _followed: set[str] = field(default_factory=set, init=False, repr=False, compare=False)
    """Attempts whose end is being waited for right now: nothing to ask about yet."""

    def printers(self) -> tuple[PrinterDescription, ...]:
        """Queues of the system."""
        return self.printer.printers()

    def preview(self, paper_id: str) -> tuple[bytes, ...]:
        """One PNG a page."""
        return self.paper_preview.pages(self._pdf(self._paper(paper_id)))

    def print(self, session: Session, paper_id: str, printer: str, reason: str = "") -> PrintAttempt:
        """Print and follow the job to its end.

        The attempt is on disk before anything goes to the printer, so that after a power cut the clerk is asked.
        The outcome is PRINTED, or UNKNOWN when the job still waits after two minutes. Raises `rule.reprint_reason` when
        it may have come out before and no reason is given, PrintError when it surely did not come out.
        """
        paper = self._paper(paper_id)
        attempt = self._begin(session, paper, printer, reason.strip())
        try:
            return self._follow(session, paper, attempt)
        finally:
            self._followed.discard(attempt.id)

    def save(self, session: Session, paper_id: str, path: str) -> None:
        """Write the PDF to a file the clerk chose; logged as an export. Raises `print.cannot_save`."""
        paper = self._paper(paper_id)
        _write_whole(Path(path), self._pdf(paper))
        with self.store.unit_of_work() as unit:
            unit.audit.add(self._audit(AuditAction.PAPER_SAVED, session, paper))
            unit.commit()

    def unsettled(self) -> tuple[OpenPrint, ...]:
        """Prints nobody knows the end of ("saved - did the paper come out?"); one still under way is none."""
        with self.store.unit_of_work() as unit:
            return tuple(
                OpenPrint(paper, attempt, unit.cases.get(paper.case_id).receipt_number)
                for paper, attempt in unit.papers.unsettled()
                if attempt.id not in self._followed
            )

    def settle(self, session: Session, attempt_id: str, outcome: PrintOutcome) -> None:
        """Record what became of a print, by the printer's word or the clerk's."""
        with self.store.unit_of_work() as unit:
            unit.papers.settle_attempt(attempt_id, outcome)
            now = self.clock.now()
            detail = f"{attempt_id}={outcome.value}"
            unit.audit.add(AuditEntry(AuditAction.PAPER_PRINTED, now, session.clerk.id, attempt_id, detail))
            unit.commit()

    def _follow(self, session: Session, paper: Paper, attempt: PrintAttempt) -> PrintAttempt:
        pdf, printer = self._pdf(paper), attempt.printer
        if attempt.reprint:
            pdf = self.reprint_marker.mark(pdf, attempt.at)
        try:
            job = self.printer.print(pdf, printer, paper.serial or paper.kind.value, _media(paper.kind))
            outcome = self.printer.follow(job, JOB_TIMEOUT_SECONDS)
        except TongbanError:
            self.settle(session, attempt.id, PrintOutcome.FAILED)
            raise
        if outcome is not PrintOutcome.UNKNOWN:
            self.settle(session, attempt.id, outcome)
        if outcome is PrintOutcome.FAILED:
            raise self.printer.trouble(job) or PrintError("job_aborted")
        return replace(attempt, outcome=outcome)

    def _begin(self, session: Session, paper: Paper, printer: str, reason: str) -> PrintAttempt:
        with self.store.unit_of_work() as unit:
            before = unit.papers.attempts(paper.id)
            reprint = may_be_out(before)
            if reprint and not reason:
                raise RuleError("reprint_reason")
            attempt = PrintAttempt(
                id=self.ids.new_id(),
                paper_id=paper.id,
                at=self.clock.now(),
                clerk_id=session.clerk.id,
                printer=printer,
                outcome=PrintOutcome.UNKNOWN,
                reprint=reprint,
                reason=reason,
            )
            self._followed.add(attempt.id)
            unit.papers.add_attempt(attempt)
            unit.audit.add(self._audit(AuditAction.PAPER_PRINTED, session, paper))
            unit.commit()
        return attempt

    def _paper(self, paper_id: str) -> Paper:
        with self.store.unit_of_work() as unit:
            return unit.papers.get(paper_id)

    def _pdf(self, paper: Paper) -> bytes:
        return self.vault.get(paper.sha256)

    def _audit(self, action: AuditAction, session: Session, paper: Paper) -> AuditEntry:
        return AuditEntry(action, self.clock.now(), session.clerk.id, paper.case_id, f"{paper.kind.value} {paper.id}")


def _write_whole(path: Path, pdf: bytes) -> None:
    """All of it or nothing: a full disk leaves no half of a paper, and a file that was there as it was."""
    part = path.with_name(path.name + ".part")
    try:
        try:
            part.write_bytes(pdf)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise PrintError("cannot_save", system=system_fault(error)) from error


def _media(kind: PaperKind) -> str:
    return LABEL_MEDIA if kind is PaperKind.LABEL else PAGE_MEDIA
