"""Papers and what became of them, in words."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby

from app.domain.errors import PrintError
from app.domain.paper import Paper, PaperKind, PrintOutcome
from app.services.intake_state import PaperStatus
from app.services.print_papers import OpenPrint
from resources.texts import catalogue, error_text, text
from ui.viewmodels.row_table_model import Cell, Row
from ui.viewmodels.wording import time_words


def paper_title(paper: Paper) -> str:
    """Name of a paper as it stands on the paper itself; a notice is a reminder where it was not delegated."""
    if paper.kind is PaperKind.ONE_TIME_NOTICE and paper.as_authority is not None:
        return text("paper.notice_title") if paper.as_authority else text("paper.reminder_title")
    return text(f"wording.paper_{paper.kind}")


def question_words(found: OpenPrint) -> str:
    """Whether this paper came out."""
    paper, time = paper_title(found.paper), time_words(found.attempt.at)
    if not found.receipt_number:
        return text("papers.open_print", paper=paper, time=time)
    return text("papers.open_print_of", paper=paper, time=time, number=found.receipt_number)


def paper_row(status: PaperStatus, unprinted: str, trouble: PrintError | None) -> Row:
    """A paper in the list; `unprinted` says why it was not printed yet, `trouble` why the last try failed."""
    paper = status.paper
    return Row(
        paper.id,
        (
            Cell(paper_title(paper), tip=paper.serial),
            Cell(text("papers.page_count", count=paper.page_count)),
            _print_cell(status, unprinted, trouble),
        ),
    )


def _print_cell(status: PaperStatus, unprinted: str, trouble: PrintError | None) -> Cell:
    last = status.last
    if trouble is not None:
        return Cell(text("papers.print_failed_why", why=_short(trouble)), "red")
    if last is None:
        return Cell(unprinted, "amber") if unprinted else Cell(text("papers.not_printed"), "muted")
    if last.outcome is PrintOutcome.PRINTED:
        return Cell(text("papers.printed", count=status.prints, time=time_words(last.at)), "green")
    if last.outcome is PrintOutcome.FAILED:
        return Cell(text("papers.print_failed"), "red")
    return Cell(text("papers.print_unknown"), "amber")


def _short(trouble: PrintError) -> str:
    """The cause in a word or two; the whole story stands in the message."""
    cause = trouble.code.partition(".")[2]
    return text(f"print_causes.{cause}") if cause in catalogue("print_causes") else text("print_causes.other")


def all_failures(troubles: Mapping[str, PrintError]) -> PrintError:
    """One error for all papers (by their titles) that did not come out; those with the same cause are told together."""
    told = [(error_text(error.code, error.details), title) for title, error in troubles.items()]
    groups = [
        (why, text("papers.title_separator").join(title for _, title in same))
        for why, same in groupby(sorted(told, key=lambda one: one[0]), key=lambda one: one[0])
    ]
    origin = next(iter(troubles.values())).code
    if len(groups) == 1:
        ((why, papers),) = groups
        return PrintError("paper_failed", paper=papers, why=why, origin=origin)
    words = "".join(error_text("print.paper_failed", {"paper": papers, "why": why}) for why, papers in groups)
    return PrintError("papers_failed", words=words, origin=origin)
