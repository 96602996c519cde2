"""Compare the papers of a case with the case, with each other and with pictures of one another.

The machine finds, the clerk decides: see `VerifyOriginal` for what becomes of a finding.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from app.domain.code_meaning import CodeKind, CodeMeaning
from app.domain.comparison import CaseFacts, MaterialPages, ReadPage
from app.domain.cross_comparison import compare_case
from app.domain.errors import RuleError
from app.domain.finding import Finding, MaterialComparison
from app.domain.local_day import local_day
from app.domain.name_variants import NameVariants
from app.domain.page import CodeRead, Page
from app.domain.page_text import Box
from app.domain.paper_kinds import PaperKinds
from app.ports.environment import Clock
from app.ports.picture_comparer import PictureComparer, PictureDifference
from app.ports.store import PageVault, Store, UnitOfWork
from app.services.application_form import read_form
from app.services.held_licences import HeldLicences
from app.services.intake_state import IntakeState, StateReader

CUT_OUT_MARGIN = 24  # pixels of paper around what is compared

CompareInUnit = Callable[[UnitOfWork, IntakeState], Mapping[str, MaterialComparison]]
"""The comparisons of a case inside somebody's unit of work, by material code."""


@dataclass(frozen=True, slots=True)
class CaseComparer:
    """Builds the comparisons of a case from what is stored; a `CompareInUnit`."""

    variants: NameVariants
    kinds: PaperKinds
    clock: Clock
    code_meaning: Callable[[CodeRead], CodeMeaning]
    licences: HeldLicences

    def __call__(self, unit: UnitOfWork, state: IntakeState) -> Mapping[str, MaterialComparison]:
        """Every material that has pages, or cites an e-licence that was asked for, by its code."""
        facts = _facts(state, local_day(self.clock.now()))
        answers = self.licences.of_case(state.case.id)
        return compare_case(self.materials(unit, state), facts, self.variants, self.kinds, answers)

    def materials(self, unit: UnitOfWork, state: IntakeState) -> tuple[MaterialPages, ...]:
        """The materials of a case with what was read from their pages."""
        readings = unit.readings.of_case(state.case.id)
        return tuple(
            MaterialPages(
                row.material,
                tuple(ReadPage(page.id, readings.get(page.id), self._licence_codes(page)) for page in row.pages),
                row.state.e_licence_number,
            )
            for row in state.rows
        )

    def _licence_codes(self, page: Page) -> tuple[str, ...]:
        meant = [self.code_meaning(code) for code in page.codes]
        return tuple(one.part("identifier") for one in meant if one.kind is CodeKind.E_LICENCE and one.valid)


def _facts(state: IntakeState, today: date) -> CaseFacts:
    """What the case says; a draft is taken as it is typed so far."""
    form = read_form(state.case.form, today)
    applicant = state.case.applicant or form.applicant or form.applicant_person
    return CaseFacts(applicant, state.case.agent or form.agent, today)


@dataclass(frozen=True, slots=True)
class CutOut:
    """A finding's place on its page as a PNG, None where it has no place."""

    finding: Finding
    picture: bytes | None


@dataclass(frozen=True, slots=True)
class ComparePapers:
    """What the screen asks for: the light and findings of each material, cut-outs, a copy laid over its original."""

    store: Store
    vault: PageVault
    read_state: StateReader
    compare: CompareInUnit
    pictures: PictureComparer

    def __call__(self, case_id: str) -> Mapping[str, MaterialComparison]:
        """The comparisons of a case by material code; a material without pages has none."""
        with self.store.unit_of_work() as unit:
            state = self.read_state(unit, unit.cases.get(case_id))
            return self.compare(unit, state)

    def cut_out(self, case_id: str, finding: Finding) -> CutOut:
        """The place of a finding, to be shown beside what was expected. Blocks: not for the main thread.

        Raises `rule.page_not_in_case` when the page was taken off since, PageError, StoreError, DeviceError.
        """
        if finding.box is None or not finding.page_id:
            return CutOut(finding, None)
        page = self._page(case_id, finding.page_id)
        return CutOut(finding, self.pictures.cut_out(self._picture(page), finding.box, CUT_OUT_MARGIN))

    def differences(self, case_id: str, original_id: str, copy_id: str) -> PictureDifference:
        """Where the page `copy_id` differs from the page `original_id`. Takes about a second. Raises as `cut_out`."""
        original, copy = self._page(case_id, original_id), self._page(case_id, copy_id)
        return self.pictures.compare(self._picture(original), self._picture(copy))

    def region(self, case_id: str, page_id: str, box: Box) -> bytes:
        """Any part of a page as a PNG: one of the regions that differ. Raises as `cut_out`."""
        return self.pictures.cut_out(self._picture(self._page(case_id, page_id)), box, CUT_OUT_MARGIN)

    def _page(self, case_id: str, page_id: str) -> Page:
        with self.store.unit_of_work() as unit:
            page = next((page for page in unit.pages.of_case(case_id) if page.id == page_id), None)
        if page is None:
            raise RuleError("page_not_in_case")
        return page

    def _picture(self, page: Page) -> bytes:
        """The picture that was read: the rendition where there is one."""
        return self.vault.get((page.rendition or page.original).sha256)
