"""A case of the list, and its time line, in words."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.applicant import Organisation
from app.domain.case import Case, CaseState, StateChange
from app.domain.deadline import TrafficLight
from app.domain.identifiers.mask import mask_name, mask_number, mask_phone
from app.domain.term import Term
from app.services.list_cases import CaseDetail, CaseRow, CaseTally
from resources.texts import text
from ui.viewmodels.row_table_model import Cell, Row
from ui.viewmodels.wording import day_words, grouped_number, time_words

LIGHT_TONES = {
    TrafficLight.GREEN: "green",
    TrafficLight.AMBER: "amber",
    TrafficLight.RED: "red",
    TrafficLight.NONE: "muted",
}
_STATE_TONES = {
    CaseState.CORRECTION_ASKED: "amber",
    CaseState.NOT_ACCEPTED: "red",
    CaseState.RETURNED: "red",
    CaseState.REVOKED: "red",
    CaseState.DRAFT: "muted",
    CaseState.ABANDONED: "muted",
    CaseState.ADVISED: "muted",
    CaseState.WITHDRAWN: "muted",
}


@dataclass(frozen=True, slots=True)
class TimeLineEntry:
    """One fact of a case's life."""

    at: str
    title: str
    detail: str
    tone: str


@dataclass(frozen=True, slots=True)
class PersonWords:
    """Applicant of a case, masked or whole."""

    name: str
    number: str
    phone: str


def term_words(term: Term, days_left: int | None, *, estimated: bool) -> tuple[str, str]:
    """What the clock of a case says: which term it is under, and how much of it is left (empty while none runs)."""
    name = text(f"cases.term_{term}")
    if not term.running:
        return name, ""
    if days_left is None:
        return name, text("cases.day_unknown")
    words = text("cases.overdue", days=-days_left) if days_left < 0 else text("cases.days_left", days=days_left)
    return text("cases.estimated", words=name) if estimated else name, words


def case_table_row(row: CaseRow) -> Row:
    """One line of the list."""
    summary = row.summary
    waiting = text("cases.waiting", count=summary.waiting) if summary.waiting else ""
    clock = term_words(row.term, row.days_left, estimated=summary.due_estimated)
    return Row(
        summary.id,
        (
            Cell("\n".join(words for words in clock if words), LIGHT_TONES[row.light], day_words(summary.due_on)),
            Cell(f"{row.masked_name}\n{row.masked_number}".strip() or text("cases.nameless")),
            Cell(f"{summary.item_name}\n{summary.place_name}".strip()),
            Cell(
                text(f"wording.state_{summary.state}") + (f"\n{waiting}" if waiting else ""),
                "red" if summary.needs_clerk else _STATE_TONES.get(summary.state, "green"),
            ),
            Cell(f"{summary.receipt_number}\n{summary.platform_number}".strip()),
            Cell(time_words(summary.updated_at).replace(" ", "\n")),
        ),
    )


def person_words(case: Case, *, whole: bool) -> PersonWords:
    """Who asks."""
    applicant = case.applicant
    if applicant is None:
        return PersonWords("", "", "")
    number = applicant.credit_code if isinstance(applicant, Organisation) else applicant.document.number
    if whole:
        return PersonWords(applicant.name, grouped_number(number), applicant.phone)
    return PersonWords(mask_name(applicant.name), mask_number(number), mask_phone(applicant.phone))


def _change_words(change: StateChange) -> str:
    """The new state; the platform's word that a case stands where it stood before is no second step."""
    state = text(f"wording.state_{change.after}")
    return text("cases.confirmed", state=state) if change.after is change.before else state


def time_line(detail: CaseDetail) -> tuple[TimeLineEntry, ...]:
    """Changes of state and moves of originals, the newest first."""
    names = {material.code: material.name for material in (detail.guide.materials if detail.guide else ())}
    facts = [
        (
            change.at,
            TimeLineEntry(
                time_words(change.at),
                _change_words(change),
                " · ".join(words for words in (change.actor, change.place, change.reason) if words),
                _STATE_TONES.get(change.after, "green"),
            ),
        )
        for change in detail.changes
    ]
    facts += [
        (
            event.at,
            TimeLineEntry(
                time_words(event.at),
                text("cases.custody", name=names.get(event.material_code, event.material_code), count=event.count),
                text(f"wording.custody_{event.place}"),
                "action",
            ),
        )
        for event in detail.custody
    ]
    oldest_first = sorted(facts, key=lambda fact: fact[0])
    return tuple(entry for _, entry in reversed(oldest_first))


def tally_words(tally: CaseTally) -> str:
    """How many cases there are; consultations are no cases and counted apart."""
    words = text("cases.tally", count=tally.received) if tally.received else text("cases.tally_none")
    return text("cases.tally_advised", words=words, count=tally.advised) if tally.advised else words


def messages_words(detail: CaseDetail) -> tuple[str, str]:
    """Tone and words of what the platform has of this case."""
    waiting = [entry for entry in detail.outbox if entry.done_at is None]
    if not detail.outbox:
        return "muted", text("cases.line_nothing")
    if waiting:
        return "amber", text("cases.line_waiting", waiting=len(waiting), all=len(detail.outbox))
    return "green", text("cases.line_done", all=len(detail.outbox))
