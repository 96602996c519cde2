"""What the intake screen shows: everything known of a case, and what is still missing, worked out in one place."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from app.domain.agreement import UNDELEGATED_POWERS, Agreement, Power
from app.domain.case import Case, CaseState
from app.domain.confirmation import Confirmation, confirmation_facts, read_confirmation
from app.domain.deadline import Deadline, deadline_after
from app.domain.errors import InputError
from app.domain.guardianship import guardian_hints
from app.domain.guide import GuideMaterial, ItemGuide
from app.domain.identifiers.warnings import person_warnings
from app.domain.local_day import local_day
from app.domain.material import CaseMaterial, Gap, material_gap
from app.domain.page import Page
from app.domain.paper import Paper, PrintAttempt, may_be_out
from app.domain.verification import TrustGrade, trust_grade
from app.ports.environment import Clock
from app.ports.guides import GuideSource, HolidayCalendar
from app.ports.store import UnitOfWork
from app.services.application_form import FormReading, read_form

ORGANISATIONS_ONLY = "identity_warnings.organisations_only"
PERSONS_ONLY = "identity_warnings.persons_only"
AUDIENCE_WARNINGS = frozenset({ORGANISATIONS_ONLY, PERSONS_ONLY})
"""The item is for others than the applicant (服务对象): what to look at is the item as much as the applicant."""


class Step(StrEnum):
    """The five steps of intake."""

    APPLICANT = "applicant"
    ITEM = "item"
    MATERIALS = "materials"
    CONFIRM = "confirm"
    PAPERS = "papers"


COLLECTING_STEPS = (Step.MATERIALS, Step.CONFIRM, Step.PAPERS)
"""What there is to do only where papers may be collected."""


class Mark(StrEnum):
    """How far a step is."""

    TODO = "todo"
    ATTENTION = "attention"
    WARNING = "warning"
    """Complete, but something wants a look."""
    DONE = "done"
    NOT_APPLICABLE = "not_applicable"
    """The item is advised on, never collected: there is nothing to do in this step."""


class MissingKind(StrEnum):
    """What kind of thing is missing."""

    FIELD = "field"
    ITEM = "item"
    QUESTION = "question"
    MATERIAL = "material"
    CONFIRM = "confirm"


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that still stands between the case and its receipt.

    `key` is the field name, question id or material code; `name` the guide's own words for it (empty for fields);
    `cause` is `required` or a `Gap` value or the cause of an input error.
    """

    step: Step
    kind: MissingKind
    key: str
    name: str
    cause: str


@dataclass(frozen=True, slots=True)
class MaterialRow:
    """One material of the guide with all this case knows of it.

    `follow_by` is the last day on which a deferred paper may follow (counted from the receipt, for a draft from
    today), None where the guide lets it not be deferred.
    """

    material: GuideMaterial
    state: CaseMaterial
    pages: tuple[Page, ...]
    gap: Gap | None
    blocking: bool
    grade: TrustGrade
    follow_by: Deadline | None


@dataclass(frozen=True, slots=True)
class PaperStatus:
    """A rendered paper and how often it was printed; one that `may_be_out` is printed again with a reason only.

    `prints` leaves out the tries that surely failed: no sheet came of them.
    """

    paper: Paper
    prints: int
    last: PrintAttempt | None
    may_be_out: bool = False


@dataclass(frozen=True, slots=True)
class IntakeState:
    """A case as the intake screen needs it. `warnings` are text keys (`identity_warnings.<name>`)."""

    case: Case
    reading: FormReading
    guide: ItemGuide | None
    agreement: Agreement | None
    powers: frozenset[Power]
    rows: tuple[MaterialRow, ...]
    errors: tuple[InputError, ...]
    missing: tuple[Missing, ...]
    marks: Mapping[Step, Mark]
    warnings: tuple[str, ...]
    papers: tuple[PaperStatus, ...]
    can_receive: bool
    confirmation: Confirmation


@dataclass(frozen=True, slots=True)
class StateReader:
    """Builds an `IntakeState` inside somebody's unit of work.

    `collecting_division` is the station's own, `current_areas` the six-digit division codes in force (empty: no table).
    """

    guides: GuideSource
    clock: Clock
    holidays: HolidayCalendar
    collecting_division: str
    current_areas: Container[str] = frozenset()

    def __call__(self, unit: UnitOfWork, case: Case) -> IntakeState:
        """The state of `case` as stored in `unit`."""
        today = local_day(self.clock.now())
        guide = self.guides.version(case.guide) if case.guide else None
        agreement = self._agreement(guide, today)
        powers = UNDELEGATED_POWERS | (agreement.powers if agreement else frozenset())
        reading = read_form(case.form, today)
        rows = self._rows(case, guide, unit.pages.of_case(case.id), today)
        facts = confirmation_facts(case, ((row.material, row.state) for row in rows))
        confirmation = read_confirmation(case.form, facts)
        missing = missing_things(case, guide, reading, rows, confirmation)
        warnings = _warnings(reading, guide, today, self.current_areas)
        draft = case.state is CaseState.DRAFT
        return IntakeState(
            case=case,
            reading=reading,
            guide=guide,
            agreement=agreement,
            powers=powers,
            rows=rows,
            errors=reading.errors if draft else (),
            missing=missing if draft else (),
            marks=_marks(case, guide, reading, missing, warnings),
            warnings=warnings,
            papers=paper_statuses(unit, case.id),
            can_receive=draft and guide is not None and guide.collectable and not missing,
            confirmation=confirmation,
        )

    def received(self, draft: IntakeState, case: Case) -> IntakeState:
        """The state of `case`, received just now from a complete draft: facts, pages and papers are the draft's."""
        marks = dict.fromkeys(Step, Mark.DONE)
        return replace(draft, case=case, errors=(), missing=(), marks=marks, can_receive=False)

    def _rows(self, case: Case, guide: ItemGuide | None, pages: Sequence[Page], today: date) -> tuple[MaterialRow, ...]:
        """The checklist: the guide's materials this situation calls for, in the guide's order."""
        if guide is None:
            return ()
        begun = local_day(case.received_at) if case.received_at else today
        return tuple(
            _row(case, material, pages, self._follow_by(material, begun))
            for material in guide.applicable_materials(case.answers)
        )

    def _follow_by(self, material: GuideMaterial, begun: date) -> Deadline | None:
        if not material.deferrable:
            return None
        return deadline_after(begun, material.deferral_working_days, self.holidays.day)

    def _agreement(self, guide: ItemGuide | None, today: date) -> Agreement | None:
        if guide is None:
            return None
        place = guide.authority.division_code
        return self.guides.agreement(guide.ref.item_code, self.collecting_division, place, today)


def _row(case: Case, material: GuideMaterial, all_pages: Sequence[Page], follow_by: Deadline | None) -> MaterialRow:
    pages = tuple(page for page in all_pages if page.material_code == material.code)
    state = case.materials.get(material.code, CaseMaterial(material.code))
    gap = material_gap(material, state, pages)
    return MaterialRow(
        material=material,
        state=state,
        pages=pages,
        gap=gap.gap if gap else None,
        blocking=bool(gap and gap.blocking),
        grade=trust_grade(state.verification, tuple(page.original.sha256 for page in pages)),
        follow_by=follow_by,
    )


def paper_statuses(unit: UnitOfWork, case_id: str) -> tuple[PaperStatus, ...]:
    """The case's papers with their print history, oldest first."""
    found = []
    for paper in unit.papers.of_case(case_id):
        attempts = unit.papers.attempts(paper.id)
        prints = sum(may_be_out((attempt,)) for attempt in attempts)
        found.append(PaperStatus(paper, prints, attempts[-1] if attempts else None, prints > 0))
    return tuple(found)


def missing_things(
    case: Case,
    guide: ItemGuide | None,
    reading: FormReading,
    rows: Sequence[MaterialRow],
    confirmation: Confirmation,
) -> tuple[Missing, ...]:
    """Everything that stops the receipt, in the order of the screen."""
    found = [_missing_field(name, "required") for name in reading.missing]
    found += [_missing_field(error.field or "", error.code.partition(".")[2]) for error in reading.errors]
    if reading.agent_present and guide is not None and not guide.agent_allowed:
        found.append(_missing_field("agent.present", "agent_not_allowed"))
    if guide is None:
        found.append(Missing(Step.ITEM, MissingKind.ITEM, "item", "", "required"))
    else:
        found += [
            Missing(Step.MATERIALS, MissingKind.QUESTION, question.id, question.label, "required")
            for question in guide.questions
            if question.id not in case.answers
        ]
        found += [
            Missing(Step.MATERIALS, MissingKind.MATERIAL, row.material.code, row.material.name, row.gap.value)
            for row in rows
            if row.gap is not None and row.blocking
        ]
    if not confirmation.given:
        cause = "outdated" if confirmation.outdated else "required"
        found.append(Missing(Step.CONFIRM, MissingKind.CONFIRM, "confirm.applicant", "", cause))
    return tuple(sorted(found, key=lambda thing: list(Step).index(thing.step)))


def _missing_field(name: str, cause: str) -> Missing:
    step = Step.CONFIRM if name.startswith("delivery.") else Step.APPLICANT
    return Missing(step, MissingKind.FIELD, name, "", cause)


def _marks(
    case: Case, guide: ItemGuide | None, reading: FormReading, missing: Sequence[Missing], warnings: Sequence[str]
) -> dict[Step, Mark]:
    open_steps = {thing.step for thing in missing}
    wrong = {_missing_field(error.field or "", "").step for error in reading.errors}
    touched = {
        Step.APPLICANT: any(name.startswith(("applicant.", "agent.")) for name in case.form),
        Step.ITEM: guide is not None,
        Step.MATERIALS: bool(case.answers or case.materials),
        Step.CONFIRM: any(name.startswith(("delivery.", "confirm.")) for name in case.form),
    }
    received = case.state is not CaseState.DRAFT
    marks = {
        step: Mark.DONE
        if received or (step not in open_steps and (guide is not None or step is Step.APPLICANT))
        else Mark.ATTENTION
        if step in wrong or touched[step]
        else Mark.TODO
        for step in touched
    }
    if guide is not None and not guide.collectable:
        marks[Step.ITEM] = Mark.ATTENTION
        marks |= dict.fromkeys(COLLECTING_STEPS, Mark.NOT_APPLICABLE)
    about_item = AUDIENCE_WARNINGS.intersection(warnings)
    for step, warned in ((Step.APPLICANT, set(warnings) - about_item), (Step.ITEM, about_item)):
        if warned and not received and marks[step] is Mark.DONE:
            marks[step] = Mark.WARNING
    return {Step.PAPERS: Mark.DONE if received else Mark.TODO, **marks}


def _warnings(
    reading: FormReading, guide: ItemGuide | None, today: date, current_areas: Container[str]
) -> tuple[str, ...]:
    found: list[str] = []
    applicant, agent = reading.applicant_person, reading.agent_person
    for person in (applicant, agent):
        if person is not None:
            found += [one.value for one in person_warnings(person, today=today, current_areas=current_areas)]
    born, agent_born = (person.birth_date if person else None for person in (applicant, agent))
    found += [one.value for one in guardian_hints(born, agent_born, agent=reading.agent_present, today=today)]
    if guide is not None:
        found += _guide_warnings(reading, guide)
    return tuple(dict.fromkeys(found))


def _guide_warnings(reading: FormReading, guide: ItemGuide) -> list[str]:
    """Whether the guide is for somebody else; said as soon as it is known who asks, complete or not."""
    person = reading.applicant_person
    known = reading.applicant is not None or (person is not None and bool(person.name or person.document.number))
    if not known or guide.service_object == "both":
        return []
    if guide.service_object == "organisation":
        return [ORGANISATIONS_ONLY] if person is not None else []
    return [PERSONS_ONLY] if person is None else []
