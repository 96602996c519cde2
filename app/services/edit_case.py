"""Fill a draft in: fields, item and place, answers, how each material is met, where each page belongs.

Every call is one transaction and durable when it returns.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from app.domain.audit import AuditAction, AuditEntry
from app.domain.case import Case, CaseState
from app.domain.clerk import Session
from app.domain.errors import InputError, RuleError
from app.domain.guide import GuideMaterial, ItemGuide
from app.domain.identifiers.e_licence import parse_licence_identifier
from app.domain.local_day import local_day
from app.domain.material import CaseMaterial, Provision
from app.ports.environment import Clock
from app.ports.guides import GuideSource
from app.ports.store import Store, UnitOfWork
from app.services.application_form import check_choices, check_text
from app.services.intake_state import IntakeState, StateReader
from app.services.typed_over import released, written_by_hand

LARGEST_COUNT = 999
SEQUENCE_STEP = 1000  # between two pages; leaves room for the pages of one document file
ITEM_CURSOR, QUESTION_CURSOR, MATERIAL_CURSOR = "item", "question.", "material."


def require_draft(case: Case) -> Case:
    """The case itself; raises `rule.not_a_draft` once it is received: from then on nothing is rewritten."""
    if case.state is not CaseState.DRAFT:
        raise RuleError("not_a_draft", state=case.state.value)
    return case


@dataclass(frozen=True, slots=True)
class EditCase:
    """Changes of a draft by the clerk."""

    store: Store
    read_state: StateReader
    guides: GuideSource
    clock: Clock

    def set_fields(self, case_id: str, fields: Mapping[str, str], cursor: str) -> IntakeState:
        """Keep fields exactly as typed, and where the clerk is. What a number typed over had proved goes (`released`).

        Raises `input.not_a_choice` for a chosen field (kind of document, way of delivery) with a value it has not.
        """
        check_choices(fields)

        def kept(case: Case) -> Case:
            typed = written_by_hand(case.form, fields)
            return replace(case, form={**case.form, **released(case.form, fields), **typed}, cursor=cursor)

        return self._change(case_id, kept)

    def choose(self, case_id: str, item_code: str, division_code: str) -> IntakeState:
        """Take the guide in force today for this item at this place.

        What was already answered and collected stays where the new guide knows it too (a paper given once is not
        asked for again). Items that demand appearance in person can be chosen, so that the window can advise; they
        cannot be received.
        """
        guide = self.guides.current(item_code, division_code, local_day(self.clock.now()))
        return self._change(case_id, lambda case: _under_guide(case, guide))

    def answer(self, case_id: str, question_id: str, option_id: str) -> IntakeState:
        """Answer a situation question. Raises `rule.not_in_guide` for a question or option the guide lacks."""

        def answered(case: Case) -> Case:
            question = next((one for one in self._guide(case).questions if one.id == question_id), None)
            if question is None or option_id not in {option.id for option in question.options}:
                raise RuleError("not_in_guide", code=f"{question_id}={option_id}")
            answers = {**case.answers, question_id: option_id}
            return replace(case, answers=answers, cursor=f"{QUESTION_CURSOR}{question_id}")

        return self._change(case_id, answered)

    def provide(
        self,
        case_id: str,
        material_code: str,
        provision: Provision,
        *,
        originals: int = 1,
        copies: int = 0,
        sheets: int = 1,
        e_licence_number: str = "",
        remark: str = "",
    ) -> IntakeState:
        """Say how a material is met.

        Raises `rule.not_in_guide` for a material the guide does not list, `rule.not_deferrable`,
        `rule.no_commitment`, `rule.no_e_licence` where the guide does not allow the way, `input.count`.
        """
        _check_counts(originals=originals, copies=copies, sheets=sheets)
        number = _licence_number(e_licence_number)
        stated = replace(
            CaseMaterial(material_code),
            provision=provision,
            originals=originals if provision is Provision.PAPER else 0,
            copies=copies if provision is Provision.PAPER else 0,
            sheets=sheets if provision is Provision.PAPER else 0,
            e_licence_number=number if provision is Provision.E_LICENCE else "",
            remark=check_text(remark, "material.remark"),
        )

        def provided(case: Case) -> Case:
            _check_provision(material_of(self._guide(case), material_code), provision)
            before = case.materials.get(material_code, CaseMaterial(material_code))
            state = replace(stated, verification=before.verification if provision is Provision.PAPER else None)
            materials = {**case.materials, material_code: state}
            return replace(case, materials=materials, cursor=f"{MATERIAL_CURSOR}{material_code}")

        return self._change(case_id, provided)

    def assign_page(self, case_id: str, page_id: str, material_code: str, sequence: int) -> IntakeState:
        """Put a page under a material, at a place in its order. A material's tick does not cover a new page."""

        def assign(unit: UnitOfWork, case: Case) -> None:
            material_of(self._guide(case), material_code)
            page = next((page for page in unit.pages.of_case(case_id) if page.id == page_id), None)
            if page is None:
                raise RuleError("page_not_in_case")
            unit.pages.replace(replace(page, material_code=material_code, sequence=sequence))

        return self._change(case_id, lambda case: case, assign)

    def order_pages(self, case_id: str, page_ids: Sequence[str]) -> IntakeState:
        """Put the pages of one material into this order. Raises `rule.page_not_in_case`."""

        def order(unit: UnitOfWork, case: Case) -> None:
            known = {page.id: page for page in unit.pages.of_case(case.id)}
            if not known.keys() >= set(page_ids):
                raise RuleError("page_not_in_case")
            for at, page_id in enumerate(page_ids, start=1):
                unit.pages.replace(replace(known[page_id], sequence=at * SEQUENCE_STEP))

        return self._change(case_id, lambda case: case, order)

    def remove_page(self, session: Session, case_id: str, page_id: str) -> IntakeState:
        """Take a page off the draft (a retake); the removal is logged."""

        def remove(unit: UnitOfWork, case: Case) -> None:
            unit.pages.remove(page_id)
            now = self.clock.now()
            unit.audit.add(AuditEntry(AuditAction.PAGE_REMOVED, now, session.clerk.id, case.id, page_id))

        return self._change(case_id, lambda case: case, remove)

    def _guide(self, case: Case) -> ItemGuide:
        if case.guide is None:
            raise RuleError("no_item")
        return self.guides.version(case.guide)

    def _change(
        self,
        case_id: str,
        change: Callable[[Case], Case],
        beside: Callable[[UnitOfWork, Case], None] | None = None,
    ) -> IntakeState:
        with self.store.unit_of_work() as unit:
            case = change(require_draft(unit.cases.get(case_id)))
            case = unit.cases.save(replace(case, updated_at=self.clock.now()))
            if beside is not None:
                beside(unit, case)
            state = self.read_state(unit, case)
            unit.commit()
        return state


def material_of(guide: ItemGuide, code: str) -> GuideMaterial:
    """The guide's material; raises `rule.not_in_guide` - nothing outside the published guide may be asked for."""
    material = guide.material(code)
    if material is None:
        raise RuleError("not_in_guide", code=code)
    return material


def _under_guide(case: Case, guide: ItemGuide) -> Case:
    options = {question.id: {option.id for option in question.options} for question in guide.questions}
    answers = {key: value for key, value in case.answers.items() if value in options.get(key, ())}
    kept = {code: state for code, state in case.materials.items() if guide.material(code) is not None}
    return replace(
        case,
        guide=guide.ref,
        item_name=guide.item_name,
        place_name=guide.authority.place_name,
        cursor=ITEM_CURSOR,
        answers=answers,
        materials=kept,
    )


def _check_provision(material: GuideMaterial, provision: Provision) -> None:
    if provision is Provision.DEFERRED and not material.deferrable:
        raise RuleError("not_deferrable", name=material.name)
    if provision is Provision.COMMITMENT and not material.commitment_allowed:
        raise RuleError("no_commitment", name=material.name)
    if provision is Provision.E_LICENCE and not material.e_licence_type:
        raise RuleError("no_e_licence", name=material.name)


def _check_counts(**counts: int) -> None:
    for name, count in counts.items():
        if not 0 <= count <= LARGEST_COUNT:
            raise InputError("count", field=f"material.{name}", limit=LARGEST_COUNT)


def _licence_number(typed: str) -> str:
    """A national identifier (GB/T 36904) must hold; other licence numbers are taken as they are."""
    number = check_text(typed, "material.e_licence_number")
    if number.startswith("1.2.156.3005.2"):
        parse_licence_identifier(number, field="material.e_licence_number")
    return number
