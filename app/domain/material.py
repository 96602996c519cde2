"""A material as it stands in a case, and what is still missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.domain.guide import GuideMaterial, MaterialForm, Necessity
from app.domain.page import Page, QualityVerdict
from app.domain.verification import Verification, VerificationVerdict


class Provision(StrEnum):
    """How the applicant meets a material."""

    NONE = "none"
    PAPER = "paper"
    E_LICENCE = "e_licence"
    DEFERRED = "deferred"  # 容缺后补
    COMMITMENT = "commitment"  # 告知承诺


@dataclass(frozen=True, slots=True)
class CaseMaterial:
    """State of one guide material in a case. `sheets` counts the sheets of paper of the original."""

    material_code: str
    provision: Provision = Provision.NONE
    verification: Verification | None = None
    originals: int = 0
    copies: int = 0
    sheets: int = 0
    e_licence_number: str = ""
    remark: str = ""


class Gap(StrEnum):
    """Why a material is not complete."""

    NOT_PROVIDED = "not_provided"
    NO_PAGES = "no_pages"
    BAD_PAGE = "bad_page"
    NOT_VERIFIED = "not_verified"
    DIFFERS = "differs"
    E_LICENCE_NUMBER = "e_licence_number"


@dataclass(frozen=True, slots=True)
class MaterialGap:
    """A gap of one material; `blocking` gaps stop the receipt, the others are only shown."""

    material: GuideMaterial
    gap: Gap
    blocking: bool


def material_gap(material: GuideMaterial, state: CaseMaterial | None, pages: Sequence[Page]) -> MaterialGap | None:
    """What is missing for `material`, None when nothing is."""
    blocking = material.necessity is not Necessity.OPTIONAL
    if state is None or state.provision is Provision.NONE:
        return MaterialGap(material, Gap.NOT_PROVIDED, blocking) if blocking else None
    gap = _gap_of_provision(material, state, pages)
    return None if gap is None else MaterialGap(material, gap, blocking=True)


def allowed(material: GuideMaterial, provision: Provision) -> bool:
    """Whether the guide lets the material be met this way."""
    if provision is Provision.DEFERRED:
        return material.deferrable
    if provision is Provision.COMMITMENT:
        return material.commitment_allowed
    return provision is not Provision.E_LICENCE or bool(material.e_licence_type)


def _gap_of_provision(material: GuideMaterial, state: CaseMaterial, pages: Sequence[Page]) -> Gap | None:
    # What one place allows another may not: a draft keeps its materials when the handling place is changed.
    if not allowed(material, state.provision):
        return Gap.NOT_PROVIDED
    if state.provision is Provision.E_LICENCE:
        return None if state.e_licence_number else Gap.E_LICENCE_NUMBER
    if state.provision in (Provision.DEFERRED, Provision.COMMITMENT):
        return None
    if not pages:
        return Gap.NO_PAGES
    return _verification_gap(material, state, pages)


def _verification_gap(material: GuideMaterial, state: CaseMaterial, pages: Sequence[Page]) -> Gap | None:
    verification = state.verification
    hashes = {page.original.sha256 for page in pages}
    if verification is None or not hashes <= set(verification.page_hashes):
        # A bad picture is for the clerk to retake or, knowingly, to verify as it is.
        if any(page.quality.verdict is QualityVerdict.BAD for page in pages):
            return Gap.BAD_PAGE
        return None if _only_a_copy(material, state) else Gap.NOT_VERIFIED
    return Gap.DIFFERS if verification.verdict is VerificationVerdict.DIFFERS else None


def _only_a_copy(material: GuideMaterial, state: CaseMaterial) -> bool:
    """Whether no original lies on the desk that the pages could be compared with."""
    if material.form is MaterialForm.ORIGINAL_OR_COPY:
        return state.originals == 0 and state.copies > 0
    return material.form is MaterialForm.COPY
