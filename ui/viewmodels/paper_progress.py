"""Which papers of a case wait to be printed, which to be saved."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from app.domain.paper import PaperKind, PrintOutcome
from app.services.intake_state import PaperStatus


@dataclass(frozen=True, slots=True)
class PaperProgress:
    """The papers as stored, and what this window knows besides.

    `tries` are ends of prints (by paper id) that `papers` do not know of yet, `saved` the ids of papers that were
    written to a file.
    """

    papers: tuple[PaperStatus, ...]
    label_printer: bool
    tries: Mapping[str, bool]
    saved: Collection[str]

    @property
    def to_print(self) -> tuple[PaperStatus, ...]:
        """Papers of the receipt that did not come out yet.

        A notice given before belongs to an earlier visit; a label never goes to the printer of the pages.
        """
        return tuple(
            status
            for status in self.papers
            if not status.may_be_out
            and status.paper.kind is not PaperKind.ONE_TIME_NOTICE
            and (self.label_printer or status.paper.kind is not PaperKind.LABEL)
        )

    @property
    def to_save(self) -> tuple[PaperStatus, ...]:
        """The same and the label, whose printer is the first to be missing; of a draft its notice."""
        if not any(status.paper.kind is not PaperKind.ONE_TIME_NOTICE for status in self.papers):
            return tuple(status for status in self.papers if status.paper.id == self.notice)
        return tuple(
            status
            for status in self.papers
            if not status.may_be_out and status.paper.kind is not PaperKind.ONE_TIME_NOTICE
        )

    @property
    def some_failed(self) -> bool:
        """Whether a paper did not come out and waits for another try."""
        return any(self._failed(status) for status in self.to_print)

    @property
    def unprinted(self) -> bool:
        """Whether a paper of the receipt did not come out, or nobody knows whether it did."""
        unknown = (status.last is not None and status.last.outcome is PrintOutcome.UNKNOWN for status in self.papers)
        return bool(self.to_print) or any(unknown)

    @property
    def unsaved(self) -> bool:
        """Whether a paper that was not printed was not saved either."""
        return any(status.paper.id not in self.saved for status in self.to_save)

    @property
    def notice(self) -> str:
        """The newest notice while it is neither printed nor saved; empty when there is none."""
        notices = [status for status in self.papers if status.paper.kind is PaperKind.ONE_TIME_NOTICE]
        if not notices or notices[-1].may_be_out or notices[-1].paper.id in self.saved:
            return ""
        return notices[-1].paper.id

    def _failed(self, status: PaperStatus) -> bool:
        by_store = status.last is not None and status.last.outcome is PrintOutcome.FAILED
        return not self.tries.get(status.paper.id, not by_store)
